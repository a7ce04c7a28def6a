"""Many callbacks out of one: every row that a posted callback has, again with other ids, serials and numbers, so that what
the server reads back is what it once wrote itself."""


def id_of(kind, number):
    """An id of SQL: as ordered by time as the server's own."""
    return f"('0198{kind:04x}-0000-7000-8000-' || lpad(to_hex({number}), 12, '0'))::uuid"


def _columns(cursor, table):
    """Those that can be written, with their types."""
    cursor.execute("SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema()"
                   " AND table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position", (table,))
    return [name for name, in cursor.fetchall()]


def _tables(cursor):
    """callback, and what hangs on it; partitions are filled through their parent."""
    cursor.execute("SELECT table_name FROM information_schema.columns c JOIN pg_class k ON k.relname = table_name"
                   " AND k.relnamespace = to_regnamespace(current_schema()) WHERE table_schema = current_schema()"
                   " AND column_name = 'callback_id' AND k.relkind IN ('r', 'p') AND NOT k.relispartition")
    return ["callback"] + sorted({name for name, in cursor.fetchall()} - {"idempotency"})


def multiply(connection, template, copies, kind, later="interval '0'"):
    """`copies` more of the callback `template`; `later` is how much later each next one is due."""
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT max(serial) FROM callback")
        serial = cursor.fetchone()[0]
        new = {"id": id_of(kind, "n"), "callback_id": id_of(kind, "n"), "serial": f"{serial} + n",
               "phone": f"'+1' || ({(3 + kind) * 1_000_000_000} + n)::text",
               "due_at": f"t.due_at + n * {later}", "expires_at": f"t.expires_at + n * {later}"}
        for table in _tables(cursor):
            columns = _columns(cursor, table)
            values = [new.get(name, f"t.{name}") for name in columns]
            key = "id" if table == "callback" else "callback_id"
            cursor.execute(f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)}"
                           f" FROM {table} t, generate_series(1, {copies}) n WHERE t.{key} = %s ORDER BY n", (template,))
        cursor.execute("UPDATE cell SET last_serial = (SELECT max(serial) FROM callback)")


def multiply_agents(connection, login):
    """What one agent left behind, for all."""
    with connection, connection.cursor() as cursor:
        columns = _columns(cursor, "agent_state")
        values = ["u.login" if name == "login" else f"t.{name}" for name in columns]
        cursor.execute(f"INSERT INTO agent_state ({', '.join(columns)}) SELECT {', '.join(values)} FROM agent_state t,"
                       " site_user u WHERE t.login = %s ON CONFLICT DO NOTHING", (login,))
