-- A contact is made when a callback of its number is first shown to an agent, not at intake: nobody sees it before, and its
-- two indexes, one of them in the order of nothing, cost more than all else that a request writes. Which contact a callback
-- belongs to is told by its number alone.
DROP FUNCTION journal_details(uuid[]);
ALTER TABLE callback_person DROP COLUMN contact_id;

-- In the order of time, so that new ones share pages (RFC 9562, version 7).
CREATE FUNCTION uuid_of_time(p_at timestamptz) RETURNS uuid LANGUAGE sql VOLATILE AS $$
  SELECT (lpad(to_hex((extract(epoch FROM p_at) * 1000)::bigint), 12, '0') || '7'
          || substr(replace(gen_random_uuid()::text, '-', ''), 14))::uuid
$$;
ALTER TABLE contact ALTER contact_id SET DEFAULT uuid_of_time(clock_timestamp());

-- Of callbacks: what the releases of a batch show.
CREATE FUNCTION journal_details(p_wanted uuid[])
RETURNS TABLE (
  callback_id uuid, version integer, contact_id uuid, name text, email text, locale text, phone text,
  not_before_local text, not_after_local text, time_zone text, attributes jsonb, created_at timestamptz)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
  INSERT INTO contact (phone, name, email, locale, created_at)
  SELECT p.phone, p.name, p.email, p.locale, p.created_at
    FROM unnest(p_wanted) w (id) JOIN callback c ON c.id = w.id
    JOIN callback_person p ON p.callback_id = c.id AND p.version = c.person_version
   WHERE NOT EXISTS (SELECT FROM contact k WHERE k.phone = p.phone)
  ON CONFLICT (phone) DO NOTHING;
  RETURN QUERY
  SELECT p.callback_id, p.version, k.contact_id, p.name, p.email, p.locale, p.phone, p.not_before_local,
         p.not_after_local, p.time_zone, p.attributes, p.created_at
    FROM unnest(p_wanted) w (id) JOIN callback c ON c.id = w.id
    JOIN callback_person p ON p.callback_id = c.id AND p.version = c.person_version
    JOIN contact k ON k.phone = p.phone;
END $$;

CREATE OR REPLACE FUNCTION journal_people(p_people person_row[], p_changes person_change_row[])
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF cardinality(p_people) > 0 THEN
    INSERT INTO callback_person
    SELECT callback_id, 1, name, email, locale, phone, not_before_local, not_after_local, time_zone, attributes, created_at
      FROM unnest(p_people);
  END IF;
  FOR i IN 1 .. cardinality(p_changes) LOOP  -- in order: a later one builds on an earlier one
    INSERT INTO callback_person
    SELECT p.callback_id, c.version, p.name, p.email, p.locale, coalesce(c.phone, p.phone),
           CASE WHEN c.new_words THEN c.not_before_local ELSE p.not_before_local END,
           CASE WHEN c.new_words THEN c.not_after_local ELSE p.not_after_local END,
           CASE WHEN c.new_words THEN c.time_zone ELSE p.time_zone END,
           CASE WHEN c.patch IS NULL THEN p.attributes ELSE merge_attributes(p.attributes, c.patch) END, p.created_at
      FROM unnest(p_changes[i:i]) c
      JOIN callback_person p ON p.callback_id = c.callback_id AND p.version = c.version - 1;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'person % of callback % has no predecessor', p_changes[i].version, p_changes[i].callback_id
        USING ERRCODE = 'JF002';
    END IF;
  END LOOP;
END $$;
