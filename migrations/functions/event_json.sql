-- An event as the protocol shows it: instants cut to milliseconds.
CREATE OR REPLACE FUNCTION event_json(e callback_event) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT (jsonb_strip_nulls(jsonb_build_object('number', e.number, 'type', e.type, 'by', e.by, 'at',
            to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')))
          || coalesce((SELECT jsonb_object_agg(key, CASE
               WHEN value #>> '{}' ~ '^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$'
               THEN to_jsonb(left(value #>> '{}', 23) || 'Z') ELSE value END)
             FROM jsonb_each(e.data::jsonb)), '{}'))::text
$$;
