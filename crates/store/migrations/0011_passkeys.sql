-- Passkeys and security keys, and the challenges that browsers are answering. A sign-up keeps only what comes before
-- the sign-in is made: password, app and codes are then added to the sign-in itself.

CREATE TABLE passkey (
    id BYTEA PRIMARY KEY,
    sign_in_id BYTEA NOT NULL,
    credential_id BYTEA NOT NULL UNIQUE,
    user_handle BYTEA NOT NULL,
    kind TEXT NOT NULL,
    name_sealed BYTEA NOT NULL,
    key_sealed BYTEA NOT NULL,
    sign_count BIGINT NOT NULL,
    verifies_person BIGINT NOT NULL,
    can_be_copied BIGINT NOT NULL,
    is_copied BIGINT NOT NULL,
    added_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX passkey_by_sign_in ON passkey (sign_in_id);

CREATE TABLE passkey_challenge (
    challenge_hash BYTEA PRIMARY KEY,
    browser_hash BYTEA NOT NULL,
    purpose TEXT NOT NULL,
    subject BYTEA,
    user_handle BYTEA,
    ends_at BIGINT NOT NULL
);
CREATE INDEX passkey_challenge_by_end ON passkey_challenge (ends_at);

ALTER TABLE sign_up DROP COLUMN password_hash;
ALTER TABLE sign_up DROP COLUMN app_key_sealed;
ALTER TABLE sign_up DROP COLUMN app_step;
ALTER TABLE sign_up DROP COLUMN recovery_codes_sealed;
