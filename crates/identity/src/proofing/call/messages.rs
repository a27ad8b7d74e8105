//! What goes from one end of a call to the other through us: how the browsers meet, what is typed. Each end authenticates as
//! for any page, and reads what the other sent; who asks waits a while for it.

use std::time::Duration;

use axum::Json;
use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;
use store::identity::call_messages::{self, Message};
use store::identity::calls::{self, Call};
use store::seal::{DataKey, Realm};
use store::{WriteError, person_keys};
use values::Timestamp;
use web::{Page, PageError};

use crate::limits::Guess;
use crate::person::Fields;
use crate::{Identity, IdentityError};

/// The person's address for them; the agent's is below the call's.
pub(super) const PATH: &str = "/prove/call/room/messages";

/// Which end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// The person's.
    Person,
    /// The agent's.
    Agent,
}

impl End {
    const fn word(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Agent => "agent",
        }
    }

    const fn other(self) -> Self {
        match self {
            Self::Person => Self::Agent,
            Self::Agent => Self::Person,
        }
    }

    /// Captions are typed by the agent.
    fn may_send(self, kind: Kind) -> bool {
        kind != Kind::Caption || self == Self::Agent
    }
}

/// What is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    /// How the browsers meet (session descriptions, W3C WebRTC 1.0).
    Signal,
    /// What is typed.
    Chat,
    /// What the agent says, typed.
    Caption,
}

impl Kind {
    const fn word(self) -> &'static str {
        match self {
            Self::Signal => "signal",
            Self::Chat => "chat",
            Self::Caption => "caption",
        }
    }

    /// So many bytes at most.
    const fn longest(self) -> usize {
        match self {
            Self::Signal => 32_000,
            Self::Chat | Self::Caption => 2_000,
        }
    }
}

/// A message as it is sent.
#[derive(Debug, Deserialize)]
pub(crate) struct Sent {
    kind: Kind,
    text: String,
}

/// So many messages are read at once.
const MOST: i64 = 100;

/// How often it is looked for new ones while somebody waits for them, and how long it lies between.
const LOOKS: u32 = 36;
/// See [`LOOKS`].
const BETWEEN: Duration = Duration::from_millis(500);

/// Two pages of one end may send at the same moment; each tries so often.
const ATTEMPTS: usize = 4;

async fn key(identity: &Identity, call: &Call) -> Result<DataKey, IdentityError> {
    Ok(person_keys::require(identity.store(), identity.sealer(), call.sign_in_id, Realm::Identity).await?)
}

/// Passes one on.
pub(crate) async fn send(
    identity: &Identity,
    page: &Page,
    call: &Call,
    end: End,
    sent: &Sent,
) -> Result<Response, PageError> {
    let text = sent.text.trim();
    if text.is_empty() || text.len() > sent.kind.longest() || !end.may_send(sent.kind) {
        return Ok(StatusCode::UNPROCESSABLE_ENTITY.into_response());
    }
    let now = page.now();
    let counted = identity.counted(Guess::CallMessage, &[call.id.as_bytes(), end.word().as_bytes()].concat());
    if identity.count(counted, now).await?.is_some() {
        return Err(PageError::TooMany);
    }
    let id = identity.dice().id(now);
    let key = key(identity, call).await?;
    let fields = Fields { sealer: identity.sealer(), key: &key, table: "call_message", row: id };
    let message = Message {
        id,
        call_id: call.id,
        sender: end.word().to_owned(),
        number: 0,
        sign_in_id: call.sign_in_id,
        proofing_id: call.proofing_id,
        kind: sent.kind.word().to_owned(),
        content_sealed: fields.seal("content_sealed", text),
        at: now,
    };
    for _ in 1..ATTEMPTS {
        match identity.store().write(call_messages::add(&message)).await {
            Ok(()) => return Ok(StatusCode::NO_CONTENT.into_response()),
            Err(WriteError::Conflict { .. }) => {}
            Err(error) => return Err(IdentityError::from(error).into()),
        }
    }
    identity.write(call_messages::add(&message)).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// One that was sent, opened.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    number: i64,
    /// What it is: a word.
    pub(crate) kind: String,
    /// What it says.
    pub(crate) text: String,
    /// Whether this end sent it.
    pub(crate) is_own: bool,
    at: Timestamp,
}

async fn list(
    identity: &Identity,
    call: &Call,
    end: End,
    sender: End,
    after: i64,
) -> Result<Vec<Said>, IdentityError> {
    let found = call_messages::list(identity.store(), call.id, sender.word(), after, MOST).await?;
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let key = key(identity, call).await?;
    let opened = found.into_iter().map(|message| {
        let fields = Fields { sealer: identity.sealer(), key: &key, table: "call_message", row: message.id };
        Ok(Said {
            text: fields.open("content_sealed", &message.content_sealed)?,
            number: message.number,
            kind: message.kind,
            is_own: sender == end,
            at: message.at,
        })
    });
    opened.collect()
}

/// What was typed so far, for a page that is loaded anew, and after which number it goes on.
pub(crate) async fn before(
    identity: &Identity,
    call: &Call,
    end: End,
) -> Result<(Vec<Said>, i64), IdentityError> {
    let (mut all, mut last) = (Vec::new(), 0);
    for sender in [end, end.other()] {
        let mut after = 0;
        loop {
            let more = list(identity, call, end, sender, after).await?;
            let Some(newest) = more.last() else { break };
            after = newest.number;
            all.extend(more.into_iter().filter(|said| said.kind != Kind::Signal.word()));
        }
        last = after;
    }
    all.sort_by_key(|said| said.at);
    Ok((all, last))
}

/// What the other end sent, as soon as there is something; or that the call is over for this end.
pub(crate) async fn receive(
    identity: &Identity,
    page: &Page,
    call: &Call,
    end: End,
) -> Result<Response, PageError> {
    let after = page.query("after").and_then(|text| text.parse().ok()).unwrap_or(0);
    let looks = if page.query("wait").is_some() { LOOKS } else { 0 };
    let mut look = 0;
    loop {
        let standing = calls::find(identity.store(), call.id).await.map_err(IdentityError::from)?;
        let is_over = standing.is_none_or(|standing| standing.agent_id != call.agent_id);
        let found = if is_over { Vec::new() } else { list(identity, call, end, end.other(), after).await? };
        if is_over || !found.is_empty() || look == looks {
            let said = |said: &Said| json!({"number": said.number, "kind": said.kind, "text": said.text});
            let messages: Vec<_> = found.iter().map(said).collect();
            let answer = json!({"over": is_over, "messages": messages});
            return Ok(([(CACHE_CONTROL, "no-store")], Json(answer)).into_response());
        }
        look += 1;
        tokio::time::sleep(BETWEEN).await;
    }
}
