-- Proving who somebody is: a case for each attempt, what was checked and shown, letters with codes; and how surely somebody
-- was proved.

CREATE TABLE proofing (
    id BYTEA PRIMARY KEY,
    sign_in_id BYTEA NOT NULL,
    attempt BIGINT NOT NULL,
    route TEXT,
    state TEXT NOT NULL,
    documents TEXT NOT NULL,
    given_names_sealed BYTEA,
    family_name_sealed BYTEA,
    birth_date_sealed BYTEA,
    tax_number_sealed BYTEA,
    tax_number_index BYTEA,
    address_sealed BYTEA,
    phone_sealed BYTEA,
    phone_confirmed_at BIGINT,
    pictures_at BIGINT,
    visit_index BYTEA UNIQUE,
    visit_number_sealed BYTEA,
    visit_until BIGINT,
    reason TEXT,
    deny_hash BYTEA UNIQUE,
    begun_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    UNIQUE (sign_in_id, attempt)
);
CREATE INDEX proofing_by_state ON proofing (state, changed_at, id);

CREATE TABLE proofing_evidence (
    id BYTEA PRIMARY KEY,
    proofing_id BYTEA NOT NULL,
    sign_in_id BYTEA NOT NULL,
    kind TEXT NOT NULL,
    issuer TEXT,
    validation TEXT NOT NULL,
    verification TEXT,
    agent_id BYTEA,
    at BIGINT NOT NULL,
    UNIQUE (proofing_id, kind)
);
CREATE INDEX proofing_evidence_by_sign_in ON proofing_evidence (sign_in_id);

CREATE TABLE proofing_check (
    proofing_id BYTEA NOT NULL,
    what TEXT NOT NULL,
    sign_in_id BYTEA NOT NULL,
    source TEXT NOT NULL,
    class TEXT NOT NULL,
    outcome TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (proofing_id, what)
);
CREATE INDEX proofing_check_by_sign_in ON proofing_check (sign_in_id);

CREATE TABLE proofing_letter (
    id BYTEA PRIMARY KEY,
    proofing_id BYTEA NOT NULL,
    sign_in_id BYTEA NOT NULL,
    code_hash BYTEA NOT NULL,
    sent_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX proofing_letter_by_sign_in ON proofing_letter (sign_in_id, sent_at);
CREATE INDEX proofing_letter_by_case ON proofing_letter (proofing_id, sent_at);

ALTER TABLE proof ADD COLUMN assurance TEXT NOT NULL DEFAULT 'none';
ALTER TABLE proof ADD COLUMN how TEXT NOT NULL DEFAULT '';
