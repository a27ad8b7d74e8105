-- Payments by card or wallet: each payment says its way; a checkout is what the card processor is asked for, once for all
-- payments of a submission; card_count holds how many count towards the limits of a person.

ALTER TABLE payment ADD COLUMN way TEXT NOT NULL DEFAULT 'bank';

CREATE TABLE card_checkout (
    taxpayer_id BYTEA NOT NULL,
    checkout_id BYTEA NOT NULL,
    kind TEXT NOT NULL,
    amount BIGINT NOT NULL,
    fee BIGINT NOT NULL,
    counted TEXT NOT NULL,
    language TEXT NOT NULL,
    processor_id TEXT,
    next_url TEXT,
    status TEXT NOT NULL,
    code TEXT,
    dispute TEXT,
    settled_on TEXT,
    begun_at BIGINT NOT NULL,
    poll_at BIGINT,
    version BIGINT NOT NULL,
    PRIMARY KEY (taxpayer_id, checkout_id)
);
CREATE UNIQUE INDEX card_checkout_by_number ON card_checkout (processor_id);
CREATE INDEX card_checkout_by_poll ON card_checkout (poll_at, checkout_id);
CREATE INDEX card_checkout_by_status ON card_checkout (status, begun_at, checkout_id);

CREATE TABLE card_count (
    taxpayer_id BYTEA NOT NULL,
    counted TEXT NOT NULL,
    made BIGINT NOT NULL,
    PRIMARY KEY (taxpayer_id, counted)
);
