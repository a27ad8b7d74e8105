-- What payers reported: each return under the number it is about, never changed; and the files they came in.

CREATE TABLE information_file (
    file_digest BYTEA PRIMARY KEY,
    format TEXT NOT NULL,
    state TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    records_done BIGINT NOT NULL,
    added BIGINT NOT NULL,
    repeated BIGINT NOT NULL,
    left_out BIGINT NOT NULL,
    version BIGINT NOT NULL
);

CREATE TABLE information_return (
    holder_id BYTEA NOT NULL,
    return_id BYTEA NOT NULL,
    file_digest BYTEA NOT NULL,
    received_at BIGINT NOT NULL,
    record BIGINT NOT NULL,
    tax_year BIGINT NOT NULL,
    form TEXT NOT NULL,
    correction TEXT NOT NULL,
    content BYTEA NOT NULL,
    PRIMARY KEY (holder_id, return_id, file_digest)
);

CREATE TABLE information_record_left_out (
    file_digest BYTEA NOT NULL,
    record BIGINT NOT NULL,
    PRIMARY KEY (file_digest, record)
);
