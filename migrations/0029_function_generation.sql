-- Which generation of the stored functions is in force (migrations/functions/generation.txt): a program of an older one does not
-- put its own back.
ALTER TABLE function_file ADD COLUMN generation integer NOT NULL DEFAULT 0;
