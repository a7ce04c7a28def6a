"""Writes many scheduled callbacks at once into the database of a server that has never run."""
import psycopg2

CALLBACKS = """
INSERT INTO callback
SELECT lpad(to_hex(n), 32, '0')::uuid, n, 'www', now(), 'scheduled', 'nobody', 0, now() + interval '20 days',
       now() + interval '30 days', NULL, NULL, NULL, 0, 0, 0, 0, 1, 1, 0, NULL, NULL, NULL, false, false, '{}', NULL
  FROM generate_series(1, %(count)s) n"""
PERSONS = """
INSERT INTO callback_person
SELECT lpad(to_hex(n), 32, '0')::uuid, 1, 'Zelda Quux', '', '', '+4420' || (10000000 + n), '', '', '', '{}', now()
  FROM generate_series(1, %(count)s) n"""


def fill(server, count):
    connection = psycopg2.connect(server.database_url, options=f"-c search_path={server.schema}")
    with connection, connection.cursor() as cursor:
        for statement in (CALLBACKS, PERSONS):
            cursor.execute(statement, {"count": count})
        cursor.execute("UPDATE cell SET last_serial = %(count)s, last_at = now()", {"count": count})
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    connection.close()
