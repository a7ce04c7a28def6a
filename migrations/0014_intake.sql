-- Whether a callback was made with a publishable key, so that a restart goes on counting what strangers asked for apart from
-- what the site's own server asked for; which version of the customer's manage token opens it; and when it became final.
-- Needs every server stopped: the columns of their batches change.
ALTER TABLE callback ADD COLUMN publishable boolean NOT NULL DEFAULT false;
ALTER TABLE callback ADD COLUMN token_version integer NOT NULL DEFAULT 1;
ALTER TABLE callback ADD COLUMN ended_at timestamptz;  -- null too of those that ended before there was this column
ALTER TYPE callback_row ADD ATTRIBUTE publishable boolean, ADD ATTRIBUTE token_version integer,
  ADD ATTRIBUTE ended_at timestamptz;
