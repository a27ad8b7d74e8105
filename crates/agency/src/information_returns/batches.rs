//! Which returns come next? A thread reads the file again and hands it over in batches of bounded size.

use std::io::BufReader;
use std::path::{Path, PathBuf};

use formats::information_returns::{InformationReturn, Item, Reader};
use tokio::sync::mpsc;

use super::ImportError;
use super::check::Hashing;

/// Returns of one batch: large enough that one sync to disk does not count, small enough to hold three in memory.
const RETURNS: usize = 2_000;
/// Batches that may wait to be compared.
const WAITING: usize = 1;
const BUFFER: usize = 256 * 1024;

/// Some returns that follow each other.
#[derive(Debug, Default)]
pub(super) struct Batch {
    pub(super) returns: Vec<InformationReturn>,
    /// The records that cannot be read among them.
    pub(super) left_out: Vec<u64>,
    /// The last record that was looked at.
    pub(super) end: u64,
    /// SHA-256 of the file, if it ends there.
    pub(super) digest: Option<[u8; 32]>,
}

/// The batches of a file, read ahead by a thread of their own.
#[derive(Debug)]
pub(super) struct Batches(mpsc::Receiver<Result<Batch, ImportError>>);

impl Batches {
    /// Starts reading behind this record.
    pub(super) fn after(record: u64, path: &Path) -> Self {
        let (sender, receiver) = mpsc::channel(WAITING);
        let path = path.to_owned();
        tokio::task::spawn_blocking(move || {
            if let Err(error) = send_all(&path, record, &sender) {
                // Nobody listens any more where this fails.
                let _ = sender.blocking_send(Err(error));
            }
        });
        Self(receiver)
    }

    /// The next batch; nothing after the last.
    pub(super) async fn next(&mut self) -> Result<Option<Batch>, ImportError> {
        self.0.recv().await.transpose()
    }
}

fn send_all(
    path: &Path,
    after: u64,
    to: &mpsc::Sender<Result<Batch, ImportError>>,
) -> Result<(), ImportError> {
    let failed = |source| ImportError::File { path: PathBuf::from(path), source };
    let mut hashing = Hashing::open(path)?;
    let mut reader = Reader::new(BufReader::with_capacity(BUFFER, &mut hashing)).map_err(failed)?;
    let Some(reader) = &mut reader else { return Err(ImportError::Changed) };
    let mut batch = Batch::default();
    while let Some(item) = reader.next_item().map_err(failed)? {
        let record = item.record();
        if record <= after {
            continue;
        }
        batch.end = record;
        match item {
            Item::Return(found) => batch.returns.push(*found),
            Item::LeftOut { record } => batch.left_out.push(record),
        }
        let is_full = batch.returns.len() + batch.left_out.len() == RETURNS;
        if is_full && to.blocking_send(Ok(std::mem::take(&mut batch))).is_err() {
            return Ok(());
        }
    }
    batch.end = reader.records();
    batch.digest = Some(hashing.finish());
    // Nobody listens any more where this fails.
    let _ = to.blocking_send(Ok(batch));
    Ok(())
}
