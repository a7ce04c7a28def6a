-- What was administered, one row an act, written by triggers in the transaction of the act itself: no way of doing it leaves none or
-- two. The active server tells each once in its log (admin.changed); who did it to whom stands only here.
CREATE TABLE admin_act (
  number  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at      timestamptz NOT NULL DEFAULT clock_timestamp(),
  by      text NOT NULL,        -- login of an admin, user@host of a command, or the role of a hand-written statement
  act     text NOT NULL,        -- user_added, user_changed, user_removed, key_issued, key_revoked, key_changed, key_removed, definition_adopted
  subject text NOT NULL,        -- login, id of the key, version
  told    boolean NOT NULL DEFAULT false
);
CREATE INDEX admin_act_untold ON admin_act (number) WHERE NOT told;

-- Its text is in functions/note_admin_act.sql.
CREATE FUNCTION note_admin_act() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
CREATE TRIGGER note_admin_act AFTER INSERT OR UPDATE OR DELETE ON site_user FOR EACH ROW EXECUTE FUNCTION note_admin_act();
CREATE TRIGGER note_admin_act AFTER INSERT OR UPDATE OR DELETE ON site_key FOR EACH ROW EXECUTE FUNCTION note_admin_act();
CREATE TRIGGER note_admin_act AFTER UPDATE ON site_definition FOR EACH ROW
  WHEN (OLD.state <> NEW.state AND NEW.state = 'adopted') EXECUTE FUNCTION note_admin_act();

-- From which networks each secret key was used in the last 30 days.
CREATE TABLE key_network (
  key_hash bytea NOT NULL REFERENCES site_key ON DELETE CASCADE,
  network  uuid NOT NULL,       -- a keyed hash of key and network (IPv4 /24, IPv6 /48); the key is server_key
  at       timestamptz NOT NULL,  -- when it was last used from there, to the day
  PRIMARY KEY (key_hash, network)
);
CREATE INDEX key_network_at ON key_network (at);
