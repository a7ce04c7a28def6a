-- The extension of a phone number is kept apart from it: digits that are sent once somebody has answered.
-- Needs every server stopped: the columns of their batches change.
ALTER TABLE callback_person ADD COLUMN extension text NOT NULL DEFAULT '';  -- personal: erasure blanks it
ALTER TABLE call_attempt ADD COLUMN extension text NOT NULL DEFAULT '';     -- personal: erasure blanks it
ALTER TABLE call_party ADD COLUMN extension text NOT NULL DEFAULT '';       -- personal: erasure blanks it
ALTER TYPE person_row ADD ATTRIBUTE extension text;
ALTER TYPE person_change_row ADD ATTRIBUTE extension text;
ALTER TYPE attempt_row ADD ATTRIBUTE extension text;
ALTER TYPE party_row ADD ATTRIBUTE extension text;
