-- What people say is not theirs among the information returns: a case for each return, and how it came to where it stands.

CREATE TABLE information_dispute (
    taxpayer_id BYTEA NOT NULL,
    return_id BYTEA NOT NULL,
    case_id BYTEA NOT NULL,
    tax_year BIGINT NOT NULL,
    form TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    words BYTEA NOT NULL,
    opened_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (taxpayer_id, return_id)
);

CREATE TABLE information_dispute_event (
    taxpayer_id BYTEA NOT NULL,
    return_id BYTEA NOT NULL,
    version BIGINT NOT NULL,
    at BIGINT NOT NULL,
    what TEXT NOT NULL,
    PRIMARY KEY (taxpayer_id, return_id, version)
);
