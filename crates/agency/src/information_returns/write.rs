//! How does a sound file get into the store? Batch by batch: batch `n + 1` is sealed while batch `n` is written.

use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;
use std::path::Path;

use outside::Clock;
use store::seal::{DataKey, Realm, Sealer};
use store::taxes::information_files::{self, InformationFile};
use store::taxes::information_returns::{self, InformationReturn};
use store::{Actor, AuditRecord, Store, Write, WriteError, person_keys};
use tokio::task::JoinHandle;
use values::Id;

use super::batches::{Batch, Batches};
use super::convert::Place;
use super::{Checked, ImportError, Outcome, Progress, Report};

/// One attempt to bring a file in.
pub(super) struct Desk<'a> {
    store: &'a Store,
    sealer: &'a Sealer,
    clock: &'a Clock,
    checked: &'a Checked,
    /// What this batch and the one before it, which may not stand yet, have added.
    recent: [Recent; 2],
    /// Files that brought what is there: whether they are done.
    done: HashMap<[u8; 32], bool>,
}

#[derive(Default)]
struct Recent {
    keys: HashMap<Id, DataKey>,
    returns: HashSet<(Id, Id)>,
}

/// A batch that is being written.
type Flight = JoinHandle<Result<(), WriteError>>;

/// How a written batch ended.
enum Landed {
    Stands,
    /// It met other rows than expected.
    Conflicts,
}

impl<'a> Desk<'a> {
    pub(super) fn new(store: &'a Store, sealer: &'a Sealer, clock: &'a Clock, checked: &'a Checked) -> Self {
        Self { store, sealer, clock, checked, recent: <[Recent; 2]>::default(), done: HashMap::new() }
    }

    /// Brings the file in from its last batch on; nothing where another import was in the way and it should be tried again.
    pub(super) async fn bring(
        mut self,
        path: &Path,
        progress: &mut (impl FnMut(Progress) -> ControlFlow<()> + Send),
    ) -> Result<Option<Report>, ImportError> {
        let Some(mut file) = self.open().await? else { return Ok(None) };
        if file.done {
            return Ok(Some(self.report(Outcome::BroughtInBefore, &file)));
        }
        let mut batches = Batches::after(unsigned(file.records_done), path);
        let mut flight: Option<Flight> = None;
        while let Some(batch) = batches.next().await? {
            if batch.digest.is_some_and(|digest| digest != self.checked.digest) {
                return Err(ImportError::Changed);
            }
            let write = self.plan(batch, &mut file).await?;
            if let Landed::Conflicts = land(flight.take()).await? {
                return Ok(None);
            }
            let told = Progress { records: self.checked.records, records_done: unsigned(file.records_done) };
            let store = self.store.clone();
            flight = Some(tokio::spawn(async move { store.write(write).await }));
            if progress(told).is_break() && !file.done {
                break;
            }
        }
        match land(flight).await? {
            Landed::Conflicts => Ok(None),
            Landed::Stands if file.done => Ok(Some(self.report(Outcome::BroughtIn, &file))),
            Landed::Stands => Err(ImportError::Stopped),
        }
    }

    /// The file as it stands, or a new one; nothing where another program made it at the same time.
    async fn open(&self) -> Result<Option<InformationFile>, ImportError> {
        let digest = self.checked.digest;
        if let Some(file) = information_files::find(self.store, digest).await? {
            return Ok(Some(file));
        }
        let now = self.clock.now();
        let file = InformationFile::new(digest, self.checked.format, now);
        let write = information_files::add(Write::new(), &file);
        let write = write.audit(audit(&file, "information_returns.open", None));
        match self.store.write(write).await {
            Ok(()) => Ok(Some(file)),
            Err(WriteError::Conflict { .. }) => Ok(None),
            Err(WriteError::Store(error)) => Err(error.into()),
        }
    }

    /// Lists what is to be written for a batch, and brings the file forward.
    async fn plan(&mut self, batch: Batch, file: &mut InformationFile) -> Result<Write, ImportError> {
        self.recent.swap(0, 1);
        self.recent[0] = Recent::default();
        let place = Place { sealer: self.sealer, digest: file.digest, received_at: file.received_at };
        let kept: Vec<InformationReturn> = batch.returns.iter().flat_map(|found| place.kept(found)).collect();
        let there = self.there(&kept).await?;
        let mut keys = self.keys(&kept).await?;
        let (before, mut returns) = ((file.added, file.repeated, file.records_done), Write::new());
        for found in &kept {
            let name = (found.holder_id, found.id);
            let is_recent = self.recent.iter().any(|recent| recent.returns.contains(&name));
            if is_recent || there.contains(&name) {
                file.repeated += 1;
                continue;
            }
            file.added += 1;
            let key = if let Some(key) = keys.get(&found.holder_id) {
                key.clone()
            } else {
                let (key, wrapped) = self.sealer.new_person_key(found.holder_id, Realm::Taxes);
                returns = person_keys::add(returns, wrapped);
                keys.insert(found.holder_id, key.clone());
                self.recent[0].keys.insert(found.holder_id, key.clone());
                key
            };
            returns = information_returns::add(returns, self.sealer, &key, found);
            self.recent[0].returns.insert(name);
        }
        for record in &batch.left_out {
            returns = information_files::leave_out(returns, file.digest, signed(*record));
        }
        file.left_out += signed(batch.left_out.len() as u64);
        file.records_done = signed(batch.end);
        file.done = batch.digest.is_some();
        file.changed_at = self.clock.now();
        // The file comes first: a conflict at statement 0 means that another program has it.
        let reason = format!(
            "records {} to {}: {} added, {} repeated, {} left out",
            before.2 + 1,
            file.records_done,
            file.added - before.0,
            file.repeated - before.1,
            batch.left_out.len(),
        );
        let write = information_files::change(Write::new(), file).and(returns);
        let write = write.audit(audit(file, "information_returns.bring", Some(reason)));
        file.version += 1;
        Ok(write)
    }

    /// Which of these returns stand already, brought by this file or by one that is done.
    async fn there(&mut self, kept: &[InformationReturn]) -> Result<HashSet<(Id, Id)>, ImportError> {
        let names: Vec<(Id, Id)> = kept.iter().map(|found| (found.holder_id, found.id)).collect();
        let mut found = HashSet::new();
        for there in information_returns::list_there(self.store, &names).await? {
            let digest = there.file_digest;
            let is_done = if let Some(is_done) = self.done.get(&digest) {
                *is_done
            } else {
                let file = information_files::find(self.store, digest).await?;
                let is_done = file.is_some_and(|file| file.done);
                self.done.insert(digest, is_done);
                is_done
            };
            if is_done || digest == self.checked.digest {
                found.insert((there.holder_id, there.id));
            }
        }
        Ok(found)
    }

    /// The keys of the holders of these returns who have one.
    async fn keys(&self, kept: &[InformationReturn]) -> Result<HashMap<Id, DataKey>, ImportError> {
        let holders: HashSet<Id> = kept.iter().map(|found| found.holder_id).collect();
        let (mut known, mut asked) = (HashMap::new(), Vec::new());
        for holder in holders {
            match self.recent[1].keys.get(&holder) {
                Some(key) => {
                    known.insert(holder, key.clone());
                }
                None => asked.push(holder),
            }
        }
        known.extend(information_returns::keys(self.store, self.sealer, &asked).await?);
        Ok(known)
    }

    fn report(&self, outcome: Outcome, file: &InformationFile) -> Report {
        Report {
            added: unsigned(file.added),
            repeated: unsigned(file.repeated),
            left_out: unsigned(file.left_out),
            ..self.checked.report(outcome)
        }
    }
}

/// Waits until a batch stands, if there is one.
async fn land(flight: Option<Flight>) -> Result<Landed, ImportError> {
    let Some(flight) = flight else { return Ok(Landed::Stands) };
    match flight.await.map_err(|_| ImportError::Ended)? {
        Ok(()) => Ok(Landed::Stands),
        Err(WriteError::Conflict { statement: 0, .. }) => Err(ImportError::Taken),
        Err(WriteError::Conflict { .. }) => Ok(Landed::Conflicts),
        Err(WriteError::Store(error)) => Err(error.into()),
    }
}

/// The file's subject in the audit log is the first half of its digest.
fn audit(file: &InformationFile, action: &'static str, reason: Option<String>) -> AuditRecord {
    let subject = Id::try_from(&file.digest[..16]).expect("half of 32 bytes is 16");
    AuditRecord {
        at: file.changed_at,
        actor: Actor::System("intake"),
        action,
        subject: Some(subject),
        reason,
    }
}

/// A count as SQL holds it.
fn signed(count: u64) -> i64 {
    i64::try_from(count).expect("a file has fewer than 2^63 records")
}

/// A count out of SQL; a negative one is none.
fn unsigned(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}
