-- Telephones and the codes sent to them, names of authenticator apps, and what was last used to sign in.

CREATE TABLE phone (
    id BYTEA PRIMARY KEY,
    sign_in_id BYTEA NOT NULL,
    number_sealed BYTEA NOT NULL,
    number_index BYTEA NOT NULL,
    channel TEXT NOT NULL,
    notice TEXT NOT NULL,
    notice_shown_at BIGINT NOT NULL,
    added_at BIGINT NOT NULL,
    flagged_at BIGINT,
    UNIQUE (sign_in_id, number_index)
);

CREATE TABLE phone_code (
    session_id BYTEA NOT NULL,
    purpose TEXT NOT NULL,
    id BYTEA NOT NULL,
    sign_in_id BYTEA NOT NULL,
    phone_id BYTEA,
    number_sealed BYTEA NOT NULL,
    channel TEXT NOT NULL,
    code_hash BYTEA NOT NULL,
    sent_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    used_at BIGINT,
    PRIMARY KEY (session_id, purpose)
);
CREATE INDEX phone_code_by_end ON phone_code (ends_at);

CREATE TABLE second_factor (
    sign_in_id BYTEA NOT NULL,
    kind TEXT NOT NULL,
    failures BIGINT NOT NULL,
    used_at BIGINT,
    PRIMARY KEY (sign_in_id, kind)
);

ALTER TABLE authenticator_app ADD COLUMN name_sealed BYTEA;
