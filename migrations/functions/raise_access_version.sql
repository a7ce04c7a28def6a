-- Of users, keys and tokens something is about to change, and the server is not the one who does it and knows (add_session_token). With a
-- path of its own, so that it works for whoever changes them by hand.
CREATE OR REPLACE FUNCTION raise_access_version() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF current_setting('callbackd.server_knows', true) = 'yes' THEN RETURN NULL; END IF;
  UPDATE access_version SET version = version + 1 WHERE id = 1;
  RETURN NULL;
END $$;
