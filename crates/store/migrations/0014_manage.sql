-- What a person manages of their sign-in: addresses, notices, known browsers, links that freeze, closing.
-- An address is sealed as column email_sealed of table sign_in, with its own id as the row: that of the first is the sign-in's.

CREATE TABLE sign_in_address (
    id BYTEA PRIMARY KEY,
    sign_in_id BYTEA NOT NULL,
    email_index BYTEA NOT NULL UNIQUE,
    email_sealed BYTEA NOT NULL,
    confirmed_at BIGINT NOT NULL,
    told_new_device BIGINT NOT NULL,
    told_each_sign_in BIGINT NOT NULL
);
CREATE INDEX sign_in_address_by_sign_in ON sign_in_address (sign_in_id, confirmed_at, id);
INSERT INTO sign_in_address
    (id, sign_in_id, email_index, email_sealed, confirmed_at, told_new_device, told_each_sign_in)
    SELECT id, id, email_index, email_sealed, made_at, 1, 0 FROM sign_in;

CREATE TABLE address_to_confirm (
    id BYTEA PRIMARY KEY,
    sign_in_id BYTEA NOT NULL,
    email_index BYTEA NOT NULL,
    email_sealed BYTEA NOT NULL,
    code_hash BYTEA NOT NULL,
    code_until BIGINT NOT NULL,
    added_at BIGINT NOT NULL
);
CREATE INDEX address_to_confirm_by_sign_in ON address_to_confirm (sign_in_id, added_at);
CREATE INDEX address_to_confirm_by_end ON address_to_confirm (code_until);

CREATE TABLE removed_address (
    id BYTEA PRIMARY KEY,
    sign_in_id BYTEA NOT NULL,
    email_index BYTEA NOT NULL,
    email_sealed BYTEA NOT NULL,
    confirmed_at BIGINT NOT NULL,
    removed_at BIGINT NOT NULL
);
CREATE INDEX removed_address_by_sign_in ON removed_address (sign_in_id, removed_at);
CREATE INDEX removed_address_by_removal ON removed_address (removed_at);

CREATE TABLE known_browser (
    sign_in_id BYTEA NOT NULL,
    browser_hash BYTEA NOT NULL,
    device TEXT NOT NULL,
    first_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    PRIMARY KEY (sign_in_id, browser_hash)
);
CREATE INDEX known_browser_by_last ON known_browser (last_at);

CREATE TABLE not_me_link (
    token_hash BYTEA PRIMARY KEY,
    sign_in_id BYTEA NOT NULL,
    event_id BYTEA NOT NULL,
    ends_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX not_me_link_by_sign_in ON not_me_link (sign_in_id);
CREATE INDEX not_me_link_by_end ON not_me_link (ends_at);

CREATE TABLE closing (
    sign_in_id BYTEA PRIMARY KEY,
    asked_at BIGINT NOT NULL,
    closes_at BIGINT NOT NULL,
    cancel_hash BYTEA NOT NULL UNIQUE
);
CREATE INDEX closing_by_end ON closing (closes_at, sign_in_id);

CREATE TABLE site_use (
    sign_in_id BYTEA NOT NULL,
    client_id TEXT NOT NULL,
    first_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    PRIMARY KEY (sign_in_id, client_id)
);
