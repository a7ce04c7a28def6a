-- Makes the month of `p_at` and the next one. Rows that fell into the default partition meanwhile are moved.
-- With the owner's rights: the server's own role changes no schema.
CREATE OR REPLACE FUNCTION make_event_partitions(p_at timestamptz) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  first date := date_trunc('month', p_at AT TIME ZONE 'UTC')::date;
  month date;
  name text;
  low timestamptz;
  high timestamptz;
BEGIN
  FOR i IN 0..1 LOOP
    month := first + make_interval(months => i);
    name := 'callback_event_' || to_char(month, 'YYYYMM');
    CONTINUE WHEN to_regclass(name) IS NOT NULL;
    low := month::timestamp AT TIME ZONE 'UTC';
    high := (month + interval '1 month')::timestamp AT TIME ZONE 'UTC';
    LOCK TABLE callback_event IN SHARE ROW EXCLUSIVE MODE;
    CONTINUE WHEN to_regclass(name) IS NOT NULL;
    EXECUTE format('CREATE TABLE %I (LIKE callback_event INCLUDING ALL)', name);
    EXECUTE format('WITH moved AS (DELETE FROM callback_event_default WHERE at >= %L AND at < %L RETURNING *)
                    INSERT INTO %I SELECT * FROM moved', low, high, name);
    EXECUTE format('ALTER TABLE callback_event ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', name, low, high);
  END LOOP;
END $$;
