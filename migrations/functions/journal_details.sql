-- Of callbacks: what the releases of a batch show.
CREATE OR REPLACE FUNCTION journal_details(p_wanted uuid[])
RETURNS TABLE (
  callback_id uuid, version integer, contact_id uuid, name text, email text, locale text, phone text,
  not_before_local text, not_after_local text, time_zone text, attributes json, created_at timestamptz, extension text)
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
         p.not_after_local, p.time_zone, p.attributes, p.created_at, p.extension
    FROM unnest(p_wanted) w (id) JOIN callback c ON c.id = w.id
    JOIN callback_person p ON p.callback_id = c.id AND p.version = c.person_version
    JOIN contact k ON k.phone = p.phone;
END $$;
