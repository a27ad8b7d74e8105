-- Offers in compromise that were sent: what is offered, the years it is for, and how it came to where it stands.
-- pending_offer lets a person have one at a time that nobody has decided on.

CREATE TABLE offer (
    taxpayer_id BYTEA NOT NULL,
    offer_id BYTEA NOT NULL,
    state TEXT NOT NULL,
    way TEXT NOT NULL,
    amount BIGINT NOT NULL,
    fee BIGINT NOT NULL,
    with_offer BIGINT NOT NULL,
    content BYTEA NOT NULL,
    sent_on TEXT NOT NULL,
    ended_on TEXT,
    version BIGINT NOT NULL,
    PRIMARY KEY (taxpayer_id, offer_id)
);
CREATE INDEX offer_by_state ON offer (state, sent_on, offer_id);

CREATE TABLE offer_year (
    taxpayer_id BYTEA NOT NULL,
    offer_id BYTEA NOT NULL,
    place BIGINT NOT NULL,
    owner_id BYTEA NOT NULL,
    module_id BYTEA NOT NULL,
    form TEXT NOT NULL,
    tax_year BIGINT NOT NULL,
    PRIMARY KEY (taxpayer_id, offer_id, place)
);

CREATE TABLE offer_event (
    taxpayer_id BYTEA NOT NULL,
    offer_id BYTEA NOT NULL,
    version BIGINT NOT NULL,
    at BIGINT NOT NULL,
    what TEXT NOT NULL,
    PRIMARY KEY (taxpayer_id, offer_id, version)
);

CREATE TABLE pending_offer (
    taxpayer_id BYTEA NOT NULL PRIMARY KEY,
    offer_id BYTEA NOT NULL
);
