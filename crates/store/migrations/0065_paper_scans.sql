-- What the scanner said of a paper when it came; those before it were looked at by nobody.

ALTER TABLE offer_paper ADD COLUMN scan TEXT NOT NULL DEFAULT 'not_scanned';
