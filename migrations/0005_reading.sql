-- For people with psql, for tests, and for the daily round.

-- What happened to a callback: SELECT * FROM callback_timeline WHERE callback_id = '…';
CREATE VIEW callback_timeline AS
  SELECT e.callback_id, e.number, e.at, e.type, coalesce(e.by, 'server') AS by,
         (SELECT string_agg(key || '=' || coalesce(value, '-'), ' ' ORDER BY key) FROM jsonb_each_text(e.data)) AS what
    FROM callback_event e
   ORDER BY e.callback_id, e.number;

-- Folds the events of each callback and compares with its row: no rows when the log is complete. Not compared: what the
-- events must not carry (routing_values: words of a person).
CREATE FUNCTION replay_mismatches()
RETURNS TABLE (callback_id uuid, field text, replayed jsonb, stored jsonb) LANGUAGE sql STABLE AS $$
  WITH field AS (
    SELECT e.callback_id, f.key, (array_agg(nullif(f.value, '""') ORDER BY e.number DESC))[1] AS value
      FROM callback_event e, jsonb_each(e.data) f GROUP BY e.callback_id, f.key),
  folded AS (
    SELECT f.callback_id, jsonb_object_agg(f.key, f.value) AS fields FROM field f GROUP BY f.callback_id),
  counted AS (
    SELECT e.callback_id, max(e.number) AS last, count(*) AS events FROM callback_event e GROUP BY e.callback_id),
  pair AS (
    SELECT c.id, to_jsonb(c) AS row, to_jsonb(jsonb_populate_record(NULL::callback,
             jsonb '{"state": "scheduled", "priority": 0, "offer_number": 0, "offers_counted": 0, "interaction_number": 0,
                     "attempt_number": 0, "person_version": 1, "note_version": 0, "cancel_requested": false,
                     "not_after_given": false}'
             || jsonb_build_object('site', c.site, 'serial', c.serial, 'created_at', c.created_at)
             || coalesce(f.fields, '{}') || jsonb_build_object('id', c.id, 'event_number', coalesce(n.last, 0)))) AS log
      FROM callback c LEFT JOIN folded f ON f.callback_id = c.id LEFT JOIN counted n ON n.callback_id = c.id)
  SELECT p.id, l.key, l.value, p.row -> l.key
    FROM pair p, jsonb_each(p.log) l
   WHERE l.key NOT IN ('live', 'routing_values') AND l.value IS DISTINCT FROM p.row -> l.key
  UNION ALL
  SELECT n.callback_id, 'event_number', to_jsonb(n.last), to_jsonb(n.events) FROM counted n WHERE n.last <> n.events
$$;

-- An event as the protocol shows it: instants cut to milliseconds.
CREATE FUNCTION event_json(e callback_event) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT (jsonb_strip_nulls(jsonb_build_object('number', e.number, 'type', e.type, 'by', e.by, 'at',
            to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')))
          || coalesce((SELECT jsonb_object_agg(key, CASE
               WHEN value #>> '{}' ~ '^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$'
               THEN to_jsonb(left(value #>> '{}', 23) || 'Z') ELSE value END)
             FROM jsonb_each(e.data)), '{}'))::text
$$;

-- The daily round (more often does no harm): partitions a month ahead; what was only to be remembered for a while is dropped.
CREATE FUNCTION maintain(p_at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM make_event_partitions(p_at);
  DELETE FROM idempotency WHERE at < p_at - interval '24 hours';
  DELETE FROM request_memory WHERE at < p_at - interval '10 minutes';
  DELETE FROM exclusion WHERE until < p_at - interval '1 hour';
  DELETE FROM session_token WHERE expires_at < p_at;
END $$;
