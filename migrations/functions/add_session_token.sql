-- The token of a login that succeeded, with p_most of its login at most: the oldest end for it. Its hash, then the hashes of those
-- that ended; nothing: the user is gone, or has another password than the one that was checked. The server ends itself what it is
-- told of here, so access_version stays as it is. Logins of one user follow each other: this locks the user's row first.
CREATE OR REPLACE FUNCTION add_session_token(p_hash bytea, p_login text, p_password_hash text, p_at timestamptz, p_expires_at timestamptz,
                                             p_most integer) RETURNS SETOF bytea LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM site_user WHERE login = p_login AND password_hash = p_password_hash FOR NO KEY UPDATE;
  IF NOT FOUND THEN RETURN; END IF;
  PERFORM set_config('callbackd.server_knows', 'yes', true);
  RETURN NEXT p_hash;
  RETURN QUERY DELETE FROM session_token WHERE hash IN
    (SELECT hash FROM session_token WHERE login = p_login AND hash <> p_hash ORDER BY created_at DESC, hash OFFSET p_most - 1)
    RETURNING hash;
  INSERT INTO session_token VALUES (p_hash, p_login, p_at, p_expires_at)
    ON CONFLICT (hash) DO UPDATE SET expires_at = excluded.expires_at;
  PERFORM set_config('callbackd.server_knows', '', true);
END $$;
