"""Reads PostgreSQL directly, without the server. Its own queries change nothing, but a test can give any statement to
rows()."""
import psycopg2
import psycopg2.extras


class Database:
    def __init__(self, url, schema):
        self.connection = psycopg2.connect(url, options=f"-c search_path={schema}")
        self.connection.autocommit = True

    def rows(self, statement, *values):
        with self.connection.cursor(cursor_factory=psycopg2.extras.RealDictCursor) as cursor:
            cursor.execute(statement, values)
            return [dict(row) for row in cursor.fetchall()]

    def value(self, statement, *values):
        row = self.rows(statement, *values)[0]
        return next(iter(row.values()))

    def callback(self, callback_id):
        found = self.rows("SELECT * FROM callback WHERE id = %s", callback_id)
        return found[0] if found else None

    def events(self, callback_id):
        return self.rows("SELECT number, at, type, by, data FROM callback_event WHERE callback_id = %s "
                         "ORDER BY number", callback_id)

    def event_types(self, callback_id):
        return [row["type"] for row in self.events(callback_id)]

    def offers(self, callback_id):
        return self.rows("SELECT * FROM offer WHERE callback_id = %s ORDER BY number", callback_id)

    def attempts(self, callback_id):
        return self.rows("SELECT * FROM call_attempt WHERE callback_id = %s ORDER BY number", callback_id)

    def interactions(self, callback_id):
        return self.rows("SELECT * FROM interaction WHERE callback_id = %s ORDER BY number", callback_id)

    def person(self, callback_id):
        return self.rows("SELECT p.* FROM callback_person p JOIN callback c ON c.id = p.callback_id "
                         "AND c.person_version = p.version WHERE c.id = %s", callback_id)[0]

    def contacts(self, phone):
        return [str(row["contact_id"]) for row in self.rows("SELECT contact_id FROM contact WHERE phone = %s", phone)]

    def live(self):
        return [str(row["id"]) for row in self.rows("SELECT id FROM callback WHERE live ORDER BY serial")]

    def counts(self):
        """The numbers of rows. A test compares them to show that a refused request has written nothing."""
        return self.rows("SELECT (SELECT count(*) FROM callback) AS callbacks, "
                         "(SELECT count(*) FROM callback_event) AS events, "
                         "(SELECT count(*) FROM callback_person) AS people, "
                         "(SELECT count(*) FROM contact) AS contacts, "
                         "(SELECT count(*) FROM idempotency) AS keys")[0]

    def hold_invariants(self):
        """Checks what must be true at any moment, in every test."""
        wrong = self.rows("SELECT * FROM replay_mismatches()")
        assert wrong == [], f"the event log does not replay to the state: {wrong[:5]}"
        twice = self.rows("SELECT callback_id FROM offer WHERE closed_at IS NULL GROUP BY 1 HAVING count(*) > 1 "
                          "UNION ALL SELECT callback_id FROM interaction WHERE closed_at IS NULL GROUP BY 1 "
                          "HAVING count(*) > 1")
        assert twice == [], f"two offers or interactions open at once: {twice}"
        both = self.rows("SELECT o.callback_id FROM offer o JOIN interaction i USING (callback_id) "
                         "WHERE o.closed_at IS NULL AND i.closed_at IS NULL")
        assert both == [], f"offered while in somebody's hands: {both}"
        # Two interactions of one callback must not overlap in time. Otherwise two agents would have had the callback in
        # hand at the same time.
        overlapping = self.rows(
            "SELECT a.callback_id FROM interaction a JOIN interaction b ON a.callback_id = b.callback_id "
            "AND a.number < b.number WHERE a.closed_at IS NULL OR a.closed_at > b.opened_at")
        assert overlapping == [], f"two agents held one callback at once: {overlapping}"

        left_in = self.rows("SELECT p.* FROM call_party p JOIN call_attempt a ON a.callback_id = p.callback_id "
                            "AND a.number = p.attempt_number WHERE a.ended_at IS NOT NULL "
                            "AND (p.ended_at IS NULL OR p.outcome = '' OR p.answered_at > p.ended_at)")
        assert left_in == [], f"still in a call that is over: {left_in}"

    def close(self):
        self.connection.close()
