//! Gives a year's credit back into an account of its taxpayer; it leaves with the next `settle`.

use std::io::Write as _;

use agency::payments::Act;
use agency::{balance, refunds};
use store::seal::Realm;
use store::taxes::{RecordKind, bank_accounts, modules, record_id};
use store::{Actor, WriteError, person_keys};

use super::{Failure, WithSettings};
use crate::world;

/// Which year, and where to.
#[derive(clap::Args)]
pub(crate) struct Refund {
    /// The module's key in the agency's books (docs/books.md)
    #[arg(long, value_name = "KEY")]
    module: String,
    /// The form, such as 1040
    #[arg(long)]
    form: String,
    /// The year
    #[arg(long)]
    year: i64,
    /// The last four digits of the account
    #[arg(long, value_name = "DIGITS")]
    account: String,
    #[command(flatten)]
    settings: WithSettings,
}

pub(crate) async fn run(command: Refund) -> Result<(), Failure> {
    let settings = command.settings.read()?;
    let pack = world::pack(&settings)?;
    let ground = world::ground_now(&settings, command.settings.is_demonstration()).await?;
    let now = ground.clock.now();
    let today = ground.clock.today(now);
    let act = Act { now, actor: Actor::System("refund") };
    let module = record_id(RecordKind::Module, &command.module);
    let owner = modules::find_owner(&ground.store, module).await?;
    let owner =
        owner.ok_or_else(|| Failure::Input(format!("{}: there is no such module", command.module)))?;
    let year = balance::year(&ground.store, &pack, owner, (&command.form, command.year), today).await;
    let year = year.map_err(|error| Failure::Broken(error.to_string()))?;
    let year = year.filter(|year| year.module == (owner, module)).ok_or_else(|| {
        Failure::Input(format!(
            "{} is not the module of form {} for {}",
            command.module, command.form, command.year
        ))
    })?;
    let key = person_keys::find(&ground.store, &ground.sealer, owner, Realm::Taxes).await?;
    let key = key.ok_or_else(|| Failure::Input("the taxpayer was erased".to_owned()))?;
    let mut accounts = bank_accounts::list(&ground.store, &ground.sealer, &key, owner).await?;
    accounts.retain(|account| account.removed_at.is_none() && account.number.last_four() == command.account);
    let [account] = accounts.as_slice() else {
        let why = format!("--account: {} accounts of the taxpayer end with these digits", accounts.len());
        return Err(Failure::Input(why));
    };
    let (refund, write) = refunds::issue(&pack, &year, account, (today, &act))
        .map_err(|error| Failure::Input(error.to_string()))?;
    match ground.store.write(write).await {
        Ok(()) => {}
        Err(WriteError::Conflict { .. }) => {
            return Err(Failure::Input("the year changed meanwhile: look at it again".to_owned()));
        }
        Err(error) => return Err(error.into()),
    }
    writeln!(std::io::stdout(), "{} goes back, with the next `counterfoil settle`.", refund.amount)?;
    Ok(())
}
