-- In the order of time, so that new ones share pages (RFC 9562, version 7).
CREATE OR REPLACE FUNCTION uuid_of_time(p_at timestamptz) RETURNS uuid LANGUAGE sql VOLATILE AS $$
  SELECT (lpad(to_hex((extract(epoch FROM p_at) * 1000)::bigint), 12, '0') || '7'
          || substr(replace(gen_random_uuid()::text, '-', ''), 14))::uuid
$$;
