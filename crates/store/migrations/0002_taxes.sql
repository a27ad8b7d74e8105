-- The agency's books. taxpayer_id leads the key of each table that belongs to a taxpayer; the small tables beside
-- them (taxpayer_tin, module_place, account_link, linked_taxpayer) answer questions that do not know it yet.

CREATE TABLE taxpayer (
    taxpayer_id BYTEA PRIMARY KEY,
    record_key TEXT NOT NULL,
    kind TEXT NOT NULL,
    tin_index BYTEA NOT NULL,
    profile BYTEA NOT NULL,
    language TEXT NOT NULL,
    version BIGINT NOT NULL
);

CREATE TABLE taxpayer_tin (tin_index BYTEA PRIMARY KEY, taxpayer_id BYTEA NOT NULL);

CREATE TABLE joint_owner (
    taxpayer_id BYTEA NOT NULL,
    owner_id BYTEA NOT NULL,
    PRIMARY KEY (taxpayer_id, owner_id)
);

CREATE TABLE tax_return (
    taxpayer_id BYTEA NOT NULL,
    return_id BYTEA NOT NULL,
    record_key TEXT NOT NULL,
    spouse_id BYTEA,
    tax_year BIGINT NOT NULL,
    form TEXT NOT NULL,
    filed_on TEXT NOT NULL,
    filing_status TEXT NOT NULL,
    summary BYTEA NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (taxpayer_id, return_id)
);

CREATE TABLE module (
    taxpayer_id BYTEA NOT NULL,
    module_id BYTEA NOT NULL,
    record_key TEXT NOT NULL,
    form TEXT NOT NULL,
    tax_year BIGINT NOT NULL,
    spouse_id BYTEA,
    return_due TEXT NOT NULL,
    extended_due TEXT,
    due_postponed TEXT,
    filed_on TEXT,
    levy_notice_on TEXT,
    version BIGINT NOT NULL,
    PRIMARY KEY (taxpayer_id, module_id)
);

CREATE TABLE module_place (module_id BYTEA PRIMARY KEY, taxpayer_id BYTEA NOT NULL);

CREATE TABLE module_fact (
    taxpayer_id BYTEA NOT NULL,
    module_id BYTEA NOT NULL,
    fact_number BIGINT NOT NULL,
    kind TEXT NOT NULL,
    from_on TEXT,
    to_on TEXT,
    amount BIGINT,
    what TEXT,
    PRIMARY KEY (taxpayer_id, module_id, fact_number)
);

CREATE TABLE entry (
    taxpayer_id BYTEA NOT NULL,
    module_id BYTEA NOT NULL,
    entry_id BYTEA NOT NULL,
    record_key TEXT NOT NULL,
    code BIGINT NOT NULL,
    posted_on TEXT NOT NULL,
    amount BIGINT NOT NULL,
    section TEXT,
    cycle TEXT,
    description TEXT,
    PRIMARY KEY (taxpayer_id, module_id, entry_id)
);

CREATE TABLE account_link (
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    taxpayer_id BYTEA NOT NULL,
    linked_at BIGINT NOT NULL,
    PRIMARY KEY (issuer, subject)
);

CREATE TABLE linked_taxpayer (taxpayer_id BYTEA PRIMARY KEY, issuer TEXT NOT NULL, subject TEXT NOT NULL);

CREATE TABLE intake_run (
    run_id BYTEA PRIMARY KEY,
    file_digest BYTEA NOT NULL,
    state TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    lines_done BIGINT NOT NULL,
    bytes_done BIGINT NOT NULL,
    records BIGINT NOT NULL,
    bad BIGINT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX intake_run_by_file ON intake_run (file_digest, started_at);

CREATE TABLE intake_line_set_aside (
    run_id BYTEA NOT NULL,
    line BIGINT NOT NULL,
    why TEXT NOT NULL,
    PRIMARY KEY (run_id, line)
);
