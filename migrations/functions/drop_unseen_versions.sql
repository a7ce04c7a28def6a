-- What was posted and changed again before anybody saw it: versions that are neither the first nor the current one, and were not in
-- force while the number was dialled or an agent had an offer or an interaction. Since when a version was in force the events say;
-- one whose event is not there any more is kept. Looks at what is live, or ended in the last two days.
CREATE OR REPLACE FUNCTION drop_unseen_versions(p_at timestamptz) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE n bigint;
BEGIN
  WITH changed AS (
    SELECT c.id, c.person_version FROM callback c
     WHERE c.person_version > 2 AND (c.live OR c.ended_at > p_at - interval '2 days')
       AND EXISTS (SELECT FROM callback_person p
                    WHERE p.callback_id = c.id AND p.version > 1 AND p.version < c.person_version)),
  since AS (
    SELECT e.callback_id, (e.data::jsonb ->> 'person_version')::integer AS version, e.at AS begins,
           lead(e.at) OVER (PARTITION BY e.callback_id ORDER BY e.number) AS ends
      FROM changed c JOIN callback_event e ON e.callback_id = c.id
     WHERE e.data::jsonb ? 'person_version'),
  unseen AS (
    SELECT s.callback_id, s.version FROM since s JOIN changed c ON c.id = s.callback_id
      JOIN callback_person p ON p.callback_id = s.callback_id AND p.version = s.version
     WHERE s.version > 1 AND s.version < c.person_version AND s.ends IS NOT NULL
       AND NOT EXISTS (SELECT FROM call_attempt a WHERE a.callback_id = s.callback_id
                          AND a.started_at BETWEEN s.begins AND s.ends)
       AND NOT EXISTS (SELECT FROM offer o WHERE o.callback_id = s.callback_id
                          AND o.opened_at <= s.ends AND coalesce(o.closed_at, 'infinity') >= s.begins)
       AND NOT EXISTS (SELECT FROM interaction i WHERE i.callback_id = s.callback_id
                          AND i.opened_at <= s.ends AND coalesce(i.closed_at, 'infinity') >= s.begins))
  DELETE FROM callback_person p USING unseen u WHERE p.callback_id = u.callback_id AND p.version = u.version;
  GET DIAGNOSTICS n = ROW_COUNT;
  RETURN n;
END $$;
