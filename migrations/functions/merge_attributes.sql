-- Keys of the patch replace; null removes.
CREATE OR REPLACE FUNCTION merge_attributes(old jsonb, patch jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT (old || patch) - ARRAY(SELECT key FROM jsonb_each(patch) WHERE value = 'null')
$$;
