-- The personal data of new callbacks, and a further version for each change of it.
CREATE OR REPLACE FUNCTION journal_people(p_people person_row[], p_changes person_change_row[])
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF cardinality(p_people) > 0 THEN
    INSERT INTO callback_person
    SELECT callback_id, 1, name, email, locale, phone, not_before_local, not_after_local, time_zone, attributes, created_at,
           not_before_at, not_after_at, extension
      FROM unnest(p_people);
  END IF;
  FOR i IN 1 .. cardinality(p_changes) LOOP  -- in order: a later one builds on an earlier one
    INSERT INTO callback_person
    SELECT p.callback_id, c.version, p.name, p.email, p.locale, coalesce(c.phone, p.phone),
           CASE WHEN c.new_words THEN c.not_before_local ELSE p.not_before_local END,
           CASE WHEN c.new_words THEN c.not_after_local ELSE p.not_after_local END,
           CASE WHEN c.new_words THEN c.time_zone ELSE p.time_zone END,
           CASE WHEN c.patch IS NULL THEN p.attributes ELSE merge_attributes(p.attributes, c.patch) END, p.created_at,
           CASE WHEN c.new_words THEN c.not_before_at ELSE p.not_before_at END,
           CASE WHEN c.new_words THEN c.not_after_at ELSE p.not_after_at END,
           CASE WHEN c.phone IS NULL THEN p.extension ELSE c.extension END
      FROM unnest(p_changes[i:i]) c
      JOIN callback_person p ON p.callback_id = c.callback_id AND p.version = c.version - 1;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'person % of callback % has no predecessor', p_changes[i].version, p_changes[i].callback_id
        USING ERRCODE = 'JF002';
    END IF;
  END LOOP;
END $$;
