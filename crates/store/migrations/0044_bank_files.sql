-- Files to the agency's bank: which left, with how many entries. payment_in_file lists a file's payments in its order.

CREATE TABLE bank_file (
    made_on TEXT NOT NULL,
    number BIGINT NOT NULL,
    file_id BYTEA NOT NULL,
    made_at BIGINT NOT NULL,
    effective_on TEXT NOT NULL,
    first_trace BIGINT NOT NULL,
    entries BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    state TEXT NOT NULL,
    hash BYTEA,
    version BIGINT NOT NULL,
    PRIMARY KEY (made_on, number)
);
CREATE INDEX payment_in_file ON payment (file_id, trace_number);
