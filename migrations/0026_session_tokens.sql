-- A new session token voids nothing that the server remembers, so it does not raise access_version: whoever logs in again and again
-- makes nobody's token be looked up anew. add_session_token() bounds how many a login has.
DROP TRIGGER raise_access_version ON session_token;
CREATE TRIGGER raise_access_version BEFORE UPDATE OR DELETE OR TRUNCATE ON session_token
  FOR EACH STATEMENT EXECUTE FUNCTION raise_access_version();
