//! What is printed on a picture? Tesseract says, started as a confined child for each picture, on pixels that our own
//! decoder has written. It is no library of ours: it may be absent, which is told.

use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::Duration;

use formats::pictures::Grey;

use super::{How, PictureError, PictureReader, RECOGNISE, confine, run};

/// The recogniser is killed after this; a page takes one to three seconds.
const RECOGNISING: Duration = Duration::from_secs(20);

/// How a picture is looked at. None finds everything that is printed on a card; together they come near.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Script {
    /// Print as one block of lines.
    Block,
    /// Words scattered over a card.
    Scattered,
    /// Lines of different sizes below each other.
    Column,
    /// Machine-readable lines: capital letters, digits and fillers alone.
    MachineLines,
}

impl Script {
    /// Those for print, the likeliest first.
    pub(super) const PRINT: [Self; 3] = [Self::Block, Self::Scattered, Self::Column];

    const fn arguments(self) -> &'static [&'static str] {
        match self {
            Self::Block => &["--psm", "6"],
            Self::Scattered => &["--psm", "11"],
            Self::Column => &["--psm", "4"],
            Self::MachineLines => {
                &["--psm", "6", "-c", "tessedit_char_whitelist=ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<"]
            }
        }
    }
}

impl PictureReader {
    /// The text of a picture, line by line, as far as it can be recognised.
    pub(super) fn text(&self, grey: &Grey, script: Script) -> Result<String, PictureError> {
        if !self.tesseract.is_file() {
            return Err(PictureError::NoRecogniser(self.tesseract.clone()));
        }
        let arguments = ["stdin", "stdout", "-l", "eng"].iter().chain(script.arguments());
        let mut command = match &self.how {
            How::Here => run::bare(&self.tesseract),
            How::Child(program) => {
                let mut command = run::bare(program);
                command.arg(RECOGNISE).arg(&self.tesseract);
                command
            }
        };
        command.args(arguments);
        let ended = run::run(command, grey.pgm(), RECOGNISING).map_err(PictureError::Broken)?;
        if ended.status.is_some_and(|status| status.success()) {
            return Ok(String::from_utf8_lossy(&ended.out).into_owned());
        }
        if ended.status.and_then(|status| status.code()) == Some(UNCONFINED.into()) {
            return Err(PictureError::Broken(ended.said));
        }
        // It gave up on this picture: then nothing is recognised on it.
        tracing::warn!(status = ?ended.status, said = ended.said, "no text was recognised");
        Ok(String::new())
    }
}

/// Exit code of a child that could not be confined.
const UNCONFINED: u8 = 70;

/// The child's life: confine itself, then become the recogniser, which keeps the confinement.
pub fn recognise_here(tesseract: &Path, arguments: &[String]) -> ExitCode {
    let why = match confine::recogniser() {
        // One thread: the machine's others serve people.
        Ok(()) => Command::new(tesseract).args(arguments).env("OMP_THREAD_LIMIT", "1").exec().to_string(),
        Err(why) => why,
    };
    eprintln!("{why}");
    ExitCode::from(UNCONFINED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_recogniser_is_told_with_its_package() {
        let reader = PictureReader { tesseract: "/nowhere/tesseract".into(), ..PictureReader::unconfined() };
        let white = Grey { width: 200, height: 100, shades: vec![255; 20_000] };
        let told = reader.text(&white, Script::Block).expect_err("there is none").to_string();
        assert!(told.contains("/nowhere/tesseract") && told.contains("tesseract-ocr"), "{told}");
    }
}
