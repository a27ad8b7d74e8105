-- From which browsers cases were sent, by a keyed hash of the token that the browser was given; for 30 days.

CREATE TABLE proofing_device (
    device_index BYTEA NOT NULL,
    proofing_id BYTEA NOT NULL,
    sign_in_id BYTEA NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (device_index, proofing_id)
);
CREATE INDEX proofing_device_by_case ON proofing_device (proofing_id);
CREATE INDEX proofing_device_by_sign_in ON proofing_device (sign_in_id);
CREATE INDEX proofing_device_by_time ON proofing_device (at);
