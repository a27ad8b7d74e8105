//! Who was asked for what, and is this the first answer to it? Challenges are kept as hashes, for one browser, one
//! purpose and one person, and are used up before an answer is looked at (`WebAuthn` Level 2, 13.4.3).

use axum::Json;
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use store::identity::passkey_challenges::{self as challenges, Challenge};
use store::identity::passkeys::{self, Passkey};
use store::seal::{DataKey, Realm};
use store::{Write, WriteError, person_keys};
use values::Id;
use web::{Page, PageError};
use webauthn_rs_core::proto::PublicKeyCredential;

use super::client_data::{CHALLENGE_BYTES, Ceremony, challenge};
use super::options::{self, Asking};
use super::{Kind, Known, NewKey, Refusal, RelyingParty, SECONDS, client_data, read};
use crate::happenings::Happening;
use crate::levels::Way;
use crate::limits::Guess;
use crate::person::Fields;
use crate::secrets::{hash, later};
use crate::visitor::Visitor;
use crate::{Identity, IdentityError};

/// What a challenge is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// To make a sign-in.
    SignUp,
    /// To add a passkey or security key to one.
    Add(Kind),
    /// To sign in, whoever it is.
    SignIn,
    /// To follow a password.
    Second,
    /// To prove again who is signed in.
    Again,
}

impl Purpose {
    const fn name(self) -> &'static str {
        match self {
            Self::SignUp => "sign up",
            Self::Add(Kind::Passkey) => "add passkey",
            Self::Add(Kind::SecurityKey) => "add security key",
            Self::SignIn => "sign in",
            Self::Second => "second",
            Self::Again => "again",
        }
    }

    const fn kind(self) -> Kind {
        match self {
            Self::Add(kind) => kind,
            _ => Kind::Passkey,
        }
    }
}

/// A passkey that was made just now.
#[derive(Clone, Debug)]
pub(crate) struct Added {
    new: NewKey,
    user_handle: Vec<u8>,
    kind: Kind,
}

impl Added {
    /// What making it has shown.
    pub(crate) const fn way(&self) -> Way {
        way(self.new.verified)
    }

    /// The statement that adds it, under a name and sealed with the person's key.
    pub(crate) fn add(
        &self,
        identity: &Identity,
        key: &DataKey,
        sign_in: Id,
        page: &Page,
        name: &str,
    ) -> Write {
        let id = identity.dice().id(page.now());
        let fields = Fields { sealer: identity.sealer(), key, table: "passkey", row: id };
        passkeys::add(&Passkey {
            id,
            sign_in_id: sign_in,
            credential_id: self.new.credential_id.clone(),
            user_handle: self.user_handle.clone(),
            kind: self.kind.name().to_owned(),
            name_sealed: fields.seal("name_sealed", name),
            key_sealed: fields.seal("key_sealed", &self.new.key),
            sign_count: self.new.sign_count,
            verifies_person: self.new.verified,
            can_be_copied: self.new.can_be_copied,
            is_copied: self.new.is_copied,
            added_at: page.now(),
            used_at: None,
        })
    }
}

/// A passkey that was shown just now.
#[derive(Debug)]
pub(crate) struct Shown {
    /// Whose.
    pub(crate) sign_in: Id,
    /// What it has shown.
    pub(crate) way: Way,
    /// The statements that note its use.
    pub(crate) write: Write,
}

const fn way(verified: bool) -> Way {
    if verified { Way::VerifiedPasskey } else { Way::Passkey }
}

impl Identity {
    /// The options for making a passkey, with a new challenge.
    pub(crate) async fn passkey_to_make(
        &self,
        page: &Page,
        visitor: &Visitor,
        purpose: Purpose,
        subject: Id,
        user_name: &str,
    ) -> Result<Response, PageError> {
        let held = passkeys::list(self.store(), subject).await.map_err(IdentityError::from)?;
        let user_handle = match held.first() {
            Some(first) => first.user_handle.clone(),
            None => self.dice().bytes::<32>().to_vec(),
        };
        let party = RelyingParty::of(self.issuer())?;
        let challenge =
            self.new_challenge(page, visitor, purpose, Some(subject), Some(user_handle.clone())).await?;
        let asking = Asking { id: &party.id, name: &self.app().agency.name, challenge: &challenge };
        Ok(answer(&options::create(asking, purpose.kind(), &user_handle, user_name, &held)))
    }

    /// The options for showing one: any that the browser finds, or one of a known person's.
    pub(crate) async fn passkey_to_show(
        &self,
        page: &Page,
        visitor: &Visitor,
        purpose: Purpose,
        subject: Option<Id>,
    ) -> Result<Response, PageError> {
        let allowed = match subject {
            Some(subject) => passkeys::list(self.store(), subject).await.map_err(IdentityError::from)?,
            None => Vec::new(),
        };
        let party = RelyingParty::of(self.issuer())?;
        let challenge = self.new_challenge(page, visitor, purpose, subject, None).await?;
        let asking = Asking { id: &party.id, name: &self.app().agency.name, challenge: &challenge };
        Ok(answer(&options::get(asking, &allowed)))
    }

    /// Makes a challenge and keeps its hash.
    async fn new_challenge(
        &self,
        page: &Page,
        visitor: &Visitor,
        purpose: Purpose,
        subject: Option<Id>,
        user_handle: Option<Vec<u8>>,
    ) -> Result<[u8; CHALLENGE_BYTES], PageError> {
        if let Some(network) = self.counted_network(Guess::ChallengeByNetwork, visitor)
            && self.count(network, page.now()).await?.is_some()
        {
            return Err(PageError::TooMany);
        }
        let challenge = self.dice().bytes::<CHALLENGE_BYTES>();
        let kept = Challenge {
            browser_hash: browser(page),
            purpose: purpose.name().to_owned(),
            subject,
            user_handle,
            ends_at: later(page.now(), SECONDS),
        };
        self.write(challenges::add(hash_of(&challenge), &kept)).await?;
        Ok(challenge)
    }

    /// Uses up the challenge that an answer carries, if it was made for this browser, purpose and person.
    async fn take_challenge(
        &self,
        page: &Page,
        purpose: Purpose,
        subject: Option<Id>,
        challenge: &[u8; CHALLENGE_BYTES],
    ) -> Result<Result<Challenge, Refusal>, IdentityError> {
        let hash = hash_of(challenge);
        let Some(kept) = challenges::find(self.store(), hash).await? else {
            return Ok(Err(Refusal::UnknownChallenge));
        };
        match self.store().write(challenges::use_up(hash)).await {
            Ok(()) => (),
            Err(WriteError::Conflict { .. }) => return Ok(Err(Refusal::UnknownChallenge)),
            Err(error) => return Err(error.into()),
        }
        let fits = kept.browser_hash == browser(page)
            && kept.purpose == purpose.name()
            && kept.subject == subject
            && page.now() < kept.ends_at;
        Ok(if fits { Ok(kept) } else { Err(Refusal::UnknownChallenge) })
    }

    /// Takes the answer of a browser that was to make a passkey.
    pub(crate) async fn passkey_made(
        &self,
        page: &Page,
        purpose: Purpose,
        subject: Id,
        sent: &str,
    ) -> Result<Result<Added, Refusal>, IdentityError> {
        let party = RelyingParty::of(self.issuer())?;
        let (answer, challenge) = match taken_apart(&party, sent, Ceremony::Create) {
            Ok(taken) => taken,
            Err(refusal) => return Ok(refused(page, refusal)),
        };
        let kept = match self.take_challenge(page, purpose, Some(subject), &challenge).await? {
            Ok(kept) => kept,
            Err(refusal) => return Ok(refused(page, refusal)),
        };
        let new = match party.register(&answer, &challenge) {
            Ok(new) => new,
            Err(refusal) => return Ok(refused(page, refusal)),
        };
        // The unique key of the table decides; this only gives the reason.
        if passkeys::find(self.store(), &new.credential_id).await?.is_some() {
            return Ok(refused(page, Refusal::KnownCredential));
        }
        let user_handle = kept.user_handle.ok_or(IdentityError::Stored("a challenge"))?;
        Ok(Ok(Added { new, user_handle, kind: purpose.kind() }))
    }

    /// Takes the answer of a browser that was to show a passkey.
    pub(crate) async fn passkey_shown(
        &self,
        page: &Page,
        visitor: &Visitor,
        purpose: Purpose,
        subject: Option<Id>,
        sent: &str,
    ) -> Result<Result<Shown, Refusal>, IdentityError> {
        let party = RelyingParty::of(self.issuer())?;
        let (answer, challenge) = match taken_apart(&party, sent, Ceremony::Get) {
            Ok(taken) => taken,
            Err(refusal) => return Ok(refused(page, refusal)),
        };
        if let Err(refusal) = self.take_challenge(page, purpose, subject, &challenge).await? {
            return Ok(refused(page, refusal));
        }
        let Ok(answer) = serde_json::from_value::<PublicKeyCredential>(answer) else {
            return Ok(refused(page, Refusal::Unreadable));
        };
        let Some(passkey) = owned(passkeys::find(self.store(), &answer.raw_id).await?, subject, &answer)
        else {
            return Ok(refused(page, Refusal::UnknownCredential));
        };
        self.check(page, visitor, &party, &answer, &challenge, &passkey).await
    }

    /// Checks the signature, and writes down the use and what the counter says.
    async fn check(
        &self,
        page: &Page,
        visitor: &Visitor,
        party: &RelyingParty,
        answer: &PublicKeyCredential,
        challenge: &[u8],
        passkey: &Passkey,
    ) -> Result<Result<Shown, Refusal>, IdentityError> {
        let (sealer, sign_in) = (self.sealer(), passkey.sign_in_id);
        let own = person_keys::require(self.store(), sealer, sign_in, Realm::Identity).await?;
        let key = sealer.open(&own, "passkey", "key_sealed", passkey.id, &passkey.key_sealed)?;
        let known = Known {
            credential_id: &passkey.credential_id,
            key: key.expose(),
            can_be_copied: passkey.can_be_copied,
        };
        let signed = match party.authenticate(answer, challenge, &known) {
            Ok(signed) => signed,
            Err(refusal) => return Ok(refused(page, refusal)),
        };
        let counts = signed.sign_count > 0 || passkey.sign_count > 0;
        let went_back = counts && signed.sign_count <= passkey.sign_count;
        let highest = signed.sign_count.max(passkey.sign_count);
        let mut write = passkeys::use_one(passkey, highest, signed.is_copied, page.now());
        if went_back {
            tracing::warn!(reference = page.reference(), "the counter of a passkey went back");
            write = write.and(self.happened(Happening::PasskeyCopied, sign_in, None, visitor, page.now()));
        }
        Ok(Ok(Shown { sign_in, way: way(signed.verified), write }))
    }
}

/// The credential, if it belongs to whom it is for. Who was not known before must be named by the authenticator.
fn owned(found: Option<Passkey>, subject: Option<Id>, answer: &PublicKeyCredential) -> Option<Passkey> {
    found.filter(|passkey| match (subject, answer.get_user_unique_id()) {
        (None, None) => false,
        (Some(subject), None) => passkey.sign_in_id == subject,
        (subject, Some(handle)) => {
            passkey.user_handle == handle && subject.is_none_or(|subject| passkey.sign_in_id == subject)
        }
    })
}

fn taken_apart(
    party: &RelyingParty,
    sent: &str,
    ceremony: Ceremony,
) -> Result<(Value, [u8; CHALLENGE_BYTES]), Refusal> {
    let answer = read(sent)?;
    let challenge = challenge(&client_data(&answer)?, ceremony, &party.origin)?;
    Ok((answer, challenge))
}

fn refused<T>(page: &Page, refusal: Refusal) -> Result<T, Refusal> {
    tracing::info!(reference = page.reference(), reason = %refusal, "the answer of a passkey was refused");
    Err(refusal)
}

fn answer(options: &Value) -> Response {
    Json(options).into_response()
}

fn hash_of(challenge: &[u8; CHALLENGE_BYTES]) -> [u8; 32] {
    hash("passkey challenge", &outside::jose::encode(challenge))
}

/// What only this browser knows: the token of its forms.
fn browser(page: &Page) -> [u8; 32] {
    hash("passkey browser", &page.form_token())
}

/// What somebody may call a passkey: at most so many characters.
pub(crate) const LONGEST_NAME: usize = 60;

/// A name as typed, or else the browser's; never empty.
pub(crate) fn name_or(typed: &str, visitor: &Visitor, page: &Page) -> String {
    let typed: String =
        typed.trim().chars().filter(|letter| !letter.is_control()).take(LONGEST_NAME).collect();
    if !typed.is_empty() {
        typed
    } else if visitor.device.is_empty() {
        page.say("passkey-unnamed")
    } else {
        visitor.device.clone()
    }
}
