-- The staff site: whom the identity site let in there, which taxpayer's record was opened by whom and why, and every page
-- of it that was looked at.

CREATE TABLE staff_member (
    id BYTEA PRIMARY KEY,
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    role TEXT NOT NULL,
    address_sealed BYTEA NOT NULL,
    seen_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX staff_member_by_subject ON staff_member (issuer, subject);

CREATE TABLE account_opening (
    taxpayer_id BYTEA NOT NULL,
    opening_id BYTEA NOT NULL,
    staff_id BYTEA NOT NULL,
    session_id BYTEA NOT NULL,
    role TEXT NOT NULL,
    reason TEXT NOT NULL,
    note_sealed BYTEA NOT NULL,
    opened_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    PRIMARY KEY (taxpayer_id, opening_id)
);
CREATE INDEX account_opening_by_time ON account_opening (opened_at, opening_id);

CREATE TABLE record_view (
    taxpayer_id BYTEA NOT NULL,
    view_id BYTEA NOT NULL,
    opening_id BYTEA NOT NULL,
    staff_id BYTEA NOT NULL,
    role TEXT NOT NULL,
    page TEXT NOT NULL,
    reason TEXT NOT NULL,
    viewed_at BIGINT NOT NULL,
    PRIMARY KEY (taxpayer_id, view_id)
);
