//! Which bank gets the files of payments, and as whom does it know the agency?

use std::path::PathBuf;

use agency::payments::settlement::Sender;
use formats::ach::{Account, AccountKind};
use serde::{Deserialize, Serialize};
use values::{AccountNumber, RoutingNumber, Secret};

use super::SettingsError;

/// Where files of payments go.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Settlement {
    /// The folder in which they appear.
    pub(crate) folder: Option<PathBuf>,
    /// The bank's routing number.
    pub(crate) routing_number: Option<String>,
    /// Its name.
    pub(crate) bank_name: Option<String>,
    /// The agency's number at the bank, up to ten characters.
    pub(crate) origin: Option<String>,
    /// The agency's number as a company, up to ten characters; the same unless set.
    pub(crate) company: Option<String>,
    /// The agency's name on people's statements, up to 16 characters.
    pub(crate) company_name: Option<String>,
    /// What people's statements say of a payment, up to ten characters.
    pub(crate) description: Option<String>,
    /// What they say of a refund.
    pub(crate) refund_description: Option<String>,
    /// The agency's own account, where the bank wants files that balance: each batch then carries its other side.
    pub(crate) balance_account: Option<String>,
    /// Whether accounts that no check of ownership knows are asked about before money is taken from them.
    #[serde(default)]
    pub(crate) prenotes: bool,
    /// How many people must release a file before it gets its name: 0, 1 or 2.
    #[serde(default)]
    pub(crate) releases: u8,
}

impl Settlement {
    /// Who sends files, and the folder; refuses what is missing by its key.
    pub(crate) fn sender(&self) -> Result<(Sender, PathBuf), SettingsError> {
        let text = |key, value: &Option<String>, most: usize| {
            let fits = |text: &String| !text.trim().is_empty() && text.len() <= most && text.is_ascii();
            let why = format!("write 1 to {most} characters");
            value.clone().filter(fits).ok_or(SettingsError::Value { key, why })
        };
        let missing =
            || SettingsError::Value { key: "settlement.folder", why: "name a folder that exists".to_owned() };
        let folder = self.folder.clone().filter(|folder| folder.is_dir()).ok_or_else(missing)?;
        let destination = text("settlement.routing_number", &self.routing_number, 9)?;
        destination.parse::<RoutingNumber>().map_err(|error| SettingsError::Value {
            key: "settlement.routing_number",
            why: error.to_string(),
        })?;
        let origin = text("settlement.origin", &self.origin, 10)?;
        let company_name = text("settlement.company_name", &self.company_name, 16)?;
        if self.releases > 2 {
            let why = "write 0, 1 or 2".to_owned();
            return Err(SettingsError::Value { key: "settlement.releases", why });
        }
        let own = self.balance_account.as_ref().map(|number| {
            number.parse::<AccountNumber>().map_err(|error| SettingsError::Value {
                key: "settlement.balance_account",
                why: error.to_string(),
            })
        });
        let balance = own.transpose()?.map(|number| Account {
            routing: destination.clone(),
            number: Secret::new(number.expose().to_owned()),
            kind: AccountKind::Checking,
        });
        let sender = Sender {
            balance,
            prenotes: self.prenotes,
            destination,
            destination_name: text("settlement.bank_name", &self.bank_name, 23)?,
            company: match &self.company {
                Some(_) => text("settlement.company", &self.company, 10)?,
                None => origin.clone(),
            },
            origin,
            origin_name: company_name.clone(),
            company_name,
            description: match &self.description {
                Some(_) => text("settlement.description", &self.description, 10)?,
                None => "TAX PAYMT".to_owned(),
            },
            refund_description: match &self.refund_description {
                Some(_) => text("settlement.refund_description", &self.refund_description, 10)?,
                None => "TAX REFUND".to_owned(),
            },
        };
        Ok((sender, folder))
    }
}
