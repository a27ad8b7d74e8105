-- People who wait for a video call with an agent, or are in one; what both ends send each other meanwhile; and which
-- agents are there to talk.

CREATE TABLE video_call (
    id BYTEA PRIMARY KEY,
    sign_in_id BYTEA NOT NULL,
    proofing_id BYTEA NOT NULL,
    asked_at BIGINT NOT NULL,
    slot_at BIGINT,
    seat BIGINT,
    seen_at BIGINT NOT NULL,
    is_ready BIGINT NOT NULL,
    agent_id BYTEA,
    agent_seen_at BIGINT,
    taken_at BIGINT,
    cues TEXT NOT NULL,
    attested TEXT NOT NULL,
    ended_at BIGINT,
    version BIGINT NOT NULL,
    UNIQUE (slot_at, seat)
);
CREATE INDEX video_call_by_end ON video_call (ended_at, asked_at, id);
CREATE INDEX video_call_by_proofing ON video_call (proofing_id);
CREATE INDEX video_call_by_sign_in ON video_call (sign_in_id);

CREATE TABLE call_message (
    id BYTEA PRIMARY KEY,
    call_id BYTEA NOT NULL,
    sender TEXT NOT NULL,
    number BIGINT NOT NULL,
    sign_in_id BYTEA NOT NULL,
    proofing_id BYTEA NOT NULL,
    kind TEXT NOT NULL,
    content_sealed BYTEA NOT NULL,
    at BIGINT NOT NULL,
    UNIQUE (call_id, sender, number)
);
CREATE INDEX call_message_by_proofing ON call_message (proofing_id);
CREATE INDEX call_message_by_sign_in ON call_message (sign_in_id);
CREATE INDEX call_message_by_time ON call_message (at);

CREATE TABLE call_duty (
    agent_id BYTEA PRIMARY KEY,
    until_at BIGINT NOT NULL
);
CREATE INDEX call_duty_by_time ON call_duty (until_at);
