-- Getting back into a sign-in: the saved recovery code, recoveries under way, the waiting period of a weak one,
-- and how often in a row each kind of authenticator was tried in vain.

CREATE TABLE saved_code (
    sign_in_id BYTEA PRIMARY KEY,
    code_hash TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    shown_sealed BYTEA,
    shown_until BIGINT NOT NULL
);

CREATE TABLE recovery (
    id BYTEA PRIMARY KEY,
    sign_in_id BYTEA,
    email_index BYTEA NOT NULL,
    email_sealed BYTEA NOT NULL,
    code_hash BYTEA NOT NULL,
    code_until BIGINT NOT NULL,
    shown TEXT NOT NULL,
    saved_made_at BIGINT,
    stop_hash BYTEA NOT NULL UNIQUE,
    state TEXT NOT NULL,
    begun_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX recovery_by_sign_in ON recovery (sign_in_id);
CREATE INDEX recovery_by_end ON recovery (ends_at);

CREATE TABLE recovery_wait (
    sign_in_id BYTEA PRIMARY KEY,
    recovery_id BYTEA NOT NULL,
    stop_hash BYTEA NOT NULL UNIQUE,
    shown TEXT NOT NULL,
    begun_at BIGINT NOT NULL,
    ready_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    reminder_id BYTEA NOT NULL
);
CREATE INDEX recovery_wait_by_end ON recovery_wait (ends_at);

CREATE TABLE failure_count (
    failure_key BYTEA PRIMARY KEY,
    failures BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    disabled_at BIGINT,
    of_nobody BIGINT NOT NULL
);
CREATE INDEX failure_count_by_last ON failure_count (of_nobody, last_at);
