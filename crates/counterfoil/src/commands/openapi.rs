//! Prints the OpenAPI description of what programs can call.

use std::io::Write as _;

use super::Failure;

pub(crate) fn run() -> Result<(), Failure> {
    let text = account::openapi().to_pretty_json().map_err(|error| Failure::Broken(error.to_string()))?;
    Ok(writeln!(std::io::stdout().lock(), "{text}")?)
}
