//! What goes to the log? JSON lines on standard error, with a request id and no personal data.

use tracing_subscriber::EnvFilter;

use crate::commands::Failure;
use crate::settings::Log;

/// Starts logging. A panic is logged by its place alone: its message may hold personal data.
pub(crate) fn start(log: &Log) -> Result<(), Failure> {
    let filter =
        EnvFilter::try_new(&log.level).map_err(|error| Failure::Input(format!("log.level: {error}")))?;
    tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(std::io::stderr).init();
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "the program panicked");
    }));
    Ok(())
}
