//! What does this program do when it is started by itself to handle a stranger's picture? Nobody types these commands.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Subcommand;

/// What the child is for; the names are those that `outside::pictures` calls.
#[derive(Subcommand)]
pub(crate) enum Child {
    /// Decode the picture on standard input
    #[command(hide = true)]
    DecodePicture {
        /// `barcode` to look for one, `picture` not to, `page` to keep a page
        purpose: String,
    },
    /// Become the recogniser of text
    #[command(hide = true)]
    RecogniseText {
        /// Where it is
        program: PathBuf,
        /// What it is told
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
}

pub(crate) fn run(child: &Child) -> ExitCode {
    match child {
        Child::DecodePicture { purpose } => outside::pictures::decode_here(purpose),
        Child::RecogniseText { program, arguments } => outside::pictures::recognise_here(program, arguments),
    }
}
