//! What is written when a case has enough: the proof, how it came about, and the notices of it (NIST SP 800-63A-4, 3.10);
//! or that another sign-in has the same tax number, which nobody but an agent can resolve.

use store::Write;
use store::identity::proofings::evidence::{self, Evidence};
use store::identity::proofings::{self, Proofing, Route, State};
use store::identity::proofs::{self, Proof};
use values::{Id, Timestamp};

use super::case::Case;
use super::policy::Item;
use super::{documents, post};
use crate::authenticators::recovery_codes::{read, written};
use crate::desk::fraud::rules::Signal;
use crate::desk::fraud::{Suspicion, raise};
use crate::happenings::Happening;
use crate::person::Fields;
use crate::secrets::hash;
use crate::visitor::Visitor;
use crate::{Identity, IdentityError};

/// The assurance that a finished case gives.
pub(crate) const ASSURANCE: &str = "ial2";

/// A piece, and who issued it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The piece.
    pub item: Item,
    /// Who issued it, as `CA`, where that is known.
    pub issuer: Option<String>,
}

/// The statements that keep what was shown.
pub(super) fn keep(
    identity: &Identity,
    case: &Case,
    shown: &[Shown],
    agent: Option<Id>,
    now: Timestamp,
) -> Write {
    shown.iter().fold(Write::new(), |write, piece| {
        write.and(evidence::put(&Evidence {
            id: identity.dice().id(now),
            proofing_id: case.row.id,
            sign_in_id: case.row.sign_in_id,
            kind: piece.item.kind.word().to_owned(),
            issuer: piece.issuer.clone(),
            validation: piece.item.validation.word().to_owned(),
            verification: piece.item.verification.map(|verification| verification.word().to_owned()),
            address_seen: piece.item.address.map(|address| address.word().to_owned()),
            agent_id: agent,
            at: now,
        }))
    })
}

/// What was taken before together with what is shown now.
pub(super) fn together(case: &Case, shown: &[Shown]) -> Vec<Item> {
    let kept = case.items().into_iter().filter(|kept| shown.iter().all(|piece| piece.item.kind != kept.kind));
    kept.chain(shown.iter().map(|piece| piece.item)).collect()
}

/// The words of pieces, as they are kept beside the proof and told to sites: what it is, how it was validated, how verified,
/// and whether its issuer confirmed it.
fn how(case: &Case, items: &[Item]) -> String {
    let word = |item: &Item| {
        let verification = item.verification.map_or("", super::policy::Verification::word);
        let confirmed = if documents::is_confirmed(case, item.kind) { ":issuer-confirmed" } else { "" };
        format!("{}:{}:{verification}{confirmed}", item.kind.word(), item.validation.word())
    };
    items.iter().map(word).collect::<Vec<_>>().join(" ")
}

/// What is missing in a case that should have everything.
const MISSING: IdentityError = IdentityError::Stored("a case with all its facts");

/// The statements of a case that has enough.
pub(super) async fn finish(
    identity: &Identity,
    case: &Case,
    items: &[Item],
    now: Timestamp,
) -> Result<Write, IdentityError> {
    let index = case.row.tax_number_index.ok_or(MISSING)?;
    match proofs::find_owner(identity.store(), index).await? {
        Some(owner) if owner != case.row.sign_in_id => {
            let moved = proofings::change_state(&case.row, State::Duplicate, now).map_err(|_| MISSING)?;
            // Whoever has the number hears of it: one of the two is not who they say.
            let told = identity.happened(Happening::NumberClaimed, owner, None, &Visitor::none(), now);
            let suspicion = Suspicion {
                person: case.row.sign_in_id,
                proofing: Some(case.row.id),
                agent: None,
                signals: &[Signal::NumberClaimed],
                note: "",
            };
            Ok(moved.and(told).and(raise(identity, &suspicion, now).await?))
        }
        _ => verified(identity, case, items, now).await,
    }
}

/// The statements of a case whose tax number nobody else has.
pub(super) async fn verified(
    identity: &Identity,
    case: &Case,
    items: &[Item],
    now: Timestamp,
) -> Result<Write, IdentityError> {
    let (sign_in, facts) = (case.row.sign_in_id, &case.facts);
    let sealer = identity.sealer();
    let key =
        store::person_keys::require(identity.store(), sealer, sign_in, store::seal::Realm::Identity).await?;
    let fields = Fields { sealer, key: &key, table: "proof", row: sign_in };
    let proof = Proof {
        sign_in_id: sign_in,
        method: case.row.route.map_or("", Route::word).to_owned(),
        given_name_sealed: fields.seal("given_name_sealed", facts.given_names.as_deref().ok_or(MISSING)?),
        family_name_sealed: fields.seal("family_name_sealed", facts.family_name.as_deref().ok_or(MISSING)?),
        birth_date_sealed: fields.seal("birth_date_sealed", &facts.birth_date.ok_or(MISSING)?.to_string()),
        tax_number_sealed: fields
            .seal("tax_number_sealed", &facts.tax_number.as_ref().ok_or(MISSING)?.expose()),
        tax_number_index: case.row.tax_number_index.ok_or(MISSING)?,
        proved_at: now,
        assurance: ASSURANCE.to_owned(),
        how: how(case, items),
    };
    let token = written(&identity.dice().bytes::<10>());
    let row = Proofing {
        deny_hash: Some(deny_hash(&token)),
        // The number for a desk has done its work.
        visit_index: None,
        visit_number_sealed: None,
        visit_until: None,
        reason: None,
        ..case.row.clone()
    };
    let moved = proofings::change_state(&row, State::Verified, now).map_err(|_| MISSING)?;
    Ok(moved
        .and(proofs::add(&proof))
        .and(identity.happened(Happening::Proved, sign_in, None, &Visitor::none(), now))
        .and(notices(identity, case, &token, now).await?))
}

/// What is kept of the code by which a proof is denied: eighty random bits, so that a plain hash is enough.
pub(super) fn deny_hash(typed: &str) -> [u8; 32] {
    hash("deny a proof", &read(typed))
}

/// The notices beside those by mail: on paper to the confirmed address, with what denies the proof; and by text to a
/// telephone that was confirmed.
async fn notices(
    identity: &Identity,
    case: &Case,
    token: &str,
    now: Timestamp,
) -> Result<Write, IdentityError> {
    let language = post::language(identity, case.row.sign_in_id).await?;
    let app = identity.app();
    let say = |key: &str, arguments: &[(&'static str, &str)]| {
        app.words.say_with(language, key, arguments.iter().map(|(name, value)| (*name, (*value).to_owned())))
    };
    let (agency, origin) = (app.agency.name.as_str(), app.site.origin.as_str());
    let on = language.date(app.clock.local(now).date());
    let paragraphs = [
        say("prove-notice-done", &[("agency", agency), ("site", origin), ("date", &on)]),
        say("prove-notice-not-you", &[("address", &format!("{origin}{}", super::deny::PATH))]),
        say("prove-notice-code", &[("code", token)]),
        say("prove-notice-call", &[("telephone", &app.agency.telephone)]),
        say("prove-notice-protected", &[]),
        say("prove-notice-duties", &[]),
        say("mail-never-call", &[]),
    ];
    let subject = say("prove-notice-subject", &[("agency", agency)]);
    let mut write = Write::new();
    if identity.connections().printer.reaches() {
        write = post::post(identity, case, language, subject, &paragraphs, now)?;
    }
    let confirmed = case.facts.phone.as_ref().filter(|_| case.row.phone_confirmed_at.is_some());
    if let Some(number) = confirmed.filter(|_| identity.connections().phones)
        && !identity.was_moved_lately(number, now).await
    {
        let event = say(Happening::Proved.word(), &[]);
        write = write.and(crate::mail::texts::post_notice(identity, now, language, number, &event)?);
    }
    Ok(write)
}
