//! What does the confined child do? It reads a picture from standard input and writes what it made of it: one line of
//! JSON, the picture to be kept, its lightness.

use std::io::{Read, Write};
use std::process::ExitCode;

use formats::pictures::{self, Grey, MOST_BYTES, Refused};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use super::run::Ended;
use super::{PictureError, Purpose, Taken, confine};
use crate::Clock;

/// So long the barcode is looked for; one that can be read is found in a third of a second.
const LOOKING: SignedDuration = SignedDuration::from_secs(2);

/// The longest side of the lightness that is handed on, in pixels: letters of a card stay 20 high.
const TEXT_SIDE: usize = 2_400;

/// Exit code of a child that could not be confined: it has read nothing.
const UNCONFINED: u8 = 70;

/// Exit code of a child that refuses the picture.
const REFUSES: u8 = 3;

/// The line before the bytes.
#[derive(Serialize, Deserialize)]
struct Head {
    barcode: Option<String>,
    jpeg: usize,
    width: usize,
    height: usize,
}

/// The child's whole life: confine itself, read, decode, write. What the picture is for is a word: `barcode` to look for one,
/// `picture`, or `page`.
pub fn decode_here(word: &str) -> ExitCode {
    let Some(purpose) = Purpose::ALL.into_iter().find(|purpose| purpose.word() == word) else {
        return ExitCode::FAILURE;
    };
    // The clock reads the zones of the machine, which is over once the walls stand.
    let clock = Clock::system();
    if let Err(why) = confine::decoder() {
        eprintln!("{why}");
        return ExitCode::from(UNCONFINED);
    }
    let mut bytes = Vec::new();
    let most = MOST_BYTES as u64 + 1;
    if std::io::stdin().lock().take(most).read_to_end(&mut bytes).is_err() {
        return ExitCode::FAILURE;
    }
    match take(&clock, &bytes, purpose).map(|taken| write(&taken)) {
        Ok(Ok(())) => ExitCode::SUCCESS,
        Ok(Err(_)) => ExitCode::FAILURE,
        Err(_) => ExitCode::from(REFUSES),
    }
}

/// Decodes.
pub(super) fn take(clock: &Clock, bytes: &[u8], purpose: Purpose) -> Result<Taken, Refused> {
    let image = pictures::decode(bytes)?;
    if purpose == Purpose::Page {
        let grey = Grey { width: 0, height: 0, shades: Vec::new() };
        return Ok(Taken { jpeg: pictures::keep_page(&image), grey, barcode: None });
    }
    let grey = Grey::of(&image);
    let until = clock.now() + LOOKING;
    let looks = purpose == Purpose::Barcode;
    let barcode = if looks { pictures::read_barcode(&grey, || clock.now() < until) } else { None };
    Ok(Taken { jpeg: pictures::keep(&image), grey: grey.shrunk(TEXT_SIDE), barcode })
}

fn write(taken: &Taken) -> std::io::Result<()> {
    let (jpeg, grey) = (&taken.jpeg, &taken.grey);
    let barcode = taken.barcode.clone();
    let head = Head { barcode, jpeg: jpeg.len(), width: grey.width, height: grey.height };
    let mut out = std::io::stdout().lock();
    serde_json::to_writer(&mut out, &head)?;
    out.write_all(b"\n")?;
    out.write_all(jpeg)?;
    out.write_all(&grey.shades)?;
    out.flush()
}

/// What the child wrote. Whatever else happened to it was the picture's doing, but for a child that was never confined.
pub(super) fn received(ended: Ended) -> Result<Taken, PictureError> {
    let code = ended.status.and_then(|status| status.code());
    if code == Some(i32::from(UNCONFINED)) {
        return Err(PictureError::Broken(ended.said));
    }
    if code != Some(0) {
        tracing::warn!(status = ?ended.status, said = ended.said, "a picture was refused by its decoder");
        return Err(Refused::Damaged.into());
    }
    parse(&ended.out).ok_or_else(|| Refused::Damaged.into())
}

fn parse(out: &[u8]) -> Option<Taken> {
    let end = out.iter().position(|byte| *byte == b'\n')?;
    let head: Head = serde_json::from_slice(&out[..end]).ok()?;
    let (jpeg, shades) = out[end + 1..].split_at_checked(head.jpeg)?;
    (shades.len() == head.width.checked_mul(head.height)?).then_some(())?;
    let grey = Grey { width: head.width, height: head.height, shades: shades.to_vec() };
    Some(Taken { jpeg: jpeg.to_vec(), grey, barcode: head.barcode })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ended(out: &[u8]) -> Ended {
        let status = std::process::Command::new("true").status().expect("there is a true");
        Ended { status: Some(status), out: out.to_vec(), said: String::new() }
    }

    #[test]
    fn what_a_child_writes_is_believed_only_whole() {
        let whole = b"{\"barcode\":null,\"jpeg\":2,\"width\":3,\"height\":1}\nJPabc";
        let taken = received(ended(whole)).expect("it is whole");
        assert_eq!((taken.jpeg.as_slice(), taken.grey.shades.as_slice()), (&b"JP"[..], &b"abc"[..]));
        for cut in 0..whole.len() {
            assert!(received(ended(&whole[..cut])).is_err(), "{cut} bytes were believed");
        }
        assert!(received(ended(&[whole.as_slice(), b"d"].concat())).is_err());
    }

    #[test]
    fn a_child_that_was_killed_refuses_the_picture() {
        let killed = Ended { status: None, out: b"{}".to_vec(), said: String::new() };
        assert!(matches!(received(killed), Err(PictureError::Refused(Refused::Damaged))));
    }
}
