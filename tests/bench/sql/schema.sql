-- The tables of a hand-written callback queue, as small as the job allows, and one row for the plain commit.
CREATE TABLE one_row (id bigserial PRIMARY KEY, note text NOT NULL);
CREATE TABLE callback (
  id bigserial PRIMARY KEY, phone text NOT NULL, name text NOT NULL, attributes jsonb NOT NULL, state text NOT NULL,
  queue text NOT NULL, agent text, disposition text, created_at timestamptz NOT NULL
) WITH (fillfactor = 70);
CREATE TABLE offer (
  callback_id bigint PRIMARY KEY, agent text NOT NULL, opened_at timestamptz NOT NULL, outcome text
) WITH (fillfactor = 70);
CREATE TABLE interaction (
  callback_id bigint PRIMARY KEY, agent text NOT NULL, opened_at timestamptz NOT NULL, closed_at timestamptz
) WITH (fillfactor = 70);
CREATE TABLE event (
  callback_id bigint NOT NULL, number integer NOT NULL, at timestamptz NOT NULL, type text NOT NULL, data jsonb NOT NULL,
  PRIMARY KEY (callback_id, number)
);
