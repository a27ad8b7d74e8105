//! What does one exchange with a wallet consist of? A token in its addresses, a nonce, a key that the answer is encrypted
//! to: all random, sealed together, good for ten minutes (OpenID for Verifiable Presentations 1.0, sections 5 and 8).

use formats::mdoc::{self, Asked, DRIVING_LICENCE, NAMESPACE, ReaderKey, Transcript};
use outside::jose::{CONTENT_ENCRYPTIONS, DecryptionKey, JoseError, decode, encode, parse_object};
use serde::Deserialize;
use serde_json::{Value, json};
use store::identity::wallet_requests::WalletRequest;
use store::person_keys;
use store::seal::{DataKey, Realm};
use values::{Date, Id, Timestamp};

use super::license::{License, Refused};
use super::verifier::Verifier;
use crate::person::Fields;
use crate::secrets::{hash, later};
use crate::{Identity, IdentityError};

/// So long may somebody look for their telephone.
const SECONDS: i64 = 600;

/// The longest answer that is read, in characters: several times what the elements below come to.
const LONGEST: usize = 96 * 1024;

/// What is asked for: enough to know who somebody is, and until when the license is good. All are mandatory in every
/// license (ISO/IEC 18013-5, table 5), so that any wallet can answer.
pub(super) const ELEMENTS: [&str; 6] =
    ["family_name", "given_name", "birth_date", "expiry_date", "issuing_country", "issuing_authority"];

/// Signatures that are believed: ES256, ES384, ES512, EdDSA (COSE).
const SIGNATURES: [i32; 4] = [-7, -35, -36, -8];
/// A device may also answer with a tag, with keys agreed on P-256 (B.2.2).
const TAGS: i32 = -65_537;

/// On which device the wallet is, or who finds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Device {
    This,
    Other,
    /// The browser's Digital Credentials API asks it, wherever it is (appendix A).
    Browser,
}

/// The secrets of one exchange.
pub(super) struct Exchange {
    pub(super) token: String,
    nonce: String,
    key: DecryptionKey,
    /// Whether the browser asks, and its page brings the answer.
    pub(super) is_by_browser: bool,
}

/// How the answer comes: posted by the wallet, or brought by the page of the browser that asked.
const BY_WALLET: &str = "wallet";
const BY_BROWSER: &str = "browser";

/// What a token's hash is for.
pub(super) fn token_hash(token: &str) -> [u8; 32] {
    hash("wallet request", token)
}

/// The person's key, under which secrets and answers are sealed.
pub(super) async fn data_key(identity: &Identity, sign_in: Id) -> Result<DataKey, IdentityError> {
    Ok(person_keys::require(identity.store(), identity.sealer(), sign_in, Realm::Identity).await?)
}

/// How a request's fields are sealed.
pub(super) fn fields<'a>(identity: &'a Identity, key: &'a DataKey, id: Id) -> Fields<'a> {
    Fields { sealer: identity.sealer(), key, table: "wallet_request", row: id }
}

impl Exchange {
    fn new(identity: &Identity, is_by_browser: bool) -> Result<Self, IdentityError> {
        let random = || encode(&identity.dice().bytes::<32>());
        Ok(Self { token: random(), nonce: random(), key: DecryptionKey::generate()?, is_by_browser })
    }

    /// A new one and its row.
    pub(super) async fn begin(
        identity: &Identity,
        (sign_in, session): (Id, Id),
        device: Device,
        now: Timestamp,
    ) -> Result<WalletRequest, IdentityError> {
        let exchange = Self::new(identity, device == Device::Browser)?;
        let (id, key) = (identity.dice().id(now), data_key(identity, sign_in).await?);
        let private = encode(exchange.key.to_bytes()?.expose());
        let way = if exchange.is_by_browser { BY_BROWSER } else { BY_WALLET };
        let secret = [exchange.token.as_str(), &exchange.nonce, &private, way].join(" ");
        Ok(WalletRequest {
            id,
            sign_in_id: sign_in,
            session_id: session,
            token_hash: token_hash(&exchange.token),
            secret_sealed: fields(identity, &key, id).seal("secret_sealed", &secret),
            comes_back: device == Device::This,
            refusal: None,
            answer_sealed: None,
            code_hash: None,
            ends_at: later(now, SECONDS),
            version: 0,
        })
    }

    /// The secrets of a row.
    pub(super) async fn open(identity: &Identity, row: &WalletRequest) -> Result<Self, IdentityError> {
        let key = data_key(identity, row.sign_in_id).await?;
        let secret = fields(identity, &key, row.id).open("secret_sealed", &row.secret_sealed)?;
        let mut parts = secret.split(' ').map(str::to_owned);
        let mut part = || parts.next().ok_or(IdentityError::Stored("an exchange with a wallet"));
        let (token, nonce, private) = (part()?, part()?, part()?);
        let is_by_browser = part()? == BY_BROWSER;
        Ok(Self { token, nonce, key: DecryptionKey::from_bytes(&decode(&private)?)?, is_by_browser })
    }

    /// Where the wallet fetches what it is asked.
    pub(super) fn request_uri(&self, identity: &Identity) -> String {
        format!("{}{}/{}", identity.issuer(), super::REQUEST, self.token)
    }

    /// Where it sends its answer.
    fn response_uri(&self, identity: &Identity) -> String {
        format!("{}{}/{}", identity.issuer(), super::RESPONSE, self.token)
    }

    /// What it is asked: a request object's claims.
    pub(super) fn asked(&self, identity: &Identity, verifier: &Verifier, now: Timestamp) -> Value {
        let claims = ELEMENTS.map(|name| json!({ "path": [NAMESPACE, name], "intent_to_retain": true }));
        let algorithms = json!({
            "issuerauth_alg_values": SIGNATURES,
            "deviceauth_alg_values": SIGNATURES.iter().chain([&TAGS]).collect::<Vec<_>>(),
        });
        let mut asked = json!({
            "response_type": "vp_token",
            "client_id": verifier.client_id(),
            "aud": "https://self-issued.me/v2",
            "nonce": self.nonce,
            "iat": now.as_second(),
            "dcql_query": { "credentials": [{
                "id": super::CREDENTIAL,
                "format": "mso_mdoc",
                "meta": { "doctype_value": DRIVING_LICENCE },
                "claims": claims,
            }] },
            "client_metadata": {
                "jwks": { "keys": [self.key.public()] },
                "encrypted_response_enc_values_supported": CONTENT_ENCRYPTIONS,
                "vp_formats_supported": { "mso_mdoc": algorithms },
            },
        });
        if self.is_by_browser {
            asked["response_mode"] = json!("dc_api.jwt");
            asked["expected_origins"] = json!([identity.issuer()]);
        } else {
            asked["response_mode"] = json!("direct_post.jwt");
            asked["response_uri"] = json!(self.response_uri(identity));
        }
        asked
    }

    /// The session for which the device must have signed.
    fn transcript(&self, identity: &Identity, verifier: &Verifier) -> Result<Transcript, JoseError> {
        let (nonce, thumbprint) = (&self.nonce, self.key.thumbprint()?);
        Ok(if self.is_by_browser {
            Transcript::digital_credentials(identity.issuer(), nonce, Some(&thumbprint))
        } else {
            let place = self.response_uri(identity);
            Transcript::openid4vp(verifier.client_id(), nonce, Some(&thumbprint), &place)
        })
    }

    /// What the license says that came in this answer; or that the answer is not for this exchange at all, or why it is
    /// refused.
    pub(super) fn read(
        &self,
        identity: &Identity,
        verifier: &Verifier,
        answer: &str,
        (now, today): (Timestamp, Date),
    ) -> Result<License, Refused> {
        let content = self.key.decrypt(answer, LONGEST).map_err(|_| Refused::NotForUs)?;
        let content = parse_object(&content).map_err(|_| Refused::Malformed)?;
        let presented = presented(&content).ok_or(Refused::Malformed)?;
        let response = decode(presented).map_err(|_| Refused::Malformed)?;
        let transcript = self.transcript(identity, verifier).map_err(|_| Refused::Malformed)?;
        let reader_key = self.key.to_bytes().map_err(|_| Refused::Malformed)?;
        let asked = Asked {
            doc_type: DRIVING_LICENCE,
            transcript: &transcript,
            reader_key: Some(&ReaderKey::new(*reader_key.expose())),
            authorities: &verifier.authorities,
            now,
        };
        let document = mdoc::verify(&response, &asked).map_err(Refused::Document)?;
        License::of(&document, today)
    }
}

/// The one presentation of what was asked for (section 8.1).
fn presented(content: &serde_json::Map<String, Value>) -> Option<&str> {
    let token = content.get("vp_token")?.as_object().filter(|token| token.len() == 1)?;
    match token.get(super::CREDENTIAL)?.as_array()?.as_slice() {
        [one] => one.as_str(),
        _ => None,
    }
}
