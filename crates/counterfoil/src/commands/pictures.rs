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
        /// `barcode` to look for one, `picture` not to
        looks_for: LooksFor,
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

/// What is looked for on a picture.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum LooksFor {
    /// A barcode, and the picture.
    Barcode,
    /// The picture alone.
    Picture,
}

pub(crate) fn run(child: &Child) -> ExitCode {
    match child {
        Child::DecodePicture { looks_for } => outside::pictures::decode_here(*looks_for == LooksFor::Barcode),
        Child::RecogniseText { program, arguments } => outside::pictures::recognise_here(program, arguments),
    }
}
