-- What every site needs: the audit log, the outbox, keys of persons, sessions, settings.

CREATE TABLE audit_head (shard BIGINT PRIMARY KEY, sequence BIGINT NOT NULL, hash BYTEA);
INSERT INTO audit_head (shard, sequence) VALUES (0, 0), (1, 0), (2, 0), (3, 0), (4, 0), (5, 0), (6, 0), (7, 0),
    (8, 0), (9, 0), (10, 0), (11, 0), (12, 0), (13, 0), (14, 0), (15, 0);

CREATE TABLE audit (
    shard BIGINT NOT NULL,
    sequence BIGINT NOT NULL,
    at BIGINT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject BYTEA,
    reason TEXT,
    previous_hash BYTEA NOT NULL,
    hash BYTEA NOT NULL,
    PRIMARY KEY (shard, sequence)
);
CREATE INDEX audit_by_subject ON audit (subject, shard, sequence);

CREATE TABLE outbox (
    effect_id BYTEA PRIMARY KEY,
    kind TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    payload BYTEA NOT NULL,
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    lease_owner BYTEA,
    lease_until BIGINT NOT NULL,
    lease_number BIGINT NOT NULL,
    last_error TEXT
);
CREATE INDEX outbox_by_due ON outbox (state, due_at, effect_id);

CREATE TABLE person_key (
    person_id BYTEA NOT NULL,
    realm TEXT NOT NULL,
    key_id BIGINT NOT NULL,
    wrapped BYTEA NOT NULL,
    PRIMARY KEY (person_id, realm)
);

CREATE TABLE web_session (
    site TEXT NOT NULL,
    token_hash BYTEA NOT NULL,
    session_id BYTEA NOT NULL,
    subject BYTEA,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    absolute_end_at BIGINT NOT NULL,
    data BYTEA NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (site, token_hash)
);
CREATE INDEX web_session_by_subject ON web_session (subject, site);
CREATE INDEX web_session_by_end ON web_session (absolute_end_at);

CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
