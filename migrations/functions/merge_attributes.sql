-- Keys of the patch replace; null removes. Every value stays as it was written.
CREATE OR REPLACE FUNCTION merge_attributes(old json, patch json) RETURNS json LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce('{' || string_agg(to_json(key)::text || ':' || value::text, ',' ORDER BY key COLLATE "C") || '}', '{}')::json
    FROM (SELECT o.key, o.value FROM json_each(old) o
           WHERE NOT EXISTS (SELECT FROM json_each(patch) p WHERE p.key = o.key)
           UNION ALL
          SELECT p.key, p.value FROM json_each(patch) p WHERE json_typeof(p.value) <> 'null') kept
$$;
