-- Documents that were given out, so that whoever is shown one can ask whether it is genuine.

CREATE TABLE issued_document (
    taxpayer_id BYTEA NOT NULL,
    document_id BYTEA NOT NULL,
    number TEXT NOT NULL,
    code_index BYTEA NOT NULL,
    digest BYTEA NOT NULL,
    about BYTEA NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (taxpayer_id, document_id)
);
CREATE UNIQUE INDEX issued_document_by_number ON issued_document (number);
CREATE UNIQUE INDEX issued_document_by_digest ON issued_document (digest);
