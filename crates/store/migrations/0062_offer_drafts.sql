-- Answers for the check of an offer in compromise, sealed: one set for each person, from visit to visit.

CREATE TABLE offer_draft (
    taxpayer_id BYTEA NOT NULL PRIMARY KEY,
    draft_id BYTEA NOT NULL,
    content BYTEA NOT NULL,
    changed_at BIGINT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX offer_draft_by_change ON offer_draft (changed_at);
