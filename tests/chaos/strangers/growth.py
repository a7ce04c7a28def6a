"""How much the server's data grew: the database and its largest tables, the write-ahead log, the log, the memory."""
import os
from dataclasses import dataclass

SIZES = ("SELECT relname AS name, pg_total_relation_size(c.oid) / 1024 AS kib FROM pg_class c "
         "JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname = %s AND relkind = 'r' ORDER BY 2 DESC")
SHOWN = 5


@dataclass
class Growth:
    database_kib: int
    wal_kib: int
    log_kib: int
    memory_mib: int
    tables: dict


def look(server, database):
    whole = database.rows("SELECT pg_database_size(current_database()) / 1024 AS database, "
                          "(pg_current_wal_lsn() - '0/0'::pg_lsn)::bigint / 1024 AS wal")[0]
    with open(f"/proc/{server.process.pid}/status", encoding="ascii") as file:
        memory = next(int(line.split()[1]) for line in file if line.startswith("VmHWM:"))
    return Growth(whole["database"], whole["wal"], os.path.getsize(server.log_path) // 1024, memory // 1024,
                  {row["name"]: row["kib"] for row in database.rows(SIZES, server.schema)})


def between(before, after):
    tables = {name: kib - before.tables.get(name, 0) for name, kib in after.tables.items()}
    most = sorted(tables.items(), key=lambda each: -each[1])[:SHOWN]
    return Growth(after.database_kib - before.database_kib, after.wal_kib - before.wal_kib, after.log_kib - before.log_kib,
                  after.memory_mib, dict(most))
