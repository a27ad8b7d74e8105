//! A form is sent: what was answered and the words that were signed stay together as they were. Its id is that of the draft, so
//! that whatever is sent twice is one form; what may be asked for once only is held by whoever comes first.

use store::seal::{DataKey, Sealer};
use store::taxes::sent_forms::{self, SentForm};
use store::{Actor, AuditRecord, ConflictKind, Write, WriteError};
use tax::forms::{Answers, Context, Form};
use values::{Id, Tin};

use super::{Draft, Loaded, Refusal, Signed, State};
use crate::payments::Moment;

/// What a person signs.
#[derive(Clone, Debug)]
pub struct Signing {
    /// What they agree to, word for word.
    pub agreed: Vec<String>,
    /// What they declare, word for word.
    pub declared: String,
    /// In which language: `en` or `es`.
    pub language: String,
    /// The name that they typed.
    pub name: String,
}

/// A form to be written.
#[derive(Clone, Debug)]
pub struct Sending {
    /// The form.
    pub form: SentForm,
    /// The write, whole.
    pub write: Write,
    /// Where in the write the first thing is held that may be asked for once only.
    first_claim: usize,
    claims: usize,
}

impl Sending {
    /// Which of a group, from 0, somebody else asked for before; none where the write conflicts otherwise.
    pub fn claimed(&self, error: &WriteError) -> Option<usize> {
        match error {
            WriteError::Conflict { statement, kind: ConflictKind::Duplicate } => {
                statement.checked_sub(self.first_claim).filter(|index| *index < self.claims)
            }
            _ => None,
        }
    }
}

/// Under which purpose the numbers of a form are indexed.
fn purpose(form: &str) -> String {
    format!("form-claim:{form}")
}

/// Sends a draft. `replaced` is the form that it stands in the place of, loaded.
pub fn send(
    (form, context): (&Form, &Context),
    (sealer, key): (&Sealer, &DataKey),
    draft: &Draft,
    signing: Signing,
    replaced: Option<&Loaded>,
    moment: Moment,
) -> Result<Sending, Refusal> {
    let answers = form.counted(&draft.answers, context);
    // What is not asked any more does not count, neither for nor against it.
    if !form.is_whole(&draft.answers, context) || !form.is_whole(&answers, context) {
        return Err(Refusal::NotWhole);
    }
    if signing.name.trim().is_empty() {
        return Err(Refusal::NotSigned);
    }
    let claims = claims(form, &answers)?;
    let Signing { agreed, declared, language, name } = signing;
    let signed = Signed { answers, agreed, declared, language, name };
    let sent = SentForm {
        taxpayer_id: draft.stored.taxpayer_id,
        id: draft.stored.id,
        form: form.name.clone(),
        revision: form.revision.clone(),
        state: State::Received.name().to_owned(),
        content: serde_json::to_vec(&signed)?,
        amends: replaced.map(|replaced| replaced.form.id),
        signed_at: moment.now,
        sent_on: moment.today,
        ended_on: None,
        reason: None,
        version: 1,
    };
    let place = (sent.taxpayer_id, sent.id);
    let mut write = draft.forget();
    if let Some(replaced) = replaced {
        write = write.and(end(replaced, (sealer, key), State::Replaced, None, moment)?);
    }
    write = sent_forms::add(write, sealer, key, &sent);
    let first_claim = write.len();
    for tin in &claims {
        write = sent_forms::add_claim(write, sealer.index(&purpose(&form.name), tin), place);
    }
    let actor = Actor::Person(sent.taxpayer_id);
    let write = write.audit(record(moment, actor, "form.send", sent.taxpayer_id));
    Ok(Sending { form: sent, write, first_claim, claims: claims.len() })
}

/// The numbers for which it may be asked once only, in the order of the group.
fn claims(form: &Form, answers: &Answers) -> Result<Vec<Tin>, Refusal> {
    let Some(claim) = &form.claim else { return Ok(Vec::new()) };
    let number = |entry: &tax::forms::Entry| {
        let text = entry.fields.get(&claim.field).ok_or(Refusal::NotWhole)?;
        Tin::parse_individual(text).map_err(|_| Refusal::Number)
    };
    answers.entries(&claim.group).iter().map(number).collect()
}

/// A draft with the answers of a form that was sent, to be sent in its place.
pub fn amend(loaded: &Loaded, mut draft: Draft) -> Result<Draft, Refusal> {
    let (from, to) = (State::of(&loaded.form)?, State::Replaced);
    if !from.may_become(to) {
        return Err(Refusal::WrongState { from, to });
    }
    draft.answers = loaded.signed.answers.clone();
    draft.amends = Some(loaded.form.id);
    Ok(draft)
}

/// Moves a form to a state in which nobody has to do anything for it; unless it was accepted, what it held is free again.
pub(super) fn end(
    loaded: &Loaded,
    (sealer, key): (&Sealer, &DataKey),
    to: State,
    reason: Option<String>,
    moment: Moment,
) -> Result<Write, Refusal> {
    let from = State::of(&loaded.form)?;
    if !from.may_become(to) {
        return Err(Refusal::WrongState { from, to });
    }
    let ended_on = (!to.is_open()).then_some(moment.today);
    let moved = SentForm { state: to.name().to_owned(), ended_on, reason, ..loaded.form.clone() };
    let write = sent_forms::change(Write::new(), sealer, key, &moved, moment.now);
    Ok(match to {
        State::Refused | State::Withdrawn | State::Replaced => {
            sent_forms::close_claims(write, (moved.taxpayer_id, moved.id))
        }
        State::Received | State::InReview | State::Accepted => write,
    })
}

pub(super) fn record(moment: Moment, actor: Actor, action: &'static str, subject: Id) -> AuditRecord {
    AuditRecord { at: moment.now, actor, action, subject: Some(subject), reason: None }
}
