"""Many scheduled callbacks at once, past the server, before it has ever run."""
import psycopg2

PEOPLE = """
INSERT INTO contact (phone, name, email, locale, created_at)
SELECT '+4420' || (10000000 + n), 'Zelda Quux', '', '', now() FROM generate_series(1, %(count)s) n"""
CALLBACKS = """
INSERT INTO callback
SELECT lpad(to_hex(n), 32, '0')::uuid, n, 'www', now(), 'scheduled', 'nobody', 0, now() + interval '20 days',
       now() + interval '30 days', NULL, NULL, NULL, 0, 0, 0, 0, 1, 1, 0, NULL, NULL, NULL, false, false, '{}', NULL
  FROM generate_series(1, %(count)s) n"""
PERSONS = """
INSERT INTO callback_person
SELECT lpad(to_hex(n), 32, '0')::uuid, 1, c.contact_id, 'Zelda Quux', '', '', c.phone, '', '', '', '{}', now()
  FROM generate_series(1, %(count)s) n JOIN contact c ON c.phone = '+4420' || (10000000 + n)"""


def fill(server, count):
    connection = psycopg2.connect(server.database_url, options=f"-c search_path={server.schema}")
    with connection, connection.cursor() as cursor:
        for statement in (PEOPLE, CALLBACKS, PERSONS):
            cursor.execute(statement, {"count": count})
        cursor.execute("UPDATE cell SET last_serial = %(count)s, last_at = now()", {"count": count})
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    connection.close()
