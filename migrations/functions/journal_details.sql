-- Of callbacks: what the releases of a batch show.
CREATE OR REPLACE FUNCTION journal_details(p_wanted uuid[]) RETURNS TABLE (contact_id uuid, person callback_person)
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
  SELECT k.contact_id, p
    FROM unnest(p_wanted) w (id) JOIN callback c ON c.id = w.id
    JOIN callback_person p ON p.callback_id = c.id AND p.version = c.person_version
    JOIN contact k ON k.phone = p.phone;
END $$;
