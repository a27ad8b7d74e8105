-- Forms that are being filled in and forms that were sent, sealed under their person's key; what may be asked for once only,
-- whoever asks, by the keyed index of its number.

CREATE TABLE form_draft (
    taxpayer_id BYTEA NOT NULL,
    draft_id BYTEA NOT NULL,
    form TEXT NOT NULL,
    session_id BYTEA NOT NULL,
    content BYTEA NOT NULL,
    changed_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (taxpayer_id, form, session_id)
);
CREATE INDEX form_draft_by_change ON form_draft (changed_at);

CREATE TABLE sent_form (
    taxpayer_id BYTEA NOT NULL,
    form_id BYTEA NOT NULL,
    form TEXT NOT NULL,
    revision TEXT NOT NULL,
    state TEXT NOT NULL,
    content BYTEA NOT NULL,
    amends BYTEA,
    signed_at BIGINT NOT NULL,
    sent_on TEXT NOT NULL,
    ended_on TEXT,
    reason BYTEA,
    version BIGINT NOT NULL,
    PRIMARY KEY (taxpayer_id, form_id)
);
CREATE INDEX sent_form_by_state ON sent_form (state, sent_on, form_id);

CREATE TABLE form_event (
    taxpayer_id BYTEA NOT NULL,
    form_id BYTEA NOT NULL,
    version BIGINT NOT NULL,
    at BIGINT NOT NULL,
    what TEXT NOT NULL,
    PRIMARY KEY (taxpayer_id, form_id, version)
);

CREATE TABLE form_claim (
    claim BYTEA NOT NULL PRIMARY KEY,
    taxpayer_id BYTEA NOT NULL,
    form_id BYTEA NOT NULL
);
CREATE INDEX form_claim_by_form ON form_claim (taxpayer_id, form_id);
