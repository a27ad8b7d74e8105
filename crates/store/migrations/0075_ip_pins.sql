-- Identity protection PINs: one in force for each holder and year, and those that were replaced.

CREATE TABLE ip_pin (
    taxpayer_id BYTEA NOT NULL,
    holder BYTEA NOT NULL,
    calendar_year BIGINT NOT NULL,
    number BIGINT NOT NULL,
    pin_id BYTEA NOT NULL,
    pin BYTEA NOT NULL,
    made_at BIGINT NOT NULL,
    retired_at BIGINT,
    PRIMARY KEY (taxpayer_id, holder, calendar_year, number)
);
