-- Pictures of papers and faces for as long as somebody looks at them, and codes that hand a case over to a phone.

CREATE TABLE picture (
    id BYTEA PRIMARY KEY,
    sign_in_id BYTEA NOT NULL,
    proofing_id BYTEA NOT NULL,
    kind TEXT NOT NULL,
    origin TEXT NOT NULL,
    content_sealed BYTEA NOT NULL,
    reading_sealed BYTEA,
    taken_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    UNIQUE (proofing_id, kind)
);
CREATE INDEX picture_by_sign_in ON picture (sign_in_id);
CREATE INDEX picture_by_end ON picture (ends_at, id);

CREATE TABLE hand_over (
    id BYTEA PRIMARY KEY,
    code_hash BYTEA NOT NULL UNIQUE,
    visit_hash BYTEA UNIQUE,
    sign_in_id BYTEA NOT NULL,
    proofing_id BYTEA NOT NULL,
    made_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX hand_over_by_proofing ON hand_over (proofing_id, made_at, id);
CREATE INDEX hand_over_by_sign_in ON hand_over (sign_in_id);
CREATE INDEX hand_over_by_end ON hand_over (ends_at);
