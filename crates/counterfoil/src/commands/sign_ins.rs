//! Finds people's sign-ins and shuts or opens them, with a reason for the audit log.

use clap::Subcommand;
use identity::operators::{self, About};
use identity::{Identity, IdentityError};
use store::identity::sign_ins::State;
use values::EmailAddress;

use super::{Failure, WithSettings};
use crate::world;

/// What to do with sign-ins.
#[derive(Subcommand)]
pub(crate) enum SignIns {
    /// Say whether an address has a sign-in, and where it is signed in
    Find(Whose),
    /// List where a person is signed in
    Sessions(Whose),
    /// Shut a sign-in and end everything of it
    Disable(WhoseAndWhy),
    /// Open a sign-in that was disabled
    Enable(WhoseAndWhy),
    /// End all sessions of a person, who may sign in again
    EndSessions(WhoseAndWhy),
}

/// Whose sign-in.
#[derive(clap::Args)]
pub(crate) struct Whose {
    /// An email address of the sign-in
    email: String,
    #[command(flatten)]
    settings: WithSettings,
}

/// Whose, and why.
#[derive(clap::Args)]
pub(crate) struct WhoseAndWhy {
    #[command(flatten)]
    pub(super) whose: Whose,
    /// Why, for the audit log: no personal data
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

pub(crate) async fn run(command: SignIns) -> Result<(), Failure> {
    match command {
        SignIns::Find(whose) => {
            let (_, about) = found(&whose).await?;
            println!("sign-in   {}", about.id);
            println!("state     {}", state(about.state));
            println!("made      {}", about.made_at);
            println!("sessions  {}", about.sessions.len());
        }
        SignIns::Sessions(whose) => {
            let (_, about) = found(&whose).await?;
            for session in &about.sessions {
                println!(
                    "{}  since {}  {}  {}",
                    session.id, session.proved_at, session.device, session.network
                );
            }
            println!("{} sessions.", about.sessions.len());
        }
        SignIns::Disable(asked) => {
            let (identity, about) = found(&asked.whose).await?;
            let done = operators::disable(&identity, about.id, reason(&asked)?).await;
            said(done, "is shut: everything of it has ended", "is shut already")?;
        }
        SignIns::Enable(asked) => {
            let (identity, about) = found(&asked.whose).await?;
            let opened = operators::enable(&identity, about.id, reason(&asked)?).await;
            match opened.map_err(|error| broken(&error))? {
                Some(state @ State::Frozen) => println!("The sign-in is {}.", self::state(state)),
                opened => said(Ok(opened.is_some()), "may be used again", "was not disabled by an operator")?,
            }
        }
        SignIns::EndSessions(asked) => {
            let (identity, about) = found(&asked.whose).await?;
            let done = operators::end_sessions(&identity, about.id, reason(&asked)?).await;
            said(done.map(|()| true), "is signed out everywhere", "")?;
        }
    }
    Ok(())
}

/// Whether it may be used, and whose word it takes.
const fn state(state: State) -> &'static str {
    match state {
        State::Active => "may be used",
        State::Frozen => "frozen by its owner, who lifts it by recovering it at /recover",
        State::Disabled => "shut by an operator",
        State::FrozenAndDisabled => "shut by an operator, and frozen by its owner",
    }
}

/// The sign-in of an address, and the identity site's own way to change it.
pub(super) async fn found(whose: &Whose) -> Result<(Identity, About), Failure> {
    let settings = whose.settings.read()?;
    let email: EmailAddress =
        whose.email.parse().map_err(|_| Failure::Input("this is no email address".to_owned()))?;
    let demonstration = whose.settings.is_demonstration();
    let ground = world::ground_now(&settings, demonstration).await?;
    let identity = world::identity_alone(&settings, &ground, demonstration)?;
    let about = operators::find(&identity, &email).await.map_err(|error| broken(&error))?;
    let about = about.ok_or_else(|| Failure::Input("no sign-in has this address".to_owned()))?;
    Ok((identity, about))
}

pub(super) fn reason(asked: &WhoseAndWhy) -> Result<&str, Failure> {
    match asked.reason.trim() {
        "" => Err(Failure::Input("--reason: say why, in a few words: it stands in the audit log".to_owned())),
        reason => Ok(reason),
    }
}

fn said(done: Result<bool, IdentityError>, yes: &str, no: &str) -> Result<(), Failure> {
    if done.map_err(|error| broken(&error))? {
        println!("The sign-in {yes}.");
        Ok(())
    } else {
        Err(Failure::Input(format!("the sign-in {no}")))
    }
}

pub(super) fn broken(error: &IdentityError) -> Failure {
    Failure::Broken(error.to_string())
}
