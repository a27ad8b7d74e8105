//! At a site that lets people sign in at an OpenID provider: which visits belong to which of the provider's sessions,
//! so that the provider can end them (OpenID Connect Back-Channel Logout 1.0 section 2.7).
//!
//! The row of the provider's session is what both sides touch first: signing in fails where it has ended, so a logout
//! that overtakes the sign-in it is about is not lost.

use aws_lc_rs::digest;
use values::{Id, Timestamp};

use crate::{Rows, Store, StoreError, Write};

const OPEN: &str = "INSERT INTO provider_session (issuer, session_name, subject, ended_at, ends_at) \
    VALUES ($1, $2, $3, NULL, $4) ON CONFLICT (issuer, session_name) DO UPDATE SET ends_at = excluded.ends_at \
    WHERE provider_session.ended_at IS NULL AND provider_session.subject = excluded.subject";
const ADD: &str = "INSERT INTO provider_visit \
    (session_id, site, issuer, session_name, subject, person_id, ends_at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
const END: &str = "INSERT INTO provider_session (issuer, session_name, subject, ended_at, ends_at) \
    VALUES ($1, $2, $3, $4, $5) ON CONFLICT (issuer, session_name) DO UPDATE SET ended_at = excluded.ended_at";
const CLOSE_WEB_OF_SESSION: &str = "DELETE FROM web_session WHERE site = $3 \
    AND subject IN (SELECT person_id FROM provider_visit WHERE issuer = $1 AND session_name = $2) \
    AND session_id IN (SELECT session_id FROM provider_visit WHERE issuer = $1 AND session_name = $2 AND site = $3)";
const CLOSE_OF_SESSION: &str =
    "DELETE FROM provider_visit WHERE issuer = $1 AND session_name = $2 AND site = $3";
const CLOSE_WEB_OF_SUBJECT: &str = "DELETE FROM web_session WHERE site = $3 \
    AND subject IN (SELECT person_id FROM provider_visit WHERE issuer = $1 AND subject = $2) \
    AND session_id IN (SELECT session_id FROM provider_visit WHERE issuer = $1 AND subject = $2 AND site = $3)";
const CLOSE_OF_SUBJECT: &str = "DELETE FROM provider_visit WHERE issuer = $1 AND subject = $2 AND site = $3";
const SUBJECT_OF: &str = "SELECT subject FROM provider_session WHERE issuer = $1 AND session_name = $2";
const USE_TOKEN: &str = "INSERT INTO used_logout_token (token_hash, ends_at) VALUES ($1, $2)";
const REMOVE_SESSIONS: &str = "DELETE FROM provider_session WHERE ends_at <= $1";
const REMOVE_VISITS: &str = "DELETE FROM provider_visit WHERE ends_at <= $1";
const REMOVE_TOKENS: &str = "DELETE FROM used_logout_token WHERE ends_at <= $1";

/// A visit that began with a provider's session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    /// The visit's own session.
    pub session_id: Id,
    /// At which site.
    pub site: String,
    /// The provider.
    pub issuer: String,
    /// Its name for its session, if it gave one.
    pub session_name: Option<String>,
    /// Its name for the person.
    pub subject: String,
    /// Whom the visit's session belongs to.
    pub person_id: Id,
    /// When the visit ends in any case.
    pub ends_at: Timestamp,
}

/// Adds a visit; a conflict in its first statement if the provider has ended the session meanwhile.
pub fn add(visit: &Visit) -> Write {
    let write = match &visit.session_name {
        Some(name) => Write::new().statement(
            OPEN,
            vec![
                visit.issuer.clone().into(),
                name.clone().into(),
                visit.subject.clone().into(),
                visit.ends_at.into(),
            ],
            Rows::Exactly(1),
        ),
        None => Write::new(),
    };
    let params = vec![
        visit.session_id.into(),
        visit.site.clone().into(),
        visit.issuer.clone().into(),
        visit.session_name.clone().into(),
        visit.subject.clone().into(),
        visit.person_id.into(),
        visit.ends_at.into(),
    ];
    write.statement(ADD, params, Rows::Exactly(1))
}

/// Whom one of the provider's sessions was about, if it was ever met.
pub async fn find_subject(store: &Store, issuer: &str, name: &str) -> Result<Option<String>, StoreError> {
    let row = store.row(SUBJECT_OF, &[issuer.into(), name.into()]).await?;
    row.map(|row| row.text(0).map(str::to_owned)).transpose()
}

/// Ends every visit of one of the provider's sessions at a site; none can begin with it any more.
pub fn close_session(
    site: &str,
    issuer: &str,
    name: &str,
    subject: &str,
    now: Timestamp,
    known_until: Timestamp,
) -> Write {
    let ended = vec![issuer.into(), name.into(), subject.into(), now.into(), known_until.into()];
    let which = || vec![issuer.into(), name.into(), site.into()];
    Write::new()
        .statement(END, ended, Rows::Exactly(1))
        .statement(CLOSE_WEB_OF_SESSION, which(), Rows::Any)
        .statement(CLOSE_OF_SESSION, which(), Rows::Any)
}

/// Ends every visit of a person at a site.
pub fn close_subject(site: &str, issuer: &str, subject: &str) -> Write {
    let which = || vec![issuer.into(), subject.into(), site.into()];
    Write::new().statement(CLOSE_WEB_OF_SUBJECT, which(), Rows::Any).statement(
        CLOSE_OF_SUBJECT,
        which(),
        Rows::Any,
    )
}

/// Uses a provider's logout token up, by its name; a conflict if it was used.
pub fn use_token(issuer: &str, name: &str, ends_at: Timestamp) -> Write {
    let mut context = digest::Context::new(&digest::SHA256);
    context.update(&(issuer.len() as u64).to_be_bytes());
    context.update(issuer.as_bytes());
    context.update(name.as_bytes());
    let hash: [u8; 32] = context.finish().as_ref().try_into().expect("SHA-256 gives 32 bytes");
    Write::new().statement(USE_TOKEN, vec![hash.into(), ends_at.into()], Rows::Exactly(1))
}

/// Forgets what is over.
pub fn remove_ended(write: Write, now: Timestamp) -> Write {
    [REMOVE_SESSIONS, REMOVE_VISITS, REMOVE_TOKENS]
        .into_iter()
        .fold(write, |write, sql| write.statement(sql, vec![now.into()], Rows::Any))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::on_each_engine;
    use crate::{ConflictKind, WriteError, sessions};

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn visit(number: u8, name: Option<&str>, subject: &str) -> Visit {
        Visit {
            session_id: Id::from_bytes([number; 16]),
            site: "account".to_owned(),
            issuer: "https://id".to_owned(),
            session_name: name.map(str::to_owned),
            subject: subject.to_owned(),
            person_id: Id::from_bytes([9; 16]),
            ends_at: at(900),
        }
    }

    fn begun(visit: &Visit, site: &str) -> Write {
        let row = sessions::Session {
            site: site.to_owned(),
            token_hash: [visit.session_id.as_bytes()[0]; 32],
            id: visit.session_id,
            subject: Some(visit.person_id),
            created_at: at(100),
            seen_at: at(100),
            absolute_end_at: at(900),
            data: Vec::new(),
            version: 1,
        };
        sessions::add(add(visit), &row)
    }

    async fn stands(store: &Store, number: u8) -> bool {
        sessions::find(store, "account", [number; 32]).await.unwrap().is_some()
    }

    #[tokio::test]
    async fn the_end_of_a_session_ends_its_visits_and_no_others() {
        on_each_engine(async |store| {
            for visit in
                [visit(1, Some("a"), "anna"), visit(2, Some("a"), "anna"), visit(3, Some("b"), "anna")]
            {
                store.write(begun(&visit, "account")).await.unwrap();
            }
            store.write(begun(&visit(4, None, "bob"), "account")).await.unwrap();
            let elsewhere = Visit { site: "staff".to_owned(), ..visit(5, Some("a"), "anna") };
            store.write(begun(&elsewhere, "staff")).await.unwrap();
            assert_eq!(find_subject(&store, "https://id", "a").await.unwrap().as_deref(), Some("anna"));
            store
                .write(close_session("account", "https://other", "a", "anna", at(200), at(900)))
                .await
                .unwrap();
            assert!(stands(&store, 1).await, "another provider's session");
            store.write(close_session("account", "https://id", "a", "anna", at(200), at(900))).await.unwrap();
            let mut standing = Vec::new();
            for number in 1..=4 {
                standing.push(stands(&store, number).await);
            }
            assert_eq!(standing, [false, false, true, true]);
            assert!(
                sessions::find(&store, "staff", [5; 32]).await.unwrap().is_some(),
                "another site's visit"
            );
            store.write(close_subject("account", "https://id", "anna")).await.unwrap();
            assert_eq!((stands(&store, 3).await, stands(&store, 4).await), (false, true));
        })
        .await;
    }

    #[tokio::test]
    async fn nobody_comes_in_with_a_session_that_has_ended() {
        on_each_engine(async |store| {
            store.write(close_session("account", "https://id", "a", "anna", at(200), at(900))).await.unwrap();
            let late = store.write(begun(&visit(1, Some("a"), "anna"), "account")).await;
            assert!(
                matches!(late, Err(WriteError::Conflict { statement: 0, kind: ConflictKind::Missed })),
                "{late:?}"
            );
            assert!(!stands(&store, 1).await);
            // Nor with one that was another person's.
            store.write(begun(&visit(2, Some("b"), "anna"), "account")).await.unwrap();
            let other = store.write(begun(&visit(3, Some("b"), "bob"), "account")).await;
            assert!(matches!(other, Err(WriteError::Conflict { statement: 0, .. })));
            store.write(remove_ended(Write::new(), at(900))).await.unwrap();
            assert_eq!(find_subject(&store, "https://id", "a").await.unwrap(), None);
        })
        .await;
    }

    #[tokio::test]
    async fn a_logout_token_is_good_once() {
        on_each_engine(async |store| {
            let token = |issuer: &str, name: &str| use_token(issuer, name, at(300));
            store.write(token("https://id", "a")).await.unwrap();
            let again = store.write(token("https://id", "a")).await;
            assert!(matches!(again, Err(WriteError::Conflict { .. })));
            store.write(token("https://id", "b")).await.unwrap();
            store.write(token("https://other", "a")).await.unwrap();
        })
        .await;
    }
}
