-- Payments from bank accounts: the accounts, answers on the way to a payment, payments with their history.
-- payment_trace finds a payment by the number a bank returns it under; payment_day counts what one person made in a day.

CREATE TABLE bank_account (
    taxpayer_id BYTEA NOT NULL,
    account_id BYTEA NOT NULL,
    content BYTEA NOT NULL,
    ownership TEXT NOT NULL,
    kept BIGINT NOT NULL,
    added_at BIGINT NOT NULL,
    removed_at BIGINT,
    version BIGINT NOT NULL,
    PRIMARY KEY (taxpayer_id, account_id)
);

CREATE TABLE payment_draft (
    taxpayer_id BYTEA NOT NULL,
    draft_id BYTEA NOT NULL,
    content BYTEA NOT NULL,
    changed_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (taxpayer_id, draft_id)
);
CREATE INDEX payment_draft_by_change ON payment_draft (changed_at);

CREATE TABLE payment (
    taxpayer_id BYTEA NOT NULL,
    payment_id BYTEA NOT NULL,
    submission_id BYTEA NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    form TEXT NOT NULL,
    tax_year BIGINT NOT NULL,
    owner_id BYTEA NOT NULL,
    module_id BYTEA NOT NULL,
    amount BIGINT NOT NULL,
    debit_on TEXT NOT NULL,
    account_id BYTEA NOT NULL,
    made_at BIGINT NOT NULL,
    file_id BYTEA,
    trace_number TEXT,
    return_code TEXT,
    returned_on TEXT,
    version BIGINT NOT NULL,
    PRIMARY KEY (taxpayer_id, payment_id)
);
CREATE INDEX payment_by_submission ON payment (taxpayer_id, submission_id, payment_id);
CREATE INDEX payment_by_day ON payment (taxpayer_id, debit_on, payment_id);
CREATE INDEX payment_by_module ON payment (owner_id, module_id, state);
CREATE INDEX payment_due ON payment (state, debit_on, payment_id);
CREATE INDEX payment_by_file ON payment (file_id, payment_id);

CREATE TABLE payment_event (
    taxpayer_id BYTEA NOT NULL,
    payment_id BYTEA NOT NULL,
    version BIGINT NOT NULL,
    at BIGINT NOT NULL,
    what TEXT NOT NULL,
    PRIMARY KEY (taxpayer_id, payment_id, version)
);

CREATE TABLE payment_trace (
    trace_number TEXT NOT NULL,
    payment_id BYTEA NOT NULL,
    taxpayer_id BYTEA NOT NULL,
    PRIMARY KEY (trace_number, payment_id)
);

CREATE TABLE payment_day (
    taxpayer_id BYTEA NOT NULL,
    made_on TEXT NOT NULL,
    made BIGINT NOT NULL,
    PRIMARY KEY (taxpayer_id, made_on)
);
