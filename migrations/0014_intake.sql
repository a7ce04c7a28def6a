-- Whether a callback was made with a publishable key, so that a restart goes on counting what strangers asked for apart from
-- what the site's own server asked for; which version of the customer's manage token opens it; and when it became final.
-- Needs every server stopped: the columns of their batches change.
ALTER TABLE callback ADD COLUMN publishable boolean NOT NULL DEFAULT false;
ALTER TABLE callback ADD COLUMN token_version integer NOT NULL DEFAULT 1;
ALTER TABLE callback ADD COLUMN ended_at timestamptz;  -- null too of those that ended before there was this column
ALTER TYPE callback_row ADD ATTRIBUTE publishable boolean, ADD ATTRIBUTE token_version integer,
  ADD ATTRIBUTE ended_at timestamptz;

CREATE OR REPLACE FUNCTION journal_callbacks(p_new callback_row[], p_changed callback_row[]) RETURNS void LANGUAGE plpgsql
AS $$
DECLARE n bigint;
BEGIN
  IF cardinality(p_new) > 0 THEN
    INSERT INTO callback (
             id, serial, site, created_at, state, queue, priority, due_at, expires_at, queued_since, queue_entered_at,
             agent, offer_number, offers_counted, interaction_number, attempt_number, event_number, person_version,
             note_version, disposition, reserved_agent, reserved_until, cancel_requested, not_after_given,
             routing_values, required_skills, slot_at, publishable, token_version, ended_at)
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
           token_version = u.token_version, ended_at = u.ended_at
      FROM unnest(p_changed) u WHERE c.id = u.id;
    GET DIAGNOSTICS n = ROW_COUNT;
    IF n <> cardinality(p_changed) THEN
      RAISE EXCEPTION 'updated % of % callbacks', n, cardinality(p_changed) USING ERRCODE = 'JF002';
    END IF;
  END IF;
END $$;

CREATE OR REPLACE FUNCTION replay_mismatches()
RETURNS TABLE (callback_id uuid, field text, replayed jsonb, stored jsonb) LANGUAGE sql STABLE AS $$
  WITH field AS (
    SELECT e.callback_id, f.key, (array_agg(nullif(f.value, '""') ORDER BY e.number DESC))[1] AS value
      FROM callback_event e, jsonb_each(e.data::jsonb) f GROUP BY e.callback_id, f.key),
  folded AS (
    SELECT f.callback_id, jsonb_object_agg(f.key, f.value) AS fields FROM field f GROUP BY f.callback_id),
  counted AS (
    SELECT e.callback_id, max(e.number) AS last, count(*) AS events FROM callback_event e GROUP BY e.callback_id),
  pair AS (
    SELECT c.id, to_jsonb(c) AS row, to_jsonb(jsonb_populate_record(NULL::callback,
             jsonb '{"state": "scheduled", "priority": 0, "offer_number": 0, "offers_counted": 0, "interaction_number": 0,
                     "attempt_number": 0, "person_version": 1, "note_version": 0, "cancel_requested": false,
                     "not_after_given": false, "publishable": false, "token_version": 1}'
             || jsonb_build_object('site', c.site, 'serial', c.serial, 'created_at', c.created_at)
             || coalesce(f.fields, '{}') || jsonb_build_object('id', c.id, 'event_number', coalesce(n.last, 0)))) AS log
      FROM callback c LEFT JOIN folded f ON f.callback_id = c.id LEFT JOIN counted n ON n.callback_id = c.id)
  SELECT p.id, l.key, l.value, p.row -> l.key
    FROM pair p, jsonb_each(p.log) l
   WHERE l.key NOT IN ('live', 'routing_values') AND l.value IS DISTINCT FROM p.row -> l.key
  UNION ALL
  SELECT n.callback_id, 'event_number', to_jsonb(n.last), to_jsonb(n.events) FROM counted n WHERE n.last <> n.events
$$;
