-- Folds the events of each callback and compares with its row: no rows when the log is complete. Not compared: what the
-- events must not carry (routing_values: words of a person).
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
                     "not_after_given": false, "publishable": false, "token_version": 1, "token_changes": 0,
                     "token_number_changes": 0, "key_changes": 0, "key_number_changes": 0}'
             || jsonb_build_object('site', c.site, 'serial', c.serial, 'created_at', c.created_at)
             || coalesce(f.fields, '{}') || jsonb_build_object('id', c.id, 'event_number', coalesce(n.last, 0)))) AS log
      FROM callback c LEFT JOIN folded f ON f.callback_id = c.id LEFT JOIN counted n ON n.callback_id = c.id)
  SELECT p.id, l.key, l.value, p.row -> l.key
    FROM pair p, jsonb_each(p.log) l
   WHERE l.key NOT IN ('live', 'routing_values') AND l.value IS DISTINCT FROM p.row -> l.key
  UNION ALL
  SELECT n.callback_id, 'event_number', to_jsonb(n.last), to_jsonb(n.events) FROM counted n WHERE n.last <> n.events
$$;
