-- A batch becomes durable: one call of this function is one transaction.
-- Planned once, perhaps on empty tables: without these settings an update keeps a sequential scan for ever.
CREATE OR REPLACE FUNCTION journal_commit(
  p_epoch bigint, p_seq bigint, p_lease_ms integer, p_at timestamptz, p_serial bigint, p_zone_database text,
  p_new callback_row[], p_changed callback_row[], p_people callback_person[], p_person_changes person_change_row[],
  p_events event_row[], p_offers offer_row[], p_interactions interaction_row[], p_attempts attempt_row[],
  p_parties party_row[],  p_notes note_row[], p_cleared uuid[], p_exclusions exclusion_row[], p_agents agent_row[],
  p_keys idempotency_row[], p_answers answer_row[], p_definitions definition_row[], p_wanted uuid[])
-- First a row with the newest definition that waits to be adopted (0: none) and the version of users, keys and tokens; then one for
-- each of p_wanted.
RETURNS TABLE (o_proposed bigint, o_access bigint, o_contact_id uuid, o_person callback_person)
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
           cause = excluded.cause, contact_dialled = excluded.contact_dialled, on_hold = excluded.on_hold,
           interaction_number = excluded.interaction_number;
  END IF;
  IF cardinality(p_parties) > 0 THEN
    INSERT INTO call_party SELECT * FROM unnest(p_parties)
    ON CONFLICT (callback_id, attempt_number, leg) DO UPDATE
       SET role = excluded.role, answered_at = excluded.answered_at, ended_at = excluded.ended_at,
           outcome = excluded.outcome, cause = excluded.cause;
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
  SELECT version INTO o_access FROM access_version WHERE id = 1;
  RETURN NEXT;
  IF cardinality(p_wanted) > 0 THEN
    RETURN QUERY SELECT NULL::bigint, NULL::bigint, d.contact_id, d.person FROM journal_details(p_wanted) d;
  END IF;
END $$;
