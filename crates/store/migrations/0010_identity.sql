-- What the identity site remembers: sign-ins and how they are proved, limits on guessing, OpenID Connect.
-- It shares no table with the tax records; columns named *_sealed are sealed with the person's data key.

CREATE TABLE sign_up (
    id BYTEA PRIMARY KEY,
    email_index BYTEA NOT NULL,
    email_sealed BYTEA NOT NULL,
    code_hash BYTEA NOT NULL,
    code_until BIGINT NOT NULL,
    confirmed_at BIGINT,
    password_hash TEXT,
    app_key_sealed BYTEA,
    app_step BIGINT,
    recovery_codes_sealed BYTEA,
    ends_at BIGINT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX sign_up_by_end ON sign_up (ends_at);

CREATE TABLE sign_in (
    id BYTEA PRIMARY KEY,
    email_index BYTEA NOT NULL UNIQUE,
    email_sealed BYTEA NOT NULL,
    password_hash TEXT,
    language TEXT NOT NULL,
    state TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    password_set_at BIGINT,
    version BIGINT NOT NULL
);

CREATE TABLE proof (
    sign_in_id BYTEA PRIMARY KEY,
    method TEXT NOT NULL,
    given_name_sealed BYTEA NOT NULL,
    family_name_sealed BYTEA NOT NULL,
    birth_date_sealed BYTEA NOT NULL,
    tax_number_sealed BYTEA NOT NULL,
    tax_number_index BYTEA NOT NULL UNIQUE,
    proved_at BIGINT NOT NULL
);

CREATE TABLE authenticator_app (
    id BYTEA PRIMARY KEY,
    sign_in_id BYTEA NOT NULL,
    key_sealed BYTEA NOT NULL,
    last_step BIGINT NOT NULL,
    added_at BIGINT NOT NULL
);
CREATE INDEX authenticator_app_by_sign_in ON authenticator_app (sign_in_id);

CREATE TABLE recovery_code (
    sign_in_id BYTEA NOT NULL,
    code_hash BYTEA NOT NULL,
    made_at BIGINT NOT NULL,
    used_at BIGINT,
    PRIMARY KEY (sign_in_id, code_hash)
);

CREATE TABLE guess_limit (
    guess_key BYTEA PRIMARY KEY,
    tries BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    wait_until BIGINT NOT NULL
);
CREATE INDEX guess_limit_by_last ON guess_limit (last_at);

CREATE TABLE sign_in_event (
    sign_in_id BYTEA NOT NULL,
    event_id BYTEA NOT NULL,
    at BIGINT NOT NULL,
    what TEXT NOT NULL,
    session_id BYTEA,
    device TEXT NOT NULL,
    network TEXT NOT NULL,
    PRIMARY KEY (sign_in_id, event_id)
);

CREATE TABLE signing_key (
    key_id TEXT PRIMARY KEY,
    private_sealed BYTEA NOT NULL,
    made_at BIGINT NOT NULL,
    state TEXT NOT NULL
);

CREATE TABLE pushed_request (
    request_hash BYTEA PRIMARY KEY,
    client_id TEXT NOT NULL,
    content TEXT NOT NULL,
    ends_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX pushed_request_by_end ON pushed_request (ends_at);

CREATE TABLE sign_in_request (
    id BYTEA PRIMARY KEY,
    client_id TEXT NOT NULL,
    content TEXT NOT NULL,
    begun_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    proof_declined_at BIGINT,
    answered_at BIGINT
);
CREATE INDEX sign_in_request_by_end ON sign_in_request (ends_at);

CREATE TABLE consent (
    sign_in_id BYTEA NOT NULL,
    client_id TEXT NOT NULL,
    scopes TEXT NOT NULL,
    given_at BIGINT NOT NULL,
    PRIMARY KEY (sign_in_id, client_id)
);

CREATE TABLE authorization_code (
    code_hash BYTEA PRIMARY KEY,
    client_id TEXT NOT NULL,
    sign_in_id BYTEA NOT NULL,
    content TEXT NOT NULL,
    ends_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX authorization_code_by_end ON authorization_code (ends_at);

CREATE TABLE access_token (
    token_hash BYTEA PRIMARY KEY,
    code_hash BYTEA NOT NULL,
    client_id TEXT NOT NULL,
    sign_in_id BYTEA NOT NULL,
    scopes TEXT NOT NULL,
    ends_at BIGINT NOT NULL,
    revoked_at BIGINT
);
CREATE INDEX access_token_by_code ON access_token (code_hash);
CREATE INDEX access_token_by_end ON access_token (ends_at);

CREATE TABLE used_assertion (
    assertion_hash BYTEA PRIMARY KEY,
    ends_at BIGINT NOT NULL
);
CREATE INDEX used_assertion_by_end ON used_assertion (ends_at);

CREATE TABLE kept_message (
    id BYTEA PRIMARY KEY,
    sent_at BIGINT NOT NULL,
    content_sealed BYTEA NOT NULL
);
CREATE INDEX kept_message_by_sent ON kept_message (sent_at);

CREATE TABLE sign_in_session (
    session_id BYTEA PRIMARY KEY,
    sign_in_id BYTEA NOT NULL,
    proved_at BIGINT NOT NULL,
    means TEXT NOT NULL,
    device TEXT NOT NULL,
    network TEXT NOT NULL,
    ends_at BIGINT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX sign_in_session_by_sign_in ON sign_in_session (sign_in_id, ends_at);
CREATE INDEX sign_in_session_by_end ON sign_in_session (ends_at);
CREATE INDEX access_token_by_sign_in ON access_token (sign_in_id, client_id);
