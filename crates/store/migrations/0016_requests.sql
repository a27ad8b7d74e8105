-- What sites ask and what a person tells them: consent by single facts, in place of whole scopes.

ALTER TABLE consent RENAME COLUMN scopes TO told;
ALTER TABLE consent ADD COLUMN kept_back TEXT NOT NULL DEFAULT '';
ALTER TABLE consent ADD COLUMN address_id BYTEA;
UPDATE consent SET told = REPLACE(told, 'email', 'email email_verified');
UPDATE consent SET told = REPLACE(told, 'profile', 'name given_name family_name birthdate proof_method');
ALTER TABLE sign_in_request ADD COLUMN level_declined_at BIGINT;
ALTER TABLE access_token ADD COLUMN told TEXT NOT NULL DEFAULT '';
