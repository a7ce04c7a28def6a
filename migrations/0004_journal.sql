-- How a batch becomes durable: one call of journal_commit, one transaction. The types are its parameters, column by column
-- as server/storage/row_fields.hpp writes them.
CREATE TYPE callback_row AS (
  id uuid, serial bigint, site text, created_at timestamptz, state text, queue text, priority integer,
  due_at timestamptz, expires_at timestamptz, queued_since timestamptz, queue_entered_at timestamptz, agent text,
  offer_number integer, offers_counted integer, interaction_number integer, attempt_number integer,
  event_number integer, person_version integer, note_version integer, disposition text, reserved_agent text,
  reserved_until timestamptz, cancel_requested boolean, not_after_given boolean, routing_values jsonb,
  required_skills text);
CREATE TYPE person_row AS (
  callback_id uuid, name text, email text, locale text, phone text, not_before_local text, not_after_local text,
  time_zone text, attributes jsonb, created_at timestamptz);
CREATE TYPE person_change_row AS (
  callback_id uuid, version integer, phone text, patch jsonb, new_words boolean, not_before_local text,
  not_after_local text, time_zone text);
CREATE TYPE event_row AS (callback_id uuid, number integer, at timestamptz, type text, by text, data jsonb);
CREATE TYPE offer_row AS (
  callback_id uuid, number integer, agent text, queue text, opened_at timestamptz, deadline timestamptz,
  closed_at timestamptz, outcome text, definition_version bigint, why jsonb);
CREATE TYPE interaction_row AS (
  callback_id uuid, number integer, agent text, queue text, opened_at timestamptz, closed_at timestamptz,
  outcome text, definition_version bigint);
CREATE TYPE attempt_row AS (
  callback_id uuid, number integer, interaction_number integer, phone text, started_at timestamptz,
  answered_at timestamptz, ended_at timestamptz, outcome text, cause text);
CREATE TYPE note_row AS (callback_id uuid, version integer, text text, by text, at timestamptz);
CREATE TYPE exclusion_row AS (callback_id uuid, agent text, until timestamptz);
CREATE TYPE agent_row AS (
  login text, logged_in boolean, ready boolean, reason text, idle_since timestamptz, state_since timestamptz);
CREATE TYPE idempotency_row AS (site text, key_hash uuid, body_hash uuid, callback_id uuid, at timestamptz);
CREATE TYPE answer_row AS (login text, request_id text, request_hash uuid, answer text, at timestamptz);
CREATE TYPE definition_row AS (version bigint, adopted boolean, refusal text);

-- Keys of the patch replace; null removes.
CREATE FUNCTION merge_attributes(old jsonb, patch jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT (old || patch) - ARRAY(SELECT key FROM jsonb_each(patch) WHERE value = 'null')
$$;

-- Of callbacks: what the releases of a batch show.
CREATE FUNCTION journal_details(p_wanted uuid[]) RETURNS SETOF callback_person LANGUAGE sql STABLE AS $$
  SELECT p.* FROM callback c JOIN callback_person p ON p.callback_id = c.id AND p.version = c.person_version
   WHERE c.id = ANY (p_wanted)
$$;

-- A version that was decided; older ones still waiting are refused with it.
CREATE FUNCTION decide_definition(p_row definition_row, p_at timestamptz) RETURNS void LANGUAGE sql AS $$
  UPDATE site_definition
     SET state = CASE WHEN version = p_row.version AND p_row.adopted THEN 'adopted' ELSE 'refused' END,
         refusal = CASE WHEN version < p_row.version THEN 'a newer version was decided' ELSE p_row.refusal END,
         decided_at = greatest(p_at, at)
   WHERE state = 'proposed' AND version <= p_row.version
$$;

CREATE FUNCTION journal_people(p_people person_row[], p_changes person_change_row[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE n bigint;
BEGIN
  IF cardinality(p_people) > 0 THEN
    INSERT INTO contact (phone, name, email, locale, created_at)
    SELECT phone, name, email, locale, created_at FROM unnest(p_people) ON CONFLICT (phone) DO NOTHING;
    INSERT INTO callback_person
    SELECT p.callback_id, 1, k.contact_id, p.name, p.email, p.locale, p.phone, p.not_before_local, p.not_after_local,
           p.time_zone, p.attributes, p.created_at
      FROM unnest(p_people) p JOIN contact k ON k.phone = p.phone;
    GET DIAGNOSTICS n = ROW_COUNT;
    IF n <> cardinality(p_people) THEN
      RAISE EXCEPTION 'made % of % people', n, cardinality(p_people) USING ERRCODE = 'JF002';
    END IF;
  END IF;
  FOR i IN 1 .. cardinality(p_changes) LOOP  -- in order: a later one builds on an earlier one
    IF p_changes[i].phone IS NOT NULL THEN
      INSERT INTO contact (phone, name, email, locale, created_at)
      SELECT p_changes[i].phone, name, email, locale, created_at FROM callback_person
       WHERE callback_id = p_changes[i].callback_id AND version = p_changes[i].version - 1
      ON CONFLICT (phone) DO NOTHING;
    END IF;
    INSERT INTO callback_person
    SELECT p.callback_id, c.version, coalesce(k.contact_id, p.contact_id), p.name, p.email, p.locale,
           coalesce(c.phone, p.phone),
           CASE WHEN c.new_words THEN c.not_before_local ELSE p.not_before_local END,
           CASE WHEN c.new_words THEN c.not_after_local ELSE p.not_after_local END,
           CASE WHEN c.new_words THEN c.time_zone ELSE p.time_zone END,
           CASE WHEN c.patch IS NULL THEN p.attributes ELSE merge_attributes(p.attributes, c.patch) END, p.created_at
      FROM unnest(p_changes[i:i]) c
      JOIN callback_person p ON p.callback_id = c.callback_id AND p.version = c.version - 1
      LEFT JOIN contact k ON k.phone = c.phone;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'person % of callback % has no predecessor', p_changes[i].version, p_changes[i].callback_id
        USING ERRCODE = 'JF002';
    END IF;
  END LOOP;
END $$;

CREATE FUNCTION journal_callbacks(p_new callback_row[], p_changed callback_row[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE n bigint;
BEGIN
  IF cardinality(p_new) > 0 THEN
    INSERT INTO callback SELECT * FROM unnest(p_new);
  END IF;
  IF cardinality(p_changed) > 0 THEN
    UPDATE callback c
       SET state = u.state, queue = u.queue, priority = u.priority, due_at = u.due_at, expires_at = u.expires_at,
           queued_since = u.queued_since, queue_entered_at = u.queue_entered_at, agent = u.agent,
           offer_number = u.offer_number, offers_counted = u.offers_counted,
           interaction_number = u.interaction_number, attempt_number = u.attempt_number,
           event_number = u.event_number, person_version = u.person_version, note_version = u.note_version,
           disposition = u.disposition, reserved_agent = u.reserved_agent, reserved_until = u.reserved_until,
           cancel_requested = u.cancel_requested, not_after_given = u.not_after_given,
           routing_values = u.routing_values, required_skills = u.required_skills
      FROM unnest(p_changed) u WHERE c.id = u.id;
    GET DIAGNOSTICS n = ROW_COUNT;
    IF n <> cardinality(p_changed) THEN
      RAISE EXCEPTION 'updated % of % callbacks', n, cardinality(p_changed) USING ERRCODE = 'JF002';
    END IF;
  END IF;
END $$;

-- Planned once, perhaps on empty tables: without these settings an update keeps a sequential scan for ever.
CREATE FUNCTION journal_commit(
  p_epoch bigint, p_seq bigint, p_lease_ms integer, p_at timestamptz, p_serial bigint,
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
           cause = excluded.cause;
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
