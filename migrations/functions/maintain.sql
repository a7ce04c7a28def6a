-- The hourly round (more or less often does no harm): partitions a month ahead; what was only to be remembered for a while is dropped.
-- With the owner's rights: the server's own role changes no schema.
CREATE OR REPLACE FUNCTION maintain(p_at timestamptz) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM make_event_partitions(p_at);
  DELETE FROM idempotency WHERE at < p_at - interval '24 hours';
  DELETE FROM request_memory WHERE at < p_at - interval '10 minutes';
  DELETE FROM exclusion WHERE until < p_at - interval '1 hour';
  DELETE FROM login_source WHERE at < p_at - interval '30 days';
  PERFORM drop_unseen_versions(p_at);
  DELETE FROM key_network WHERE at < p_at - interval '30 days';
  -- By PostgreSQL's clock as well: whoever has taken over the server's role must not wipe the trail by naming a later time.
  DELETE FROM admin_act WHERE told AND at < least(p_at, clock_timestamp()) - interval '400 days';
  IF EXISTS (SELECT FROM session_token WHERE expires_at < p_at) THEN  -- each time every server looks at what is left
    DELETE FROM session_token WHERE expires_at < p_at;
  END IF;
END $$;
