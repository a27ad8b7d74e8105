-- Whether the address that somebody typed is the one on their paper: a letter goes to no other.

ALTER TABLE proofing_evidence ADD COLUMN address_seen TEXT;
-- Letters that are on their way left after an agent had looked at both addresses side by side.
UPDATE proofing_evidence SET address_seen = 'seen' WHERE verification IS NULL
    AND proofing_id IN (SELECT id FROM proofing WHERE state = 'letter');
