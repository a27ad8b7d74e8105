-- The desk: whom the operator appointed to look at people's cases, and each time one of them opened a record, with the reason.

CREATE TABLE agent (
    sign_in_id BYTEA PRIMARY KEY,
    role TEXT NOT NULL,
    state TEXT NOT NULL,
    appointed_at BIGINT NOT NULL,
    certified_on TEXT,
    version BIGINT NOT NULL
);

CREATE TABLE record_opening (
    id BYTEA PRIMARY KEY,
    sign_in_id BYTEA NOT NULL,
    agent_id BYTEA NOT NULL,
    session_id BYTEA NOT NULL,
    reason TEXT NOT NULL,
    note_sealed BYTEA NOT NULL,
    opened_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL
);
CREATE INDEX record_opening_by_sign_in ON record_opening (sign_in_id, id);
CREATE INDEX record_opening_by_agent ON record_opening (agent_id, session_id, sign_in_id, ends_at);
