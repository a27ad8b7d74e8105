-- Asking a wallet for a mobile driver's licence: one request for each try, good once and for minutes.

CREATE TABLE wallet_request (
    id BYTEA PRIMARY KEY,
    sign_in_id BYTEA NOT NULL,
    session_id BYTEA NOT NULL,
    token_hash BYTEA NOT NULL UNIQUE,
    secret_sealed BYTEA NOT NULL,
    comes_back BIGINT NOT NULL,
    refusal TEXT,
    answer_sealed BYTEA,
    code_hash BYTEA,
    ends_at BIGINT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX wallet_request_by_session ON wallet_request (session_id);
CREATE INDEX wallet_request_by_end ON wallet_request (ends_at);
