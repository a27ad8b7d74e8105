//! What the desk holds about a person: as an agent, and as somebody whose case was looked at.

use super::{Holding, Kind};

pub(super) const AGENT: Holding = holding!(
    "agent",
    [
        ("sign_in_id", Kind::Id),
        ("role", Kind::Text),
        ("state", Kind::Text),
        ("appointed_at", Kind::Instant),
        ("certified_on", Kind::Text)
    ],
    ["version"],
    "SELECT sign_in_id, role, state, appointed_at, certified_on FROM agent WHERE sign_in_id = $1",
    "DELETE FROM agent WHERE sign_in_id = $1"
);

pub(super) const OPENING: Holding = holding!(
    "record_opening",
    [("id", Kind::Id), ("opened_at", Kind::Instant)],
    ["agent_id", "session_id", "reason", "note_sealed", "ends_at"],
    "SELECT id, opened_at FROM record_opening WHERE sign_in_id = $1 ORDER BY id",
    "DELETE FROM record_opening WHERE sign_in_id = $1"
);

pub(super) const REDRESS: Holding = holding!(
    "redress_request",
    [
        ("id", Kind::Id),
        ("about", Kind::Text),
        ("text_sealed", Kind::Sealed("redress_request")),
        ("state", Kind::Text),
        ("asked_at", Kind::Instant),
        ("answer_sealed", Kind::Sealed("redress_request")),
        ("answered_at", Kind::Instant)
    ],
    ["agent_id"],
    "SELECT id, about, text_sealed, state, asked_at, answer_sealed, answered_at FROM redress_request \
        WHERE sign_in_id = $1 ORDER BY asked_at, id",
    "DELETE FROM redress_request WHERE sign_in_id = $1"
);

pub(super) const PROPOSAL: Holding = holding!(
    "case_proposal",
    [("proofing_id", Kind::Id), ("proposed_at", Kind::Instant)],
    ["agent_id", "decision_sealed"],
    "SELECT proofing_id, proposed_at FROM case_proposal WHERE sign_in_id = $1",
    "DELETE FROM case_proposal WHERE sign_in_id = $1"
);
