-- What banks answered, each answer once; how much left and came back, by day; what of the agency's statements is known.

CREATE TABLE bank_answer (
    original_trace TEXT NOT NULL,
    file_id BYTEA NOT NULL,
    answer_trace TEXT NOT NULL,
    code TEXT NOT NULL,
    answered_on TEXT NOT NULL,
    amount BIGINT NOT NULL,
    PRIMARY KEY (original_trace, file_id, answer_trace, code)
);
CREATE INDEX bank_answer_by_day ON bank_answer (answered_on, original_trace);

CREATE TABLE bank_count (
    counted_on TEXT NOT NULL,
    what TEXT NOT NULL,
    entries BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    PRIMARY KEY (counted_on, what)
);

CREATE TABLE statement_match (
    item TEXT NOT NULL PRIMARY KEY,
    statement TEXT NOT NULL,
    line BIGINT NOT NULL
);
