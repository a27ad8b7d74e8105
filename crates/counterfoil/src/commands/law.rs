//! What the law says of a ledger or a sum: `law payoff` and `law interest`.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use serde::Serialize;
use tax::ledger;
use tax::pack::{Pack, PackFiles};
use values::{Cents, Date};

use super::Failure;

/// What to compute.
#[derive(Subcommand)]
pub(crate) enum Law {
    /// What is owed on a ledger at the end of a day, and how it came about (JSON)
    Payoff {
        /// A file with the ledger as JSON; - reads standard input
        ledger: PathBuf,
        /// The day
        #[arg(long, value_name = "DATE")]
        as_of: Date,
        /// A folder whose files stand in for those of the built-in pack
        #[arg(long, value_name = "DIR")]
        pack: Option<PathBuf>,
    },
    /// Underpayment interest on a sum between two days (JSON)
    Interest {
        /// The sum in dollars and cents
        #[arg(long)]
        principal: Cents,
        /// The day from which interest runs; its first day is the next one
        #[arg(long, value_name = "DATE")]
        from: Date,
        /// The last day
        #[arg(long, value_name = "DATE")]
        to: Date,
        /// A folder whose files stand in for those of the built-in pack
        #[arg(long, value_name = "DIR")]
        pack: Option<PathBuf>,
    },
}

#[derive(Serialize)]
struct Payoff {
    #[serde(flatten)]
    position: ledger::Position,
    spans: Vec<ledger::Line>,
}

#[derive(Serialize)]
struct Interest {
    interest: Cents,
}

pub(crate) fn run(law: Law) -> Result<(), Failure> {
    match law {
        Law::Payoff { ledger, as_of, pack } => {
            let pack = read_pack(pack.as_deref())?;
            let text = read_text(&ledger)?;
            let name = ledger.display();
            let module =
                ledger::read(&pack, &text).map_err(|error| Failure::Input(format!("{name}: {error}")))?;
            let (position, spans) = ledger::explain(&pack, &module, as_of)
                .map_err(|error| Failure::Input(format!("{name}, --as-of {as_of}: {error}")))?;
            print(&Payoff { position, spans })
        }
        Law::Interest { principal, from, to, pack } => {
            if principal.is_negative() {
                return Err(Failure::Input("--principal: interest runs on zero or more".to_owned()));
            }
            if to < from {
                return Err(Failure::Input(format!("--to: {to} is before --from, {from}")));
            }
            let pack = read_pack(pack.as_deref())?;
            let interest = tax::interest::interest_due(&pack.rates, principal, from, to)
                .map_err(|error| Failure::Input(format!("--from, --to: {error}")))?;
            print(&Interest { interest })
        }
    }
}

/// The built-in pack, or one with the files of a folder in their place.
pub(crate) fn read_pack(folder: Option<&Path>) -> Result<std::borrow::Cow<'static, Pack>, Failure> {
    let Some(folder) = folder else { return Ok(std::borrow::Cow::Borrowed(Pack::us_federal())) };
    let files = PackFiles::over_us_federal(|file| match std::fs::read_to_string(folder.join(file)) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && folder.is_dir() => Ok(None),
        Err(error) => Err(error.to_string()),
    });
    let pack = files.and_then(|files| Pack::read(&files));
    pack.map(std::borrow::Cow::Owned)
        .map_err(|error| Failure::Input(format!("{}: {error}", folder.display())))
}

fn read_text(path: &Path) -> Result<String, Failure> {
    let text = if path == Path::new("-") {
        std::io::read_to_string(std::io::stdin())
    } else {
        std::fs::read_to_string(path)
    };
    text.map_err(|error| Failure::Input(format!("{}: {error}", path.display())))
}

fn print(answer: &impl Serialize) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, answer).map_err(std::io::Error::from)?;
    Ok(writeln!(out)?)
}
