-- Notices: what was written to whom, why, and when it was first read; and the day on which a year or a plan is looked at
-- next for another. What changes a year or a plan sets that day back, so that the next run looks at it.

CREATE TABLE notice (
    taxpayer_id BYTEA NOT NULL,
    notice_id BYTEA NOT NULL,
    kind TEXT NOT NULL,
    cause TEXT NOT NULL,
    template BIGINT NOT NULL,
    form TEXT NOT NULL,
    tax_year BIGINT NOT NULL,
    module_id BYTEA,
    plan_id BYTEA,
    amount BIGINT NOT NULL,
    other BIGINT NOT NULL,
    issued_on TEXT NOT NULL,
    act_by TEXT,
    is_copy BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    first_read_at BIGINT,
    PRIMARY KEY (taxpayer_id, notice_id)
);
CREATE INDEX notice_by_day ON notice (taxpayer_id, issued_on, notice_id);

ALTER TABLE module ADD COLUMN notices_on TEXT NOT NULL DEFAULT '0001-01-01';
CREATE INDEX module_by_notices ON module (notices_on, taxpayer_id, module_id);

ALTER TABLE payment_plan ADD COLUMN notices_on TEXT NOT NULL DEFAULT '0001-01-01';
CREATE INDEX payment_plan_by_notices ON payment_plan (notices_on, taxpayer_id, plan_id);
