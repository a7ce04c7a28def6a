-- The personal data of new callbacks, and a further version for each change of it.
CREATE OR REPLACE FUNCTION journal_people(p_people callback_person[], p_changes person_change_row[])
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  c person_change_row;
  p callback_person;
BEGIN
  IF cardinality(p_people) > 0 THEN
    INSERT INTO callback_person SELECT * FROM unnest(p_people);
  END IF;
  FOREACH c IN ARRAY p_changes LOOP  -- in order: a later one builds on an earlier one
    SELECT * INTO p FROM callback_person WHERE callback_id = c.callback_id AND version = c.version - 1;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'person % of callback % has no predecessor', c.version, c.callback_id USING ERRCODE = 'JF002';
    END IF;
    p.version := c.version;
    IF c.phone IS NOT NULL THEN
      p.phone := c.phone;
      p.extension := c.extension;
    END IF;
    IF c.new_words THEN
      p.not_before_local := c.not_before_local;
      p.not_after_local := c.not_after_local;
      p.time_zone := c.time_zone;
      p.not_before_at := c.not_before_at;
      p.not_after_at := c.not_after_at;
    END IF;
    IF c.patch IS NOT NULL THEN
      p.attributes := merge_attributes(p.attributes, c.patch);
    END IF;
    INSERT INTO callback_person SELECT p.*;
  END LOOP;
END $$;
