-- From where each login succeeded in the last 30 days: whoever comes from there is let in before strangers who guess.
CREATE TABLE login_source (
  login  text NOT NULL REFERENCES site_user ON DELETE CASCADE,
  source uuid NOT NULL,                -- a keyed hash of login and address; the key is server_key, so the table tells no address
  at     timestamptz NOT NULL,         -- when it last succeeded from there, to the day
  PRIMARY KEY (login, source)
);
CREATE INDEX login_source_at ON login_source (at);
