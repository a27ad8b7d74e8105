-- Why an offer was sent back, in a word; and which payment a refund gives back, where it is one that the ledger never saw.

ALTER TABLE offer ADD COLUMN reason TEXT;
ALTER TABLE refund ADD COLUMN payment_id BYTEA;
