-- An administrative act leaves its row. Commands say who they are (callbackd.by, for the transaction); a definition knows it.
-- With a path of its own, so that it works for whoever changes something by hand.
CREATE OR REPLACE FUNCTION note_admin_act() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  was    jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
  is_now jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
  either jsonb := coalesce(is_now, was);
BEGIN
  INSERT INTO admin_act (by, act, subject) SELECT
    coalesce(either ->> 'by', nullif(current_setting('callbackd.by', true), ''), session_user),
    CASE TG_TABLE_NAME
      WHEN 'site_user' THEN CASE TG_OP WHEN 'INSERT' THEN 'user_added' WHEN 'UPDATE' THEN 'user_changed' ELSE 'user_removed' END
      WHEN 'site_key' THEN
        CASE WHEN TG_OP = 'INSERT' THEN 'key_issued' WHEN TG_OP = 'DELETE' THEN 'key_removed'
             WHEN was ->> 'revoked_at' IS NULL AND is_now ->> 'revoked_at' IS NOT NULL THEN 'key_revoked' ELSE 'key_changed' END
      ELSE 'definition_adopted' END,
    CASE TG_TABLE_NAME WHEN 'site_user' THEN either ->> 'login'
                       WHEN 'site_key' THEN substr(either ->> 'hash', 3, 12)
                       ELSE either ->> 'version' END;
  RETURN NULL;
END $$;
