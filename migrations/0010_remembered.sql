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

-- With another parameter.
DROP FUNCTION journal_commit(
  bigint, bigint, integer, timestamptz, bigint, callback_row[], callback_row[], person_row[], person_change_row[],
  event_row[], offer_row[], interaction_row[], attempt_row[], note_row[], uuid[], exclusion_row[], agent_row[],
  idempotency_row[], answer_row[], definition_row[], uuid[]);

-- Planned once, perhaps on empty tables: without these settings an update keeps a sequential scan for ever.
CREATE FUNCTION journal_commit(
  p_epoch bigint, p_seq bigint, p_lease_ms integer, p_at timestamptz, p_serial bigint, p_zone_database text,
  p_new callback_row[], p_changed callback_row[], p_people person_row[], p_person_changes person_change_row[],
  p_events event_row[], p_offers offer_row[], p_interactions interaction_row[], p_attempts attempt_row[],
  p_notes note_row[], p_cleared uuid[], p_exclusions exclusion_row[], p_agents agent_row[],
  p_keys idempotency_row[], p_answers answer_row[], p_definitions definition_row[], p_wanted uuid[])
-- First a row with the newest definition that waits to be adopted (0: none), then one for each of p_wanted.
RETURNS TABLE (
  o_proposed bigint, o_callback uuid, o_version integer, o_contact uuid, o_name text, o_email text, o_locale text,
  o_phone text, o_not_before text, o_not_after text, o_time_zone text, o_attributes jsonb, o_created_at timestamptz)
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_hashjoin = off SET enable_mergejoin = off
SET enable_seqscan = off SET jit = off AS $$
DECLARE
  held cell;
BEGIN
  UPDATE cell SET journal_seq = p_seq, last_at = p_at, last_serial = p_serial,
         zone_database = coalesce(p_zone_database, zone_database),
         lease_until = clock_timestamp() + p_lease_ms * interval '1 millisecond'
   WHERE id = 1 AND epoch = p_epoch AND journal_seq = p_seq - 1;
  IF NOT FOUND THEN
    SELECT * INTO held FROM cell WHERE id = 1;
    IF held.epoch <> p_epoch THEN
      RAISE EXCEPTION 'epoch is %, not %', held.epoch, p_epoch USING ERRCODE = 'JF001';
    END IF;
    RAISE EXCEPTION 'batch % follows %', p_seq, held.journal_seq USING ERRCODE = 'JF003';
  END IF;
  IF cardinality(p_people) + cardinality(p_person_changes) > 0 THEN
    PERFORM journal_people(p_people, p_person_changes);
  END IF;
  IF cardinality(p_new) + cardinality(p_changed) > 0 THEN
    PERFORM journal_callbacks(p_new, p_changed);
  END IF;
  IF cardinality(p_events) > 0 THEN
    INSERT INTO callback_event SELECT * FROM unnest(p_events);
  END IF;
  IF cardinality(p_offers) > 0 THEN
    INSERT INTO offer SELECT * FROM unnest(p_offers)
    ON CONFLICT (callback_id, number) DO UPDATE SET closed_at = excluded.closed_at, outcome = excluded.outcome;
  END IF;
  IF cardinality(p_interactions) > 0 THEN
    INSERT INTO interaction SELECT * FROM unnest(p_interactions)
    ON CONFLICT (callback_id, number) DO UPDATE
       SET agent = excluded.agent, queue = excluded.queue, closed_at = excluded.closed_at, outcome = excluded.outcome;
  END IF;
  IF cardinality(p_attempts) > 0 THEN
    INSERT INTO call_attempt SELECT * FROM unnest(p_attempts)
    ON CONFLICT (callback_id, number) DO UPDATE
       SET answered_at = excluded.answered_at, ended_at = excluded.ended_at, outcome = excluded.outcome,
           cause = excluded.cause, contact_dialled = excluded.contact_dialled;
  END IF;
  IF cardinality(p_notes) > 0 THEN
    INSERT INTO note SELECT * FROM unnest(p_notes);
  END IF;
  IF cardinality(p_cleared) > 0 THEN
    DELETE FROM exclusion WHERE callback_id = ANY (p_cleared);
  END IF;
  IF cardinality(p_exclusions) > 0 THEN
    INSERT INTO exclusion SELECT * FROM unnest(p_exclusions)
    ON CONFLICT (callback_id, agent) DO UPDATE SET until = excluded.until;
  END IF;
  IF cardinality(p_agents) > 0 THEN
    INSERT INTO agent_state SELECT * FROM unnest(p_agents)
    ON CONFLICT (login) DO UPDATE
       SET logged_in = excluded.logged_in, ready = excluded.ready, reason = excluded.reason,
           idle_since = excluded.idle_since, state_since = excluded.state_since;
  END IF;
  IF cardinality(p_keys) > 0 THEN  -- one that is there is a day old: who asks looks it up first
    INSERT INTO idempotency SELECT * FROM unnest(p_keys)
    ON CONFLICT (site, key_hash) DO UPDATE
       SET body_hash = excluded.body_hash, callback_id = excluded.callback_id, at = excluded.at;
  END IF;
  IF cardinality(p_answers) > 0 THEN
    INSERT INTO request_memory SELECT * FROM unnest(p_answers)
    ON CONFLICT (login, request_id) DO UPDATE
       SET request_hash = excluded.request_hash, answer = excluded.answer, at = excluded.at;
  END IF;
  IF cardinality(p_definitions) > 0 THEN
    PERFORM decide_definition(d, p_at) FROM unnest(p_definitions) d;
  END IF;
  SELECT coalesce(max(version), 0) INTO o_proposed FROM site_definition WHERE state = 'proposed';
  RETURN NEXT;
  IF cardinality(p_wanted) > 0 THEN
    RETURN QUERY SELECT NULL::bigint, d.* FROM journal_details(p_wanted) d;
  END IF;
END $$;
