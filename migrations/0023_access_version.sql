-- One row that every change of users, keys and tokens raises, whoever makes it: the server that is active hears of it with its next
-- commit, forgets what it remembers of them, and asks again for each open session.
CREATE TABLE access_version (
  id      smallint PRIMARY KEY CHECK (id = 1),
  version bigint NOT NULL
);
INSERT INTO access_version VALUES (1, 1);

-- Its text is in functions/raise_access_version.sql.
CREATE FUNCTION raise_access_version() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
-- Before the statement: all that write these tables lock this row first, so that no two wait for each other.
CREATE TRIGGER raise_access_version BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON site_user
  FOR EACH STATEMENT EXECUTE FUNCTION raise_access_version();
CREATE TRIGGER raise_access_version BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON site_key
  FOR EACH STATEMENT EXECUTE FUNCTION raise_access_version();
CREATE TRIGGER raise_access_version BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON session_token
  FOR EACH STATEMENT EXECUTE FUNCTION raise_access_version();
