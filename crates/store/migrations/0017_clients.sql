-- Sites of others: which are shut, where a session signed in, whom to tell when something ends or happens. And at a
-- site that uses a provider: which of its visits belong to which of the sessions there.

CREATE TABLE shut_client (
    client_id TEXT PRIMARY KEY,
    shut_at BIGINT NOT NULL,
    reason TEXT NOT NULL
);

CREATE TABLE session_site (
    session_id BYTEA NOT NULL,
    client_id TEXT NOT NULL,
    sign_in_id BYTEA NOT NULL,
    ends_at BIGINT NOT NULL,
    tell_at BIGINT,
    PRIMARY KEY (session_id, client_id)
);
CREATE INDEX session_site_by_sign_in ON session_site (sign_in_id, session_id);
CREATE INDEX session_site_by_tell ON session_site (tell_at);
CREATE INDEX session_site_by_end ON session_site (ends_at);

CREATE TABLE waiting_signal (
    signal_id BYTEA PRIMARY KEY,
    sign_in_id BYTEA NOT NULL,
    what TEXT NOT NULL,
    at BIGINT NOT NULL
);

CREATE TABLE site_delivery (
    client_id TEXT NOT NULL,
    what TEXT NOT NULL,
    done_at BIGINT,
    failed_at BIGINT,
    last_error TEXT,
    PRIMARY KEY (client_id, what)
);

CREATE INDEX outbox_by_kind ON outbox (kind, state, due_at, effect_id);
CREATE INDEX access_token_by_client ON access_token (client_id);
CREATE INDEX refresh_grant_by_client ON refresh_grant (client_id);

CREATE TABLE provider_session (
    issuer TEXT NOT NULL,
    session_name TEXT NOT NULL,
    subject TEXT NOT NULL,
    ended_at BIGINT,
    ends_at BIGINT NOT NULL,
    PRIMARY KEY (issuer, session_name)
);
CREATE INDEX provider_session_by_end ON provider_session (ends_at);

CREATE TABLE provider_visit (
    session_id BYTEA PRIMARY KEY,
    site TEXT NOT NULL,
    issuer TEXT NOT NULL,
    session_name TEXT,
    subject TEXT NOT NULL,
    person_id BYTEA NOT NULL,
    ends_at BIGINT NOT NULL
);
CREATE INDEX provider_visit_by_session ON provider_visit (issuer, session_name);
CREATE INDEX provider_visit_by_subject ON provider_visit (issuer, subject);
CREATE INDEX provider_visit_by_end ON provider_visit (ends_at);

CREATE TABLE used_logout_token (
    token_hash BYTEA PRIMARY KEY,
    ends_at BIGINT NOT NULL
);
CREATE INDEX used_logout_token_by_end ON used_logout_token (ends_at);
