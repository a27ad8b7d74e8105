-- Papers that were sent with an offer in compromise, sealed under their sender's key.

CREATE TABLE offer_paper (
    taxpayer_id BYTEA NOT NULL,
    offer_id BYTEA NOT NULL,
    place BIGINT NOT NULL,
    paper_id BYTEA NOT NULL,
    shows TEXT NOT NULL,
    kind TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    content BYTEA NOT NULL,
    sent_at BIGINT NOT NULL,
    PRIMARY KEY (taxpayer_id, offer_id, place)
);
CREATE UNIQUE INDEX offer_paper_by_id ON offer_paper (taxpayer_id, paper_id);
