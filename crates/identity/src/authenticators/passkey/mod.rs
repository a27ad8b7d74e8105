//! Is this the passkey of that person, and did it check who held it (WebAuthn Level 2, section 7; NIST SP 800-63B-4,
//! 3.1.7 and appendix B)? The library checks signatures and what authenticators say; what browsers say, challenges,
//! owners and counters are checked here.

use serde_json::{Value, json};
use url::Url;
use webauthn_rs_core::WebauthnCore;
use webauthn_rs_core::proto::{
    AttestationFormat, AuthenticationState, COSEAlgorithm, COSEKey, Credential, ParsedAttestation,
    PublicKeyCredential, RegisterPublicKeyCredential, RegisteredExtensions, RegistrationState,
    UserVerificationPolicy,
};

use crate::IdentityError;

mod ceremonies;
mod client_data;
mod options;

pub(crate) use ceremonies::{Added, LONGEST_NAME, Purpose, Shown, name_or};

/// How long a challenge may be answered.
pub(crate) const SECONDS: i64 = 300;

/// What may sign: those the library can check, the first preferred.
const ALGORITHMS: [COSEAlgorithm; 3] = [COSEAlgorithm::ES256, COSEAlgorithm::RS256, COSEAlgorithm::ES384];

/// What somebody adds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Found by the browser itself: signs in alone.
    Passkey,
    /// A security key that follows a password.
    SecurityKey,
}

impl Kind {
    /// Its name in the database.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Passkey => "passkey",
            Self::SecurityKey => "security key",
        }
    }
}

/// Why an answer is refused; for the log, people are told one thing for all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refusal {
    /// No script ran: there is no answer.
    #[error("nothing was sent")]
    Nothing,
    /// It is not in the form it must have.
    #[error("unreadable")]
    Unreadable,
    /// Made for something else.
    #[error("another ceremony")]
    OtherCeremony,
    /// From another site.
    #[error("another origin")]
    OtherOrigin,
    /// From within a frame of another page.
    #[error("in a frame")]
    Framed,
    /// Not one of ours, used, too old, or made for another browser, purpose or person.
    #[error("unknown or used challenge")]
    UnknownChallenge,
    /// Nobody's, or not that of the person it is for.
    #[error("unknown credential")]
    UnknownCredential,
    /// Somebody has it already.
    #[error("known credential")]
    KnownCredential,
    /// The library refuses it: wrong site, nobody present, wrong signature, other algorithm, or changed flags.
    #[error("not what the authenticator must say")]
    Unproved,
}

/// A credential as the library has checked it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NewKey {
    pub(crate) credential_id: Vec<u8>,
    /// The public key as JSON, to be sealed.
    pub(crate) key: String,
    pub(crate) sign_count: i64,
    pub(crate) verified: bool,
    pub(crate) can_be_copied: bool,
    pub(crate) is_copied: bool,
}

/// One that was added before, as far as the library needs it.
#[derive(Clone, Debug)]
struct Known<'a> {
    credential_id: &'a [u8],
    key: &'a [u8],
    can_be_copied: bool,
}

/// What an authenticator said of itself when it signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Signed {
    verified: bool,
    is_copied: bool,
    sign_count: i64,
}

/// The site as passkeys know it: bound to its host, for good.
#[derive(Debug)]
pub(crate) struct RelyingParty {
    core: WebauthnCore,
    id: String,
    origin: String,
}

impl RelyingParty {
    /// Of the site at an origin, whose host is the RP ID.
    pub(crate) fn of(origin: &str) -> Result<Self, IdentityError> {
        let bad = || IdentityError::Stored("the site's origin");
        let url = Url::parse(origin).map_err(|_| bad())?;
        let id = url.host_str().ok_or_else(bad)?.to_owned();
        let timeout = std::time::Duration::from_secs(SECONDS.unsigned_abs());
        let core = WebauthnCore::new_unsafe_experts_only(&id, &id, vec![url], timeout, None, None);
        Ok(Self { core, id, origin: origin.to_owned() })
    }

    /// Checks the answer to `navigator.credentials.create()`.
    fn register(&self, answer: &Value, challenge: &[u8]) -> Result<NewKey, Refusal> {
        let answer: RegisterPublicKeyCredential =
            serde_json::from_value(answer.clone()).map_err(|_| Refusal::Unreadable)?;
        let state: RegistrationState = serde_json::from_value(json!({
            "policy": UserVerificationPolicy::Preferred,
            "exclude_credentials": [],
            "challenge": outside::jose::encode(challenge),
            "credential_algorithms": ALGORITHMS,
            "require_resident_key": false,
            "authenticator_attachment": null,
            "extensions": {},
            "allow_synchronised_authenticators": true,
        }))
        .map_err(|_| Refusal::Unreadable)?;
        let made = self.core.register_credential(&answer, &state, None).map_err(unproved)?;
        if made.cred_id != answer.raw_id {
            return Err(Refusal::Unreadable);
        }
        Ok(NewKey {
            key: serde_json::to_string(&made.cred).map_err(|_| Refusal::Unreadable)?,
            credential_id: made.cred_id,
            sign_count: i64::from(made.counter),
            verified: made.user_verified,
            can_be_copied: made.backup_eligible,
            is_copied: made.backup_state,
        })
    }

    /// Checks the answer to `navigator.credentials.get()` against the one credential it names.
    fn authenticate(
        &self,
        answer: &PublicKeyCredential,
        challenge: &[u8],
        known: &Known<'_>,
    ) -> Result<Signed, Refusal> {
        let key: COSEKey = serde_json::from_slice(known.key).map_err(|_| Refusal::Unreadable)?;
        let credential = Credential {
            cred_id: known.credential_id.to_vec(),
            cred: key,
            // Counters are looked at here: one that goes back is told, not refused.
            counter: 0,
            transports: None,
            user_verified: false,
            backup_eligible: known.can_be_copied,
            backup_state: false,
            // The library would refuse a passkey that once verified and now does not; it is one factor then.
            registration_policy: UserVerificationPolicy::Discouraged_DO_NOT_USE,
            extensions: RegisteredExtensions::none(),
            attestation: ParsedAttestation::default(),
            attestation_format: AttestationFormat::None,
        };
        let state: AuthenticationState = serde_json::from_value(json!({
            "credentials": [],
            "policy": UserVerificationPolicy::Preferred,
            "challenge": outside::jose::encode(challenge),
            "appid": null,
            "allow_backup_eligible_upgrade": false,
        }))
        .map_err(|_| Refusal::Unreadable)?;
        let result =
            self.core.authenticate_single_credential(answer, &state, &credential).map_err(unproved)?;
        Ok(Signed {
            verified: result.user_verified(),
            is_copied: result.backup_state(),
            sign_count: i64::from(result.counter()),
        })
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of map_err")]
fn unproved(error: webauthn_rs_core::error::WebauthnError) -> Refusal {
    // The name of the reason alone: what comes with it may be a piece of the answer.
    let said = format!("{error:?}");
    tracing::info!(reason = said.split(['(', ' ']).next().unwrap_or_default(), "a passkey was refused");
    Refusal::Unproved
}

/// The parts of a credential that count; everything else that browsers and password managers send along is left out.
const PARTS: [&str; 5] =
    ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];

/// The credential of a form: one JSON object without a name twice, whose type and ids are those of a public key.
fn read(sent: &str) -> Result<Value, Refusal> {
    if sent.is_empty() {
        return Err(Refusal::Nothing);
    }
    let sent = outside::jose::parse_object(sent.as_bytes()).map_err(|_| Refusal::Unreadable)?;
    let text = |name: &str| sent.get(name).and_then(Value::as_str);
    let id = text("id").filter(|id| text("rawId") == Some(id)).ok_or(Refusal::Unreadable)?;
    let response = sent.get("response").and_then(Value::as_object).ok_or(Refusal::Unreadable)?;
    if text("type") != Some("public-key") {
        return Err(Refusal::Unreadable);
    }
    let parts = response.iter().filter(|(name, _)| PARTS.contains(&name.as_str()));
    let parts: serde_json::Map<_, _> = parts.map(|(name, part)| (name.clone(), part.clone())).collect();
    Ok(json!({ "id": id, "rawId": id, "type": "public-key", "response": parts }))
}

/// What the browser said, as the bytes that were signed.
fn client_data(answer: &Value) -> Result<Vec<u8>, Refusal> {
    let said = answer.pointer("/response/clientDataJSON").and_then(Value::as_str);
    outside::jose::decode(said.ok_or(Refusal::Unreadable)?).map_err(|_| Refusal::Unreadable)
}
