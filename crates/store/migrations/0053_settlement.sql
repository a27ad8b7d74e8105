-- What leaves for the bank, entry by entry: payments, refunds, questions whether an account is there; who released a
-- file, and when it left. bank_entry takes the place of payment_trace, and knows refunds and such questions by their number too.

CREATE TABLE bank_entry (
    file_id BYTEA NOT NULL,
    batch BIGINT NOT NULL,
    trace_number TEXT NOT NULL,
    kind TEXT NOT NULL,
    taxpayer_id BYTEA NOT NULL,
    subject_id BYTEA NOT NULL,
    account_id BYTEA NOT NULL,
    amount BIGINT NOT NULL,
    PRIMARY KEY (file_id, batch, trace_number)
);
CREATE INDEX bank_entry_by_trace ON bank_entry (trace_number);

INSERT INTO bank_entry (file_id, batch, trace_number, kind, taxpayer_id, subject_id, account_id, amount)
    SELECT p.file_id, 1, t.trace_number, 'payment', p.taxpayer_id, p.payment_id, p.account_id, p.amount
    FROM payment_trace t JOIN payment p ON p.taxpayer_id = t.taxpayer_id AND p.payment_id = t.payment_id
    WHERE p.file_id IS NOT NULL;
DROP TABLE payment_trace;
DROP INDEX payment_in_file;

CREATE TABLE prenote (
    taxpayer_id BYTEA NOT NULL,
    account_id BYTEA NOT NULL,
    file_id BYTEA NOT NULL,
    live_on TEXT,
    return_code TEXT,
    PRIMARY KEY (taxpayer_id, account_id)
);
CREATE INDEX prenote_by_file ON prenote (file_id);

CREATE TABLE refund (
    taxpayer_id BYTEA NOT NULL,
    refund_id BYTEA NOT NULL,
    state TEXT NOT NULL,
    owner_id BYTEA NOT NULL,
    module_id BYTEA NOT NULL,
    amount BIGINT NOT NULL,
    account_id BYTEA NOT NULL,
    issued_on TEXT NOT NULL,
    file_id BYTEA,
    trace_number TEXT,
    return_code TEXT,
    returned_on TEXT,
    version BIGINT NOT NULL,
    PRIMARY KEY (taxpayer_id, refund_id)
);
CREATE INDEX refund_due ON refund (state, issued_on, refund_id);

CREATE TABLE bank_release (
    file_id BYTEA NOT NULL,
    operator TEXT NOT NULL,
    released_at BIGINT NOT NULL,
    PRIMARY KEY (file_id, operator)
);

ALTER TABLE bank_file ADD COLUMN credits BIGINT NOT NULL DEFAULT 0;
ALTER TABLE bank_file ADD COLUMN left_on TEXT;
UPDATE bank_file SET state = 'left', left_on = effective_on WHERE state = 'written';
CREATE INDEX bank_file_by_id ON bank_file (file_id);
CREATE INDEX bank_file_by_state ON bank_file (state, made_on, number);
