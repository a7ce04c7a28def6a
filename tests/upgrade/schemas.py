"""Makes schemas as earlier versions left them: with the first migrations only, and with the rows of a later schema."""
import hashlib
import os
import re
import secrets

import psycopg2

from lib.contract import ROOT

FOLDER = os.path.join(ROOT, "migrations")
FUNCTIONS_FOLDER = os.path.join(FOLDER, "functions")
NEEDS_STOP = "-- Needs every server stopped"   # the same text as kNeedsStop in server/storage/migrate.hpp

# Columns that a migration has dropped → the value that a server would have written into the column before that
# migration.
GONE = {("callback_person", "contact_id"): "gen_random_uuid()"}

TABLES = """
SELECT c.relname, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
 WHERE c.relnamespace = %s::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
   AND a.attgenerated = '' AND c.relname NOT IN ('migration', 'function_file') GROUP BY 1"""
SERIALS = """
SELECT c.relname, a.attname, pg_get_serial_sequence(quote_ident(n.nspname) || '.' || c.relname, a.attname)
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_attribute a ON a.attrelid = c.oid AND (a.attidentity <> '' OR a.atthasdef) AND a.attnum > 0
 WHERE n.nspname = %s AND c.relkind IN ('r', 'p') AND NOT c.relispartition
   AND pg_get_serial_sequence(quote_ident(n.nspname) || '.' || c.relname, a.attname) IS NOT NULL"""

# Queries for the columns and the functions that a server uses. The name of the schema is taken out of the results.
COLUMNS = """
SELECT c.relkind = 'c', c.relname, a.attname, replace(format_type(a.atttypid, a.atttypmod), %s || '.', ''),
       a.attnotnull AND NOT a.atthasdef AND a.attidentity = ''
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
 WHERE c.relnamespace = %s::regnamespace AND c.relkind IN ('r', 'p', 'c', 'v') AND NOT c.relispartition
 ORDER BY c.relname, a.attnum"""
FUNCTIONS = """
SELECT p.proname, replace(pg_get_function_arguments(p.oid), %s || '.', ''),
       replace(pg_get_function_result(p.oid), %s || '.', '')
  FROM pg_proc p WHERE p.pronamespace = %s::regnamespace"""


def _texts(folder):
    found = []
    for name in sorted(name for name in os.listdir(folder) if name.endswith(".sql")):
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            found.append((name, file.read()))
    return found


def migrations():
    """[(name, text)] in order."""
    return _texts(FOLDER)


def functions():
    """[(name, text)] of the stored functions in force."""
    return _texts(FUNCTIONS_FOLDER)


def row_tables():
    """The tables whose rows are arguments of a stored function. A server sends such a row with all columns of the
    table."""
    return {table for _, text in functions() for table in re.findall(r"\bp_\w+ (\w+)\[\]", text)}


class Shape:
    """What a server of some version finds in a schema: columns, types and functions."""

    def __init__(self, cursor, schema):
        cursor.execute(COLUMNS, (schema, schema))
        rows = cursor.fetchall()
        self.columns = {(table, column): kind for composite, table, column, kind, _ in rows if not composite}
        self.required = {(table, column) for composite, table, column, _, required in rows
                         if required and not composite}
        self.types = {}
        for composite, table, column, kind, _ in rows:
            if composite:
                self.types.setdefault(table, []).append((column, kind))
        cursor.execute(FUNCTIONS, (schema, schema, schema))
        self.functions = set(cursor.fetchall())

    def __eq__(self, other):
        return vars(self) == vars(other)

    def taken_away_by(self, later, row_tables=frozenset()):
        """What a server that knows this schema would miss in the schema `later`, or would have to fill in there. If a
        table is in row_tables, a new column of it is listed too."""
        tables = {table for table, _ in self.columns}
        more = set(later.columns) - set(self.columns)
        return ([f"column {key} is {later.columns.get(key)}" for key, kind in self.columns.items()
                 if later.columns.get(key) != kind]
                + [f"type {name}" for name, parts in self.types.items() if later.types.get(name) != parts]
                + [f"function {each[0]}" for each in self.functions - later.functions]
                + [f"column {key} has no default" for key in later.required - set(self.columns)
                   if key[0] in tables]
                + [f"rows of {table} have the column {column} more" for table, column in sorted(more)
                   if table in row_tables])


class Schemas:
    def __init__(self, url):
        self.connection = psycopg2.connect(url)
        self.connection.autocommit = True
        self.made = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for schema in self.made:
            self.run(f"DROP SCHEMA {schema} CASCADE")
        self.connection.close()

    def run(self, statement, *values):
        with self.connection.cursor() as cursor:
            cursor.execute(statement, values or None)
            return cursor.fetchall() if cursor.description else []

    def in_schema(self, schema, statement, *values):
        self.run(f"SET search_path = {schema}")
        return self.run(statement, *values)

    def has(self, schema, table):
        return self.run("SELECT to_regclass(%s) IS NOT NULL", f"{schema}.{table}")[0][0]

    def shape(self, schema):
        self.run(f"SET search_path = {schema}")
        with self.connection.cursor() as cursor:
            return Shape(cursor, schema)

    def as_of(self, count, rows_of=None):
        """Makes a schema with only the first `count` migrations. Copies rows of the schema `rows_of` into it, as far as
        it has tables and columns for them."""
        schema = f"as_of_{count}_{secrets.token_hex(4)}"
        self.made.append(schema)
        self.run(f"CREATE SCHEMA {schema}")
        self.in_schema(schema, "CREATE TABLE migration (name text PRIMARY KEY, checksum text NOT NULL, "
                               "applied_at timestamptz NOT NULL)")
        for name, text in migrations()[:count]:
            self.in_schema(schema, text)
            self.in_schema(schema, "INSERT INTO migration VALUES (%s, %s, '2027-01-01')", name,
                           hashlib.sha256(text.encode()).hexdigest())
        if rows_of:
            self._copy(rows_of, schema)
        return schema

    def _copy(self, source, target):
        # Foreign keys are not checked here, so that rows can be copied in any order.
        self.run("SET session_replication_role = replica")
        there = dict(self.run(TABLES, source))
        for table, columns in self.run(TABLES, target):
            from_there = {column: column for column in columns.split(", ") if column in there[table].split(", ")}
            from_there.update({column: value for (of, column), value in GONE.items()
                               if of == table and column in columns.split(", ")})
            self.run(f"DELETE FROM {target}.{table}")   # takes out the row with which every cell begins
            self.run(f"INSERT INTO {target}.{table} ({', '.join(from_there)}) OVERRIDING SYSTEM VALUE "
                     f"SELECT {', '.join(from_there.values())} FROM {source}.{table}")
            # An event names the columns of `callback` that changed. A server of the earlier version knew only the
            # columns of its own schema. So all other columns are taken out of the copied events.
            if table == "callback_event":
                known = dict(self.run(TABLES, target))["callback"].split(", ")
                later = [column for column in there["callback"].split(", ") if column not in known]
                self.run(f"UPDATE {target}.callback_event SET data = data::jsonb - %s::text[]", later)
        for table, column, sequence in self.run(SERIALS, target):
            self.run(f"SELECT setval('{sequence}', (SELECT coalesce(max({column}), 0) + 1 FROM {target}.{table}))")
