//! Telling people that something happened to what is held about them (NIST SP 800-63A-4, 5.5: a breach is told to those it
//! concerns). An operator writes the words, in both languages; each person gets them once, at every address, in theirs.

use aws_lc_rs::digest;
use serde::Deserialize;
use store::identity::events::{self, Event};
use store::identity::sign_ins;
use store::{Actor, AuditRecord, Write, WriteError};
use values::{Date, Id, Timestamp};
use web::Language;

use crate::happenings::Happening;
use crate::mail::post_words;
use crate::notices::recipients;
use crate::{Identity, IdentityError};

/// So many people are listed at a time.
const MOST: i64 = 500;

/// The longest subject; mail programs show less.
const LONGEST_SUBJECT: usize = 120;

/// What is told, as it stands in the operator's file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Announcement {
    /// What the operator calls it. With the day it says which announcement this is: nobody gets it twice.
    name: String,
    /// The day it is dated: `2026-12-01`.
    on: String,
    en: Words,
    es: Words,
}

/// Its words in one language.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    subject: String,
    body: String,
}

/// Why a file holds no announcement.
#[derive(Debug, thiserror::Error)]
pub enum AnnouncementError {
    /// It is no such file.
    #[error("{0}")]
    Malformed(#[from] toml::de::Error),
    /// Something in it is missing or too long.
    #[error("{0}")]
    Words(&'static str),
}

/// How many were told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// Now.
    pub now: usize,
    /// By an earlier run.
    pub before: usize,
}

impl Announcement {
    /// Reads a file's text.
    pub fn read(text: &str) -> Result<Self, AnnouncementError> {
        let read: Self = toml::from_str(text)?;
        let refused = |why| Err(AnnouncementError::Words(why));
        if read.name.trim().is_empty() {
            return refused("name: call it something; the same name and day are told once");
        }
        if read.on.parse::<Date>().is_err() {
            return refused("on: write a date such as 2026-12-01");
        }
        for words in [&read.en, &read.es] {
            let subject = words.subject.trim();
            if subject.is_empty() || subject.contains('\n') || subject.chars().count() > LONGEST_SUBJECT {
                return refused("subject: write one line of at most 120 characters, in each language");
            }
            if words.body.trim().is_empty() {
                return refused("body: say what happened and what to do, in each language");
            }
        }
        Ok(read)
    }

    /// The event of one person that says they were told: the same in every run, so that a second run adds none.
    fn event_id(&self, sign_in: Id, on: Date) -> Id {
        let mut context = digest::Context::new(&digest::SHA256);
        for part in [self.name.as_bytes(), sign_in.as_bytes()] {
            context.update(&(part.len() as u64).to_be_bytes());
            context.update(part);
        }
        let mut random = [0; 10];
        random.copy_from_slice(&context.finish().as_ref()[..10]);
        let day = on.to_zoned(jiff::tz::TimeZone::UTC).map_or(Timestamp::MIN, |day| day.timestamp());
        Id::new(day, random)
    }

    fn words(&self, language: Language) -> &Words {
        match language {
            Language::En => &self.en,
            Language::Es => &self.es,
        }
    }
}

/// Tells everybody, or those who are named; each in one write with the event that says so.
pub async fn tell(
    identity: &Identity,
    announcement: &Announcement,
    people: Option<&[Id]>,
    reason: &str,
) -> Result<Told, IdentityError> {
    let mut told = Told::default();
    if let Some(people) = people {
        for id in people {
            tell_one(identity, announcement, *id, reason, &mut told).await?;
        }
        return Ok(told);
    }
    let mut after = Id::from_bytes([0; 16]);
    loop {
        let some = sign_ins::list_after(identity.store(), after, MOST).await?;
        let Some(last) = some.last() else { return Ok(told) };
        after = *last;
        for id in some {
            tell_one(identity, announcement, id, reason, &mut told).await?;
        }
    }
}

async fn tell_one(
    identity: &Identity,
    announcement: &Announcement,
    id: Id,
    reason: &str,
    told: &mut Told,
) -> Result<(), IdentityError> {
    // Closed meanwhile: nobody can be written to any more.
    let Some(person) = identity.person(id).await? else { return Ok(()) };
    if identity.is_made_up(&person) {
        return Ok(());
    }
    let now = identity.now();
    let on: Date = announcement.on.parse().map_err(|_| IdentityError::Stored("an announcement's day"))?;
    let event = Event {
        sign_in_id: id,
        id: announcement.event_id(id, on),
        at: now,
        what: Happening::Informed.word().to_owned(),
        session_id: None,
        device: String::new(),
        network: String::new(),
    };
    let language = Language::from_tag(&person.row.language).unwrap_or_default();
    let Words { subject, body } = announcement.words(language);
    let warning = identity.app().words.say(language, "mail-never-call");
    let body = format!("{}\n\n{warning}", body.trim());
    let mut write: Write = events::add(&event);
    for recipient in recipients(identity, id, now).await? {
        let words = (subject.trim().to_owned(), body.clone());
        write = write.and(post_words(identity, now, &recipient.email, words)?);
    }
    let record = AuditRecord {
        at: now,
        actor: Actor::System("command line"),
        action: Happening::Informed.word(),
        subject: Some(id),
        reason: Some(format!("{}: {reason}", announcement.name)),
    };
    match identity.store().write(write.audit(record)).await {
        Ok(()) => told.now += 1,
        // The event is there: an earlier run, or another one just now, has told them.
        Err(WriteError::Conflict { statement: 0, .. }) => told.before += 1,
        Err(error) => return Err(error.into()),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "name = \"list\"\non = \"2026-12-01\"\n[en]\nsubject = \"a\"\nbody = \"b\"\n\
        [es]\nsubject = \"c\"\nbody = \"d\"\n";

    #[test]
    fn a_file_without_what_it_needs_is_refused_with_what_to_write() {
        assert!(Announcement::read(GOOD).is_ok());
        for (text, why) in [
            (GOOD.replace("\"list\"", "\" \""), "name: "),
            (GOOD.replace("2026-12-01", "soon"), "on: "),
            (GOOD.replace("\"c\"", "\"\""), "subject: "),
            (GOOD.replace("\"a\"", &format!("\"{}\"", "x".repeat(121))), "subject: "),
            (GOOD.replace("\"a\"", "\"one\\ntwo\""), "subject: "),
            (GOOD.replace("\"d\"", "\" \""), "body: "),
            (GOOD.replace("[es]", "[fr]"), "unknown field"),
            (GOOD.replace("name", "title"), "unknown field"),
        ] {
            let error = Announcement::read(&text).unwrap_err().to_string();
            assert!(error.contains(why), "{why}: {error}");
        }
    }

    #[test]
    fn another_name_day_or_person_is_another_announcement() {
        let ids: std::collections::BTreeSet<Id> = [
            (GOOD.to_owned(), 1),
            (GOOD.to_owned(), 2),
            (GOOD.replace("list", "other"), 1),
            (GOOD.replace("12-01", "12-02"), 1),
            // The words may be put right between two runs.
            (GOOD.replace("\"b\"", "\"better\""), 1),
        ]
        .into_iter()
        .map(|(text, person)| {
            let announcement = Announcement::read(&text).unwrap();
            announcement.event_id(Id::from_bytes([person; 16]), announcement.on.parse().unwrap())
        })
        .collect();
        assert_eq!(ids.len(), 4);
    }
}
