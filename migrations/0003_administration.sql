-- What operators and administrators put in: the site definition, keys, users; and the tokens that users were given.
CREATE TABLE site_definition (
  version    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  definition json NOT NULL,             -- as it was proposed, keys in their order
  source     text NOT NULL,             -- the text it was made from (TOML); empty: proposed as JSON
  state      text NOT NULL DEFAULT 'proposed' CHECK (state IN ('proposed', 'adopted', 'refused')),
  refusal    text NOT NULL DEFAULT '',
  by         text NOT NULL,
  at         timestamptz NOT NULL,
  decided_at timestamptz
);
CREATE INDEX site_definition_proposed ON site_definition (version) WHERE state = 'proposed';
CREATE INDEX site_definition_adopted ON site_definition (version) WHERE state = 'adopted';

CREATE TABLE site_key (
  hash       bytea PRIMARY KEY,         -- SHA-256 of the key, which is not kept
  site       text NOT NULL,
  kind       text NOT NULL CHECK (kind IN ('secret', 'publishable')),
  created_at timestamptz NOT NULL,
  revoked_at timestamptz
);

CREATE TABLE site_user (
  login         text PRIMARY KEY,
  name          text NOT NULL,
  roles         text[] NOT NULL CHECK (roles <@ ARRAY['agent', 'supervisor', 'admin']),
  password_hash text NOT NULL,          -- argon2id
  changed_at    timestamptz NOT NULL
);

CREATE TABLE session_token (
  hash       bytea PRIMARY KEY,
  login      text NOT NULL REFERENCES site_user ON DELETE CASCADE,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX session_token_login ON session_token (login);
