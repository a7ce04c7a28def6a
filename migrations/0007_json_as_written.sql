-- Event data and reasons are written once, by one program, and read rarely: kept as the text that was written. As jsonb each
-- was parsed, sorted and built anew on the way in, which cost more than its row.
DROP VIEW callback_timeline;
DROP FUNCTION event_json(callback_event);
ALTER TABLE callback_event ALTER data TYPE json USING data::json;
ALTER TABLE offer ALTER why TYPE json USING why::json;
ALTER TYPE event_row ALTER ATTRIBUTE data TYPE json;
ALTER TYPE offer_row ALTER ATTRIBUTE why TYPE json;

-- What happened to a callback: SELECT * FROM callback_timeline WHERE callback_id = '…';
CREATE VIEW callback_timeline AS
  SELECT e.callback_id, e.number, e.at, e.type, coalesce(e.by, 'server') AS by,
         (SELECT string_agg(key || '=' || coalesce(value, '-'), ' ' ORDER BY key) FROM json_each_text(e.data)) AS what
    FROM callback_event e
   ORDER BY e.callback_id, e.number;

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
             FROM jsonb_each(e.data::jsonb)), '{}'))::text
$$;
