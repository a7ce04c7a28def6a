-- The same five transitions as most programs write them: BEGIN, a statement for each table, COMMIT.
\set phone random(2000000000, 9999999999)
BEGIN;
INSERT INTO callback (phone, name, attributes, state, queue, created_at)
VALUES ('+1' || :phone::text, 'Ada Lovelace', '{"topic":"billing","page":"/pricing"}', 'queued', 'work', now()) RETURNING id \gset
INSERT INTO event VALUES (:id, 1, now(), 'created', '{"queue":"work"}');
COMMIT;
BEGIN;
UPDATE callback SET state = 'offered', agent = 'agent00001' WHERE id = :id;
INSERT INTO offer VALUES (:id, 'agent00001', now());
INSERT INTO event VALUES (:id, 2, now(), 'offered', '{"agent":"agent00001"}');
COMMIT;
BEGIN;
UPDATE callback SET state = 'active' WHERE id = :id;
UPDATE offer SET outcome = 'accepted' WHERE callback_id = :id;
INSERT INTO interaction VALUES (:id, 'agent00001', now());
INSERT INTO event VALUES (:id, 3, now(), 'accepted', '{"agent":"agent00001"}');
COMMIT;
BEGIN;
UPDATE callback SET disposition = 'sold' WHERE id = :id;
INSERT INTO event VALUES (:id, 4, now(), 'disposition', '{"code":"sold"}');
COMMIT;
BEGIN;
UPDATE callback SET state = 'completed', agent = NULL WHERE id = :id;
UPDATE interaction SET closed_at = now() WHERE callback_id = :id;
INSERT INTO event VALUES (:id, 5, now(), 'completed', '{}');
COMMIT;
