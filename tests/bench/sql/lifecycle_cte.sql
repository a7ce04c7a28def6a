-- Five transitions, each one statement and so one transaction.
\set phone random(2000000000, 9999999999)
WITH c AS (INSERT INTO callback (phone, name, attributes, state, queue, created_at)
           VALUES ('+1' || :phone::text, 'Ada Lovelace', '{"topic":"billing","page":"/pricing"}', 'queued', 'work', now()) RETURNING id),
     e AS (INSERT INTO event SELECT id, 1, now(), 'created', '{"queue":"work"}' FROM c)
SELECT id FROM c \gset
WITH c AS (UPDATE callback SET state = 'offered', agent = 'agent00001' WHERE id = :id RETURNING id),
     o AS (INSERT INTO offer SELECT id, 'agent00001', now() FROM c)
INSERT INTO event SELECT id, 2, now(), 'offered', '{"agent":"agent00001"}' FROM c;
WITH c AS (UPDATE callback SET state = 'active' WHERE id = :id RETURNING id),
     o AS (UPDATE offer SET outcome = 'accepted' WHERE callback_id = :id),
     i AS (INSERT INTO interaction SELECT id, 'agent00001', now() FROM c)
INSERT INTO event SELECT id, 3, now(), 'accepted', '{"agent":"agent00001"}' FROM c;
WITH c AS (UPDATE callback SET disposition = 'sold' WHERE id = :id RETURNING id)
INSERT INTO event SELECT id, 4, now(), 'disposition', '{"code":"sold"}' FROM c;
WITH c AS (UPDATE callback SET state = 'completed', agent = NULL WHERE id = :id RETURNING id),
     i AS (UPDATE interaction SET closed_at = now() WHERE callback_id = :id)
INSERT INTO event SELECT id, 5, now(), 'completed', '{}' FROM c;
