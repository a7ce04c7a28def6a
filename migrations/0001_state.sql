-- What callbackd is doing: one row for the cell, one for each callback, offer, interaction, call attempt and agent.
-- Words (states, outcomes, queues) are kept as text: operators read these tables.
-- No foreign keys among them: one writer fills them, and a check on each row costs more than the row.

CREATE TABLE cell (
  id          smallint PRIMARY KEY CHECK (id = 1),
  epoch       bigint NOT NULL,          -- raised by each take-over
  journal_seq bigint NOT NULL,          -- of the last batch
  lease_until timestamptz NOT NULL,     -- on this database's clock
  instance    text NOT NULL,
  host        text NOT NULL,
  last_serial bigint NOT NULL,
  last_at     timestamptz NOT NULL      -- core time of the last batch
) WITH (fillfactor = 10);
INSERT INTO cell VALUES (1, 0, 0, 'epoch', '', '', 0, 'epoch');

-- Almost every update changes state, so state must not be indexed, nor stand in an index's predicate: that would end HOT
-- updates. `live` changes once in a callback's life, so the index that finds live ones costs two entries for each.
CREATE TABLE callback (
  id                 uuid PRIMARY KEY,
  serial             bigint NOT NULL,
  site               text NOT NULL,
  created_at         timestamptz NOT NULL,
  state              text NOT NULL,
  queue              text NOT NULL,
  priority           integer NOT NULL,
  due_at             timestamptz NOT NULL,
  expires_at         timestamptz NOT NULL,
  queued_since       timestamptz,
  queue_entered_at   timestamptz,
  agent              text,              -- of the open offer or interaction
  offer_number       integer NOT NULL,
  offers_counted     integer NOT NULL,
  interaction_number integer NOT NULL,
  attempt_number     integer NOT NULL,
  event_number       integer NOT NULL,
  person_version     integer NOT NULL,
  note_version       integer NOT NULL,
  disposition        text,
  reserved_agent     text,
  reserved_until     timestamptz,
  cancel_requested   boolean NOT NULL,
  not_after_given    boolean NOT NULL,
  routing_values     jsonb NOT NULL,    -- {"attributes.topic": "billing"}
  required_skills    text,              -- billing:5 english:8
  live               boolean NOT NULL GENERATED ALWAYS AS
                     (state NOT IN ('completed', 'cancelled', 'expired', 'failed') OR agent IS NOT NULL) STORED
) WITH (fillfactor = 70);
CREATE INDEX callback_live ON callback (serial) WHERE live;

CREATE TABLE offer (
  callback_id        uuid NOT NULL,
  number             integer NOT NULL,
  agent              text NOT NULL,
  queue              text NOT NULL,
  opened_at          timestamptz NOT NULL,
  deadline           timestamptz NOT NULL,
  closed_at          timestamptz,
  outcome            text,
  definition_version bigint NOT NULL,
  why                jsonb NOT NULL,
  PRIMARY KEY (callback_id, number)
) WITH (fillfactor = 85);

CREATE TABLE interaction (
  callback_id        uuid NOT NULL,
  number             integer NOT NULL,
  agent              text NOT NULL,
  queue              text NOT NULL,
  opened_at          timestamptz NOT NULL,
  closed_at          timestamptz,
  outcome            text,
  definition_version bigint NOT NULL,
  PRIMARY KEY (callback_id, number)
) WITH (fillfactor = 85);

CREATE TABLE call_attempt (
  callback_id        uuid NOT NULL,
  number             integer NOT NULL,
  interaction_number integer NOT NULL,
  phone              text NOT NULL,     -- personal: erasure blanks it
  started_at         timestamptz NOT NULL,
  answered_at        timestamptz,
  ended_at           timestamptz,
  outcome            text,
  cause              text NOT NULL,
  PRIMARY KEY (callback_id, number)
) WITH (fillfactor = 70);

CREATE TABLE exclusion (
  callback_id uuid NOT NULL,
  agent       text COLLATE "C" NOT NULL,
  until       timestamptz NOT NULL,
  PRIMARY KEY (callback_id, agent)
);

CREATE TABLE agent_state (
  login       text COLLATE "C" PRIMARY KEY,
  logged_in   boolean NOT NULL,
  ready       boolean NOT NULL,
  reason      text,
  idle_since  timestamptz NOT NULL,
  state_since timestamptz NOT NULL
) WITH (fillfactor = 30);

-- Personal data, apart from what decides: erasure blanks these rows and nothing else breaks.
CREATE TABLE contact (
  contact_id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  phone      text COLLATE "C" NOT NULL UNIQUE,
  name       text NOT NULL,
  email      text NOT NULL,
  locale     text NOT NULL,
  version    integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL
);

CREATE TABLE callback_person (
  callback_id      uuid NOT NULL,
  version          integer NOT NULL,    -- callback.person_version names the one in force
  contact_id       uuid NOT NULL,
  name             text NOT NULL,
  email            text NOT NULL,
  locale           text NOT NULL,
  phone            text NOT NULL,
  not_before_local text NOT NULL,       -- the words of the request
  not_after_local  text NOT NULL,
  time_zone        text NOT NULL,
  attributes       jsonb NOT NULL,
  created_at       timestamptz NOT NULL, -- of the callback
  PRIMARY KEY (callback_id, version)
);

CREATE TABLE note (
  callback_id uuid NOT NULL,
  version     integer NOT NULL,
  text        text NOT NULL,
  by          text NOT NULL,
  at          timestamptz NOT NULL,
  PRIMARY KEY (callback_id, version)
);

-- What makes repeats harmless. Hashes are SHA-256 cut to 16 bytes.
CREATE TABLE idempotency (
  site        text COLLATE "C" NOT NULL,
  key_hash    uuid NOT NULL,
  body_hash   uuid NOT NULL,
  callback_id uuid NOT NULL,
  at          timestamptz NOT NULL,
  PRIMARY KEY (site, key_hash)
);

CREATE TABLE request_memory (
  login        text COLLATE "C" NOT NULL,
  request_id   text COLLATE "C" NOT NULL,
  request_hash uuid NOT NULL,
  answer       text NOT NULL,           -- JSON as it was sent
  at           timestamptz NOT NULL,
  PRIMARY KEY (login, request_id)
);
