-- Attributes are kept as the text that was posted: jsonb writes numbers out (1e308 has 309 digits) and loses how they were
-- written. What was stored before stays as jsonb had it.
-- Needs every server stopped: the columns of their batches change.
ALTER TABLE callback_person ALTER attributes TYPE json USING attributes::json;
ALTER TYPE person_row ALTER ATTRIBUTE attributes TYPE json;
ALTER TYPE person_change_row ALTER ATTRIBUTE patch TYPE json;
