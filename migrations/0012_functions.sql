-- The stored functions stand in migrations/functions from here on, in force there and nowhere else. `migrate` applies a file
-- again when its checksum is another one than the one kept here.
CREATE TABLE function_file (
  name       text PRIMARY KEY,          -- journal_commit.sql
  checksum   text NOT NULL,             -- SHA-256 of the file
  applied_at timestamptz NOT NULL
);
