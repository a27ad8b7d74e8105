//! What is known of banks: their names, and whose accounts are.

use std::path::PathBuf;
use std::sync::Arc;

use agency::payments::Banks;
use outside::bank::{Accounts, OwnershipCheck};
use serde::{Deserialize, Serialize};

use super::SettingsError;

/// Files about banks.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BankFiles {
    /// The names of banks: `routing_number,name,from,source`.
    pub(crate) names: Option<PathBuf>,
    /// Accounts as a checking service knows them: routing number, account number, open or closed, holder.
    pub(crate) accounts: Option<PathBuf>,
}

impl BankFiles {
    /// What banks are called; the demonstration's are made up.
    pub(crate) fn banks(&self, demonstration: bool) -> Result<Banks, SettingsError> {
        match &self.names {
            Some(file) => Banks::read(&read("banks.names", file)?)
                .map_err(|error| wrong("banks.names", file, &error.to_string())),
            None if demonstration => Ok(Banks::demonstration()),
            None => Ok(Banks::default()),
        }
    }

    /// Who is asked whose an account is; in the demonstration a simulator.
    pub(crate) fn ownership(&self, demonstration: bool) -> Result<OwnershipCheck, SettingsError> {
        match &self.accounts {
            Some(file) => Accounts::read(&read("banks.accounts", file)?)
                .map(|accounts| OwnershipCheck::File(Arc::new(accounts)))
                .map_err(|error| wrong("banks.accounts", file, &error.to_string())),
            None if demonstration => Ok(OwnershipCheck::Simulator),
            None => Ok(OwnershipCheck::None),
        }
    }
}

fn read(key: &'static str, file: &PathBuf) -> Result<String, SettingsError> {
    std::fs::read_to_string(file).map_err(|error| wrong(key, file, &error.to_string()))
}

fn wrong(key: &'static str, file: &std::path::Path, why: &str) -> SettingsError {
    SettingsError::Value { key, why: format!("{}: {why}", file.display()) }
}
