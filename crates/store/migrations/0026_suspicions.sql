-- Suspicions of fraud, requests of people who disagree, and decisions that wait for a second agent.

CREATE TABLE fraud_case (
    id BYTEA PRIMARY KEY,
    sign_in_id BYTEA NOT NULL,
    proofing_id BYTEA,
    raised_by BYTEA,
    signals TEXT NOT NULL,
    note_sealed BYTEA,
    state TEXT NOT NULL,
    raised_at BIGINT NOT NULL,
    closed_by BYTEA,
    closed_at BIGINT,
    closing_note_sealed BYTEA,
    version BIGINT NOT NULL
);
CREATE INDEX fraud_case_by_state ON fraud_case (state, raised_at, id);
CREATE INDEX fraud_case_by_sign_in ON fraud_case (sign_in_id, state);

CREATE TABLE redress_request (
    id BYTEA PRIMARY KEY,
    sign_in_id BYTEA NOT NULL,
    about TEXT NOT NULL,
    text_sealed BYTEA NOT NULL,
    state TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    agent_id BYTEA,
    answer_sealed BYTEA,
    answered_at BIGINT
);
CREATE INDEX redress_request_by_state ON redress_request (state, asked_at, id);
CREATE INDEX redress_request_by_sign_in ON redress_request (sign_in_id, asked_at);

CREATE TABLE case_proposal (
    proofing_id BYTEA PRIMARY KEY,
    sign_in_id BYTEA NOT NULL,
    agent_id BYTEA NOT NULL,
    decision_sealed BYTEA NOT NULL,
    proposed_at BIGINT NOT NULL
);
CREATE INDEX case_proposal_by_sign_in ON case_proposal (sign_in_id);
