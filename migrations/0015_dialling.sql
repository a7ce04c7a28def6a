-- How often numbers were dialled counts every leg to somebody outside; and whether a call was only played through.
-- Needs every server stopped: the columns of their batches change.
CREATE INDEX call_party_asked ON call_party USING brin (asked_at);

ALTER TABLE call_attempt ADD COLUMN simulated boolean NOT NULL DEFAULT false;
ALTER TYPE attempt_row ADD ATTRIBUTE simulated boolean;
