//! Which lines come next? A thread reads and parses the file and hands it over in batches of bounded size.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use aws_lc_rs::digest;
use formats::books::{BooksError, Lines, Problem, Record};
use tokio::sync::mpsc;

use super::IntakeError;

/// Lines of one batch: large enough that one sync to disk does not count, small enough to hold three in memory.
const LINES: usize = 2_000;
/// A batch ends earlier when its lines are this long together.
const BYTES: u64 = 4 * 1024 * 1024;
/// Batches that may wait to be compared.
const WAITING: usize = 1;
const BUFFER: usize = 256 * 1024;

/// A file of books and what tells it from others.
#[derive(Debug)]
pub(super) struct Books {
    path: PathBuf,
    file: File,
    /// SHA-256 of the whole file.
    pub(super) digest: [u8; 32],
    /// Its bytes.
    pub(super) length: u64,
}

/// Some lines that follow each other.
#[derive(Debug)]
pub(super) struct Batch {
    /// Number and content of each line that is not blank.
    pub(super) lines: Vec<(u64, Result<Record, Problem>)>,
    /// The last line's number.
    pub(super) end_line: u64,
    /// Where the line after it begins.
    pub(super) end_byte: u64,
    /// Whether the file ends there.
    pub(super) last: bool,
}

/// The batches of a file, read ahead by a thread of their own.
#[derive(Debug)]
pub(super) struct Batches(mpsc::Receiver<Result<Batch, BooksError>>);

impl Books {
    /// Opens a file and takes its digest.
    pub(super) async fn open(path: &Path) -> Result<Self, IntakeError> {
        let path = path.to_owned();
        let opened = tokio::task::spawn_blocking(move || {
            let failed = |source| IntakeError::File { path: path.clone(), source };
            let mut file = File::open(&path).map_err(failed)?;
            let (digest, length) = digest_of(&mut file).map_err(failed)?;
            Ok(Self { file, digest, length, path: path.clone() })
        });
        opened.await.map_err(|_| IntakeError::Ended)?
    }

    /// Starts the thread that reads on from a byte, after so many lines.
    pub(super) fn read_from(mut self, byte: u64, line: u64) -> Result<Batches, IntakeError> {
        let path = self.path;
        self.file.seek(SeekFrom::Start(byte)).map_err(|source| IntakeError::File { path, source })?;
        let (sender, receiver) = mpsc::channel(WAITING);
        let lines = Lines::resumed(BufReader::with_capacity(BUFFER, self.file), byte, line);
        tokio::task::spawn_blocking(move || send_all(lines, byte, line, &sender));
        Ok(Batches(receiver))
    }
}

impl Batches {
    /// The next batch; nothing after the last.
    pub(super) async fn next(&mut self) -> Result<Option<Batch>, IntakeError> {
        Ok(self.0.recv().await.transpose()?)
    }
}

fn digest_of(file: &mut File) -> std::io::Result<([u8; 32], u64)> {
    let mut context = digest::Context::new(&digest::SHA256);
    let mut buffer = vec![0; BUFFER];
    let mut length = 0;
    loop {
        let read = match file.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        context.update(&buffer[..read]);
        length += read as u64;
    }
    let digest = context.finish().as_ref().try_into().expect("SHA-256 has 32 bytes");
    Ok((digest, length))
}

/// Reads to the end of the file, an error, or until nobody listens any more.
fn send_all(
    mut lines: Lines<BufReader<File>>,
    byte: u64,
    line: u64,
    to: &mpsc::Sender<Result<Batch, BooksError>>,
) {
    let (mut byte, mut line) = (byte, line);
    loop {
        let batch = read_batch(&mut lines, byte, line);
        let ends = batch.as_ref().map_or(true, |batch| batch.last);
        if let Ok(batch) = &batch {
            (byte, line) = (batch.end_byte, batch.end_line);
        }
        if to.blocking_send(batch).is_err() || ends {
            return;
        }
    }
}

fn read_batch(lines: &mut Lines<BufReader<File>>, byte: u64, line: u64) -> Result<Batch, BooksError> {
    let mut batch = Batch { lines: Vec::with_capacity(LINES), end_line: line, end_byte: byte, last: false };
    while batch.lines.len() < LINES && batch.end_byte - byte < BYTES {
        let Some(read) = lines.next_line()? else {
            batch.last = true;
            (batch.end_line, batch.end_byte) = (lines.number(), lines.offset());
            break;
        };
        (batch.end_line, batch.end_byte) = (read.number, read.end);
        batch.lines.push((read.number, read.content));
    }
    Ok(batch)
}
