-- Tokens bound to keys and sessions, refresh tokens, and signing keys that change on a schedule.

ALTER TABLE access_token ADD COLUMN binding TEXT;
ALTER TABLE access_token ADD COLUMN session_id BYTEA;
ALTER TABLE access_token ADD COLUMN refresh_id BYTEA;
ALTER TABLE access_token ADD COLUMN made_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX access_token_by_refresh ON access_token (refresh_id);
CREATE INDEX access_token_by_session ON access_token (session_id);

CREATE TABLE refresh_grant (
    id BYTEA PRIMARY KEY,
    salt BYTEA NOT NULL,
    generation BIGINT NOT NULL,
    rotated_at BIGINT NOT NULL,
    client_id TEXT NOT NULL,
    sign_in_id BYTEA NOT NULL,
    session_id BYTEA,
    code_hash BYTEA NOT NULL,
    content TEXT NOT NULL,
    binding TEXT,
    begun_at BIGINT NOT NULL,
    used_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX refresh_grant_by_code ON refresh_grant (code_hash);
CREATE INDEX refresh_grant_by_session ON refresh_grant (session_id);
CREATE INDEX refresh_grant_by_sign_in ON refresh_grant (sign_in_id, client_id);
CREATE INDEX refresh_grant_by_end ON refresh_grant (ends_at);

ALTER TABLE signing_key ADD COLUMN algorithm TEXT NOT NULL DEFAULT 'ES256';
ALTER TABLE signing_key ADD COLUMN signs_from BIGINT NOT NULL DEFAULT 0;
ALTER TABLE signing_key ADD COLUMN number BIGINT;
CREATE UNIQUE INDEX signing_key_by_number ON signing_key (algorithm, number);
