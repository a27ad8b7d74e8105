-- Payment plans: what was agreed, the years it pays, and how it came to where it stands.
-- planned_module says which years are in a plan now: a year is in one plan, whoever of a couple asked for it.

CREATE TABLE payment_plan (
    taxpayer_id BYTEA NOT NULL,
    plan_id BYTEA NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    monthly BIGINT NOT NULL,
    account_id BYTEA,
    fee BIGINT NOT NULL,
    fee_returns BIGINT NOT NULL,
    asked_on TEXT NOT NULL,
    began_on TEXT,
    ended_on TEXT,
    counts_from TEXT NOT NULL,
    first_on TEXT NOT NULL,
    next_on TEXT NOT NULL,
    last_on TEXT NOT NULL,
    look_on TEXT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (taxpayer_id, plan_id)
);
CREATE INDEX payment_plan_by_look ON payment_plan (state, look_on, plan_id);

CREATE TABLE payment_plan_year (
    taxpayer_id BYTEA NOT NULL,
    plan_id BYTEA NOT NULL,
    place BIGINT NOT NULL,
    owner_id BYTEA NOT NULL,
    module_id BYTEA NOT NULL,
    form TEXT NOT NULL,
    tax_year BIGINT NOT NULL,
    expected BIGINT,
    PRIMARY KEY (taxpayer_id, plan_id, place)
);

CREATE TABLE payment_plan_event (
    taxpayer_id BYTEA NOT NULL,
    plan_id BYTEA NOT NULL,
    version BIGINT NOT NULL,
    at BIGINT NOT NULL,
    what TEXT NOT NULL,
    PRIMARY KEY (taxpayer_id, plan_id, version)
);

CREATE TABLE planned_module (
    owner_id BYTEA NOT NULL,
    module_id BYTEA NOT NULL,
    taxpayer_id BYTEA NOT NULL,
    plan_id BYTEA NOT NULL,
    PRIMARY KEY (owner_id, module_id)
);
