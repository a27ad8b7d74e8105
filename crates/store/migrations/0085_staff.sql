-- The staff site: whom the identity site let in there.

CREATE TABLE staff_member (
    id BYTEA PRIMARY KEY,
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    role TEXT NOT NULL,
    address_sealed BYTEA NOT NULL,
    seen_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX staff_member_by_subject ON staff_member (issuer, subject);
