//! Notices: the daily run.

use clap::Subcommand;
use serde::Serialize;
use values::Date;

use super::deciding::{Desk, broken, print};
use super::{Failure, WithSettings};

/// What to do.
#[derive(Subcommand)]
pub(crate) enum Notices {
    /// Write the notices that what changed and what day it is bring about; the program does so by itself each day
    Issue(Issue),
}

/// On which day.
#[derive(clap::Args)]
pub(crate) struct Issue {
    /// As if this were the day; today unless set
    #[arg(long, value_name = "DATE")]
    date: Option<Date>,
    #[command(flatten)]
    settings: WithSettings,
}

#[derive(Serialize)]
struct Report {
    looked_at: usize,
    written: usize,
    unreadable: usize,
}

pub(crate) async fn run(command: Notices) -> Result<(), Failure> {
    let Notices::Issue(asked) = command;
    let Desk { ground, pack, mut moment, .. } = Desk::open(&asked.settings, "notices").await?;
    if let Some(date) = asked.date {
        if date > moment.today {
            return Err(Failure::Input("--date: that day has not come".to_owned()));
        }
        moment.today = date;
    }
    let issued = agency::notices::issue(&ground.store, &ground.sealer, &pack, moment).await;
    let issued = issued.map_err(broken)?;
    print(&Report { looked_at: issued.looked_at, written: issued.written, unreadable: issued.unreadable })
}
