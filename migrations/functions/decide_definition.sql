-- A definition version that the core decided. Older versions that still wait are refused with it.
CREATE OR REPLACE FUNCTION decide_definition(p_row definition_row, p_at timestamptz) RETURNS void LANGUAGE sql AS $$
  UPDATE site_definition
     SET state = CASE WHEN version = p_row.version AND p_row.adopted THEN 'adopted' ELSE 'refused' END,
         refusal = CASE WHEN version < p_row.version THEN 'a newer version was decided' ELSE p_row.refusal END,
         decided_at = greatest(p_at, at)
   WHERE state = 'proposed' AND version <= p_row.version
$$;
