-- What the core remembers, read back at a start: who last talked with a number, how often it was dialled in a day, and what
-- the wall times of requests meant.
-- Needs every server stopped: the columns of their batches change.

-- The last interactions. An instant that never changes: updates stay in their page.
CREATE INDEX interaction_opened ON interaction (opened_at);

-- The calls of the last day. Rows come in the order of time, so the smallest of indexes finds them.
CREATE INDEX call_attempt_started ON call_attempt USING brin (started_at);

-- Whether the contact's number was dialled, once it is over: one that stayed at the agent's own phone does not count.
ALTER TABLE call_attempt ADD COLUMN contact_dialled boolean;
UPDATE call_attempt SET contact_dialled = outcome <> 'agent_unreachable' WHERE outcome IS NOT NULL;
ALTER TYPE attempt_row ADD ATTRIBUTE contact_dialled boolean;

-- What a wall time meant by the zone database of then, and which one that was: a newer one may mean another instant. Null
-- where an instant was posted; callbacks that are older than these columns keep their times.
ALTER TABLE callback_person ADD COLUMN not_before_at timestamptz, ADD COLUMN not_after_at timestamptz;
ALTER TYPE person_row ADD ATTRIBUTE not_before_at timestamptz, ADD ATTRIBUTE not_after_at timestamptz;
ALTER TYPE person_change_row ADD ATTRIBUTE not_before_at timestamptz, ADD ATTRIBUTE not_after_at timestamptz;
ALTER TABLE cell ADD COLUMN zone_database text NOT NULL DEFAULT '';

CREATE OR REPLACE FUNCTION journal_people(p_people person_row[], p_changes person_change_row[])
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF cardinality(p_people) > 0 THEN
    INSERT INTO callback_person
    SELECT callback_id, 1, name, email, locale, phone, not_before_local, not_after_local, time_zone, attributes, created_at,
           not_before_at, not_after_at
      FROM unnest(p_people);
  END IF;
  FOR i IN 1 .. cardinality(p_changes) LOOP  -- in order: a later one builds on an earlier one
    INSERT INTO callback_person
    SELECT p.callback_id, c.version, p.name, p.email, p.locale, coalesce(c.phone, p.phone),
           CASE WHEN c.new_words THEN c.not_before_local ELSE p.not_before_local END,
           CASE WHEN c.new_words THEN c.not_after_local ELSE p.not_after_local END,
           CASE WHEN c.new_words THEN c.time_zone ELSE p.time_zone END,
           CASE WHEN c.patch IS NULL THEN p.attributes ELSE merge_attributes(p.attributes, c.patch) END, p.created_at,
           CASE WHEN c.new_words THEN c.not_before_at ELSE p.not_before_at END,
           CASE WHEN c.new_words THEN c.not_after_at ELSE p.not_after_at END
      FROM unnest(p_changes[i:i]) c
      JOIN callback_person p ON p.callback_id = c.callback_id AND p.version = c.version - 1;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'person % of callback % has no predecessor', p_changes[i].version, p_changes[i].callback_id
        USING ERRCODE = 'JF002';
    END IF;
  END LOOP;
END $$;
