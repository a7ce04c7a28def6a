-- How often a callback was changed with its manage token and with its site's secret key, and until when those of the last minute
-- count: a restart forgets none of it.
-- Needs every server stopped: the columns of their batches change.
ALTER TABLE callback
  ADD COLUMN token_changes integer NOT NULL DEFAULT 0,
  ADD COLUMN token_number_changes integer NOT NULL DEFAULT 0,
  ADD COLUMN token_paced_until timestamptz,
  ADD COLUMN key_changes integer NOT NULL DEFAULT 0,
  ADD COLUMN key_number_changes integer NOT NULL DEFAULT 0,
  ADD COLUMN key_paced_until timestamptz;
ALTER TYPE callback_row
  ADD ATTRIBUTE token_changes integer,
  ADD ATTRIBUTE token_number_changes integer,
  ADD ATTRIBUTE token_paced_until timestamptz,
  ADD ATTRIBUTE key_changes integer,
  ADD ATTRIBUTE key_number_changes integer,
  ADD ATTRIBUTE key_paced_until timestamptz;
-- What was changed more than once: where the hourly round looks for versions that nobody saw.
CREATE INDEX callback_changed ON callback (id) WHERE person_version > 2;
