//! What is held of a person who proves who they are.

use super::{Holding, Kind};

/// An attempt to prove who somebody is.
pub(super) const CASE: Holding = holding!(
    "proofing",
    [
        ("id", Kind::Id),
        ("attempt", Kind::Number),
        ("route", Kind::Text),
        ("state", Kind::Text),
        ("documents", Kind::Text),
        ("given_names_sealed", Kind::Sealed("proofing")),
        ("family_name_sealed", Kind::Sealed("proofing")),
        ("birth_date_sealed", Kind::Sealed("proofing")),
        ("tax_number_sealed", Kind::Sealed("proofing")),
        ("address_sealed", Kind::Sealed("proofing")),
        ("phone_sealed", Kind::Sealed("proofing")),
        ("phone_confirmed_at", Kind::Instant),
        ("pictures_at", Kind::Instant),
        ("visit_until", Kind::Instant),
        ("language", Kind::Text),
        ("device", Kind::Text),
        ("begun_at", Kind::Instant),
        ("changed_at", Kind::Instant)
    ],
    // Why a case failed would tell which of the typed facts was right.
    ["tax_number_index", "visit_index", "visit_number_sealed", "reason", "deny_hash", "version"],
    "SELECT id, attempt, route, state, documents, given_names_sealed, family_name_sealed, birth_date_sealed, \
        tax_number_sealed, address_sealed, phone_sealed, phone_confirmed_at, pictures_at, visit_until, language, \
        device, begun_at, changed_at FROM proofing WHERE sign_in_id = $1 ORDER BY attempt",
    "DELETE FROM proofing WHERE sign_in_id = $1"
);

/// What they showed.
pub(super) const EVIDENCE: Holding = holding!(
    "proofing_evidence",
    [
        ("id", Kind::Id),
        ("proofing_id", Kind::Id),
        ("kind", Kind::Text),
        ("issuer", Kind::Text),
        ("validation", Kind::Text),
        ("verification", Kind::Text),
        ("address_seen", Kind::Text),
        ("at", Kind::Instant)
    ],
    ["agent_id"],
    "SELECT id, proofing_id, kind, issuer, validation, verification, address_seen, at \
        FROM proofing_evidence WHERE sign_in_id = $1 ORDER BY at, id",
    "DELETE FROM proofing_evidence WHERE sign_in_id = $1"
);

/// What was looked up.
pub(super) const CHECK: Holding = holding!(
    "proofing_check",
    [
        ("proofing_id", Kind::Id),
        ("what", Kind::Text),
        ("source", Kind::Text),
        ("class", Kind::Text),
        ("at", Kind::Instant)
    ],
    ["outcome"],
    "SELECT proofing_id, what, source, class, at FROM proofing_check WHERE sign_in_id = $1 ORDER BY at, what",
    "DELETE FROM proofing_check WHERE sign_in_id = $1"
);

/// From which browsers they sent it.
pub(super) const DEVICE: Holding = holding!(
    "proofing_device",
    [("proofing_id", Kind::Id), ("at", Kind::Instant)],
    ["device_index"],
    "SELECT proofing_id, at FROM proofing_device WHERE sign_in_id = $1 ORDER BY at, proofing_id",
    "DELETE FROM proofing_device WHERE sign_in_id = $1"
);

/// Letters with codes.
pub(super) const LETTER: Holding = holding!(
    "proofing_letter",
    [
        ("id", Kind::Id),
        ("proofing_id", Kind::Id),
        ("sent_at", Kind::Instant),
        ("ends_at", Kind::Instant),
        ("used_at", Kind::Instant)
    ],
    ["code_hash"],
    "SELECT id, proofing_id, sent_at, ends_at, used_at FROM proofing_letter WHERE sign_in_id = $1 \
        ORDER BY sent_at, id",
    "DELETE FROM proofing_letter WHERE sign_in_id = $1"
);

/// Pictures of their papers and their face.
pub(super) const PICTURE: Holding = holding!(
    "picture",
    [
        ("id", Kind::Id),
        ("kind", Kind::Text),
        ("origin", Kind::Text),
        ("reading_sealed", Kind::Sealed("picture")),
        ("taken_at", Kind::Instant),
        ("ends_at", Kind::Instant)
    ],
    // What it shows is here for a week at most, and its owner has the paper.
    ["proofing_id", "content_sealed"],
    "SELECT id, kind, origin, reading_sealed, taken_at, ends_at FROM picture WHERE sign_in_id = $1",
    "DELETE FROM picture WHERE sign_in_id = $1"
);

/// Their stays in the queue for a video call.
pub(super) const CALL: Holding = holding!(
    "video_call",
    [
        ("id", Kind::Id),
        ("asked_at", Kind::Instant),
        ("slot_at", Kind::Instant),
        ("taken_at", Kind::Instant),
        ("ended_at", Kind::Instant)
    ],
    [
        "proofing_id",
        "seat",
        "seen_at",
        "is_ready",
        "agent_id",
        "agent_seen_at",
        "cues",
        "attested",
        "version"
    ],
    "SELECT id, asked_at, slot_at, taken_at, ended_at FROM video_call WHERE sign_in_id = $1 ORDER BY asked_at, id",
    "DELETE FROM video_call WHERE sign_in_id = $1"
);
