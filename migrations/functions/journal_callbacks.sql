-- The callbacks of a batch: rows of new ones, and every column that may change of those that changed.
CREATE OR REPLACE FUNCTION journal_callbacks(p_new callback_row[], p_changed callback_row[]) RETURNS void LANGUAGE plpgsql
AS $$
DECLARE n bigint;
BEGIN
  IF cardinality(p_new) > 0 THEN
    INSERT INTO callback (
             id, serial, site, created_at, state, queue, priority, due_at, expires_at, queued_since, queue_entered_at,
             agent, offer_number, offers_counted, interaction_number, attempt_number, event_number, person_version,
             note_version, disposition, reserved_agent, reserved_until, cancel_requested, not_after_given,
             routing_values, required_skills, slot_at, publishable, token_version, ended_at, token_changes,
             token_number_changes, token_paced_until, key_changes, key_number_changes, key_paced_until)
      SELECT * FROM unnest(p_new);
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
           routing_values = u.routing_values, required_skills = u.required_skills, slot_at = u.slot_at,
           token_version = u.token_version, ended_at = u.ended_at,
           token_changes = u.token_changes, token_number_changes = u.token_number_changes,
           token_paced_until = u.token_paced_until, key_changes = u.key_changes,
           key_number_changes = u.key_number_changes, key_paced_until = u.key_paced_until
      FROM unnest(p_changed) u WHERE c.id = u.id;
    GET DIAGNOSTICS n = ROW_COUNT;
    IF n <> cardinality(p_changed) THEN
      RAISE EXCEPTION 'updated % of % callbacks', n, cardinality(p_changed) USING ERRCODE = 'JF002';
    END IF;
  END IF;
END $$;
