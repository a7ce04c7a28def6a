"""Makes many callbacks out of one. Every row that belongs to a posted callback is copied with other ids, serials and
numbers. The copies are like rows that the server has written itself, and the server reads them back as such."""


def id_of(kind, number):
    """An SQL expression for an id. As with the ids of the server, an id that is made later is greater."""
    return f"('0198{kind:04x}-0000-7000-8000-' || lpad(to_hex({number}), 12, '0'))::uuid"


def _columns(cursor, table):
    """The names of the columns that can be written: all except generated ones."""
    cursor.execute("SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema()"
                   " AND table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position", (table,))
    return [name for name, in cursor.fetchall()]


def _tables(cursor):
    """The table `callback`, and all tables with a column `callback_id`. The table `idempotency` is left out. Partitions
    are left out too, because they are filled through their parent table."""
    cursor.execute("SELECT table_name FROM information_schema.columns c JOIN pg_class k ON k.relname = table_name"
                   " AND k.relnamespace = to_regnamespace(current_schema()) WHERE table_schema = current_schema()"
                   " AND column_name = 'callback_id' AND k.relkind IN ('r', 'p') AND NOT k.relispartition")
    return ["callback"] + sorted({name for name, in cursor.fetchall()} - {"idempotency"})


def multiply(connection, template, copies, kind, later="interval '0'"):
    """Makes `copies` copies of the callback `template`. `later`: how much later each copy is due than the copy
    before it."""
    with connection.cursor() as cursor:
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
    """Copies the rows of one agent in `agent_state` for all other users."""
    with connection.cursor() as cursor:
        columns = _columns(cursor, "agent_state")
        values = ["u.login" if name == "login" else f"t.{name}" for name in columns]
        cursor.execute(f"INSERT INTO agent_state ({', '.join(columns)}) SELECT {', '.join(values)} FROM agent_state t,"
                       " site_user u WHERE t.login = %s ON CONFLICT DO NOTHING", (login,))
