//! Appoints those who work at the identity site's desk, keeps their yearly tests, and ends their work; each with a reason
//! for the audit log.

use clap::Subcommand;
use identity::desk::appointing;
use identity::desk::roles::Role;
use identity::{Identity, IdentityError};
use values::{Date, Id};

use super::sign_ins::{Whose, WhoseAndWhy, broken, found, reason};
use super::{Failure, WithSettings};
use crate::world;

/// What to do with agents.
#[derive(Subcommand)]
pub(crate) enum Agents {
    /// Make the owner of a sign-in an agent; they cannot work before `certify`
    Add {
        #[command(flatten)]
        asked: WhoseAndWhy,
        /// reviewer, clerk, investigator or supervisor
        #[arg(long, value_name = "ROLE")]
        role: String,
    },
    /// List the agents, with the day until which each may work
    List(WithSettings),
    /// Keep that an agent passed the yearly test
    Certify {
        #[command(flatten)]
        asked: WhoseAndWhy,
        /// The day of the test, such as 2026-11-22; today unless given
        #[arg(long, value_name = "DATE")]
        on: Option<Date>,
    },
    /// End an agent's work, at once
    End(WhoseAndWhy),
}

pub(crate) async fn run(command: Agents) -> Result<(), Failure> {
    match command {
        Agents::Add { asked, role } => {
            let role = Role::from_word(&role).ok_or_else(|| {
                let words: Vec<&str> = Role::ALL.iter().map(|role| role.word()).collect();
                Failure::Input(format!("--role: there is no role {role}: give one of {}", words.join(", ")))
            })?;
            let (identity, id) = whom(&asked.whose).await?;
            let done = appointing::add(&identity, id, role, reason(&asked)?).await;
            said(done, "is an agent and may work once certified", "is an agent already: end that first")
        }
        Agents::List(settings) => list(&settings).await,
        Agents::Certify { asked, on } => {
            let (identity, id) = whom(&asked.whose).await?;
            let today = appointing::today(&identity);
            let on = on.unwrap_or(today);
            if on > today {
                return Err(Failure::Input(format!("--on: {on} is yet to come: give the day of the test")));
            }
            let done = appointing::certify(&identity, id, on, reason(&asked)?).await;
            let until = identity::desk::roles::certified_until(on);
            said(done, &format!("may work until {until}"), "is no agent: add them first")
        }
        Agents::End(asked) => {
            let (identity, id) = whom(&asked.whose).await?;
            let done = appointing::end(&identity, id, reason(&asked)?).await;
            said(done, "works at the desk no longer", "is no agent")
        }
    }
}

async fn whom(whose: &Whose) -> Result<(Identity, Id), Failure> {
    found(whose).await.map(|(identity, about)| (identity, about.id))
}

async fn list(settings: &WithSettings) -> Result<(), Failure> {
    let (read, demonstration) = (settings.read()?, settings.is_demonstration());
    let ground = world::ground_now(&read, demonstration).await?;
    let identity = world::identity_alone(&read, &ground, demonstration)?;
    let agents = appointing::list(&identity).await.map_err(|error| broken(&error))?;
    for agent in &agents {
        let state = match (agent.is_active, agent.certified_until) {
            (false, _) => "ended".to_owned(),
            (true, None) => "not certified".to_owned(),
            (true, Some(until)) => format!("may work until {until}"),
        };
        println!("{:<12}  {:<40}  {state}", agent.role, agent.email.expose());
    }
    println!("{} agents.", agents.len());
    Ok(())
}

fn said(done: Result<bool, IdentityError>, yes: &str, no: &str) -> Result<(), Failure> {
    if done.map_err(|error| broken(&error))? {
        println!("The owner of the sign-in {yes}.");
        Ok(())
    } else {
        Err(Failure::Input(format!("the owner of the sign-in {no}")))
    }
}
