#include "storage/migrate.hpp"

#include <fmt/format.h>

#include "storage/grants.hpp"
#include "storage/json_text.hpp"
#include "storage/row_values.hpp"
#include "storage/stored_functions.hpp"

namespace callbackd::storage {
namespace {

constexpr char kChecksum[] = "encode(sha256(convert_to($1, 'UTF8')), 'hex')";
// Limits how long a statement waits for a lock. While it waits for the lock of a table, all later
// statements on that table wait too. A running server must not lose its lease because of that.
constexpr char kShortLocks[] = "SET LOCAL lock_timeout = '3s'";
constexpr char kHolder[] =
    "SELECT instance || ' on ' || host, lease_until > clock_timestamp() FROM cell "
    "WHERE id = 1 FOR UPDATE";

// Lets only one migration run at a time in a schema, until the transaction ends.
void lock(pqxx::work& transaction, std::string const& schema) {
  transaction.exec_params(
      "SELECT pg_advisory_xact_lock(hashtext('callbackd migrate'), hashtext($1))", schema);
}

void make_schema(Connection& connection, std::string const& schema) {
  pqxx::work transaction{*connection};
  lock(transaction, schema);
  transaction.exec("CREATE SCHEMA IF NOT EXISTS " + schema);
  transaction.exec(
      "CREATE TABLE IF NOT EXISTS migration (name text PRIMARY KEY, checksum text NOT NULL, "
      "applied_at timestamptz NOT NULL)");
  transaction.commit();
}

bool says_it_needs_stop(std::string const& sql) {
  return sql.find(kNeedsStop) != std::string::npos;
}

// Returns true if no server holds the cell, otherwise a Failure. This is checked before a change
// that takes away something that a running server of the previous version uses. The row of the cell
// stays locked until the transaction ends, so that no server can take the cell in the meantime.
Result<bool> servers_stopped(pqxx::work& transaction, std::string const& name) {
  auto const holder = transaction.exec(kHolder);
  if (holder.empty() || !flag_of(holder[0][1])) return true;
  return Failure{fmt::format("{} needs every server of the cell to be stopped: {} still runs", name,
                             holder[0][0].c_str())};
}

// Returns true if the migration was applied now, and false if it was applied before.
Result<bool> apply(Connection& connection, DatabaseLocation const& location, base::Instant now,
                   Migration const& migration) {
  pqxx::work transaction{*connection};
  lock(transaction, location.schema);
  auto const checksum = std::string{
      transaction.exec_params1(std::string{"SELECT "} + kChecksum, migration.sql)[0].c_str()};
  auto const known =
      transaction.exec_params("SELECT checksum FROM migration WHERE name = $1", migration.name);
  if (!known.empty()) {
    if (text_of(known[0][0]) == checksum) return false;
    return Failure{fmt::format(
        "{} was applied with another text: a migration must never be changed", migration.name)};
  }
  if (says_it_needs_stop(migration.sql)) {
    auto const stopped = servers_stopped(transaction, migration.name);
    if (!stopped) return stopped;
  }
  transaction.exec(kShortLocks);
  transaction.exec(migration.sql);
  transaction.exec_params("INSERT INTO migration VALUES ($1, $2, $3)", migration.name, checksum,
                          database_text(now));
  transaction.commit();
  return true;
}

std::string newer_functions() {
  return "the schema's stored functions are newer than this program: install the version of "
         "callbackd that made them";
}

// Applies the function files that changed, and returns their names. A running server of the
// previous version can go on when a function gets a new text. It cannot go on when a signature that
// it calls is gone, so all servers must be stopped then.
Result<std::vector<std::string>> apply_functions(Connection& connection,
                                                 DatabaseLocation const& location,
                                                 base::Instant now, Wanted const& wanted) {
  pqxx::work transaction{*connection};
  lock(transaction, location.schema);
  std::vector<std::string> names;
  auto const changed = changed_functions(transaction, wanted.functions);
  if (!changed.empty() && generation_in_force(transaction) > wanted.generation) {
    return Failure{newer_functions()};
  }
  if (changed.empty()) return names;
  auto const outdated = outdated_signatures(transaction, location.schema, changed);
  std::string needs_stop = outdated.empty() ? "" : "a change of the function " + outdated[0];
  for (auto const& file : changed) {
    names.push_back("functions/" + file.name);
    if (needs_stop.empty() && says_it_needs_stop(file.sql)) needs_stop = names.back();
  }
  if (!needs_stop.empty()) {
    auto const stopped = servers_stopped(transaction, needs_stop);
    if (!stopped) return stopped.error();
  }
  transaction.exec(kShortLocks);
  replace_functions(transaction, outdated, changed, now);
  note_generation(transaction, wanted.generation);
  transaction.commit();
  return names;
}

Result<bool> refuse_newer(Connection& connection, std::vector<Migration> const& migrations) {
  pqxx::nontransaction transaction{*connection};
  auto const last = transaction.exec1("SELECT coalesce(max(name), '') FROM migration");
  if (!migrations.empty() && text_of(last[0]) > migrations.back().name) {
    return Failure{
        fmt::format("the schema has {}, which this program does not know: install the version of "
                    "callbackd that made it",
                    last[0].c_str())};
  }
  return true;
}

// Returns why the tables of callbackd were not found: `migrate` never made them, or this role has
// no right USAGE on the schema. To a role without this right, PostgreSQL shows the schema as if it
// were empty; only the schema's name and owner stay visible.
Failure no_schema(pqxx::transaction_base& transaction) {
  auto const hidden = transaction.exec(
      "SELECT n.nspname, current_user FROM pg_namespace n"
      " WHERE n.nspname = current_setting('search_path') AND NOT has_schema_privilege(n.oid, "
      "'USAGE')");
  if (hidden.empty()) return {"there is no schema of callbackd: run `callbackd migrate`"};
  return {
      fmt::format("the role {} has no right to use the schema {}: name the role as runtime_role, "
                  "and run `callbackd migrate` as the owner of the schema",
                  hidden[0][1].c_str(), hidden[0][0].c_str())};
}

}  // namespace

Result<std::vector<std::string>> migrate(DatabaseLocation const& location, base::Instant now,
                                         Wanted const& wanted) {
  std::vector<std::string> applied;
  std::string doing = "connecting";
  try {
    Connection connection{location, Use::kMigrate};
    doing = "making the schema";
    make_schema(connection, location.schema);
    if (auto const newer = refuse_newer(connection, wanted.migrations); !newer) {
      return newer.error();
    }
    for (auto const& migration : wanted.migrations) {
      doing = migration.name;
      auto const done = apply(connection, location, now, migration);
      if (!done) return done.error();
      if (*done) applied.push_back(migration.name);
    }
    doing = "the stored functions";
    auto const replaced = apply_functions(connection, location, now, wanted);
    if (!replaced) return replaced.error();
    applied.insert(applied.end(), replaced->begin(), replaced->end());
    doing = "granting";
    pqxx::work transaction{*connection};
    lock(transaction, location.schema);
    grant_privileges(transaction, location.schema, wanted.runtime_role);
    transaction.commit();
  } catch (std::exception const& e) {
    return Failure{fmt::format("{}: {}", doing, first_line(e))};
  }
  if (auto const maintained = maintain(location, now); !maintained) return maintained.error();
  return applied;
}

Result<bool> check_schema(pqxx::transaction_base& transaction) {
  auto const there = transaction.exec1("SELECT to_regclass('migration') IS NOT NULL");
  auto const& migrations = embedded_migrations();
  if (!flag_of(there[0])) return no_schema(transaction);
  auto const last = transaction.exec1("SELECT coalesce(max(name), '') FROM migration");
  if (text_of(last[0]) < migrations.back().name) {
    return Failure{"the schema is older than this program: run `callbackd migrate`"};
  }
  if (text_of(last[0]) > migrations.back().name)
    return Failure{
        fmt::format("the schema has {}, which this program does not know: install the version of "
                    "callbackd that made it, or restore the backup from before",
                    last[0].c_str())};
  if (!has_functions(transaction, embedded_functions())) {
    if (generation_in_force(transaction) > embedded_generation()) return Failure{newer_functions()};
    return Failure{
        "the schema's stored functions are not those of this program: run `callbackd migrate`"};
  }
  return true;
}

Result<bool> maintain(DatabaseLocation const& location, base::Instant now) {
  try {
    Connection connection{location, Use::kMigrate};
    for (auto const* chore : {"make_event_partitions", "maintain"}) {
      // Each function runs in a transaction of its own, because a running server may wait for a
      // lock that make_event_partitions holds.
      pqxx::work transaction{*connection};
      transaction.exec(kShortLocks);
      auto const there = transaction.exec_params1("SELECT to_regproc($1) IS NOT NULL", chore);
      if (flag_of(there[0])) {
        transaction.exec_params(std::string{"SELECT "} + chore + "($1)", database_text(now));
      }
      transaction.commit();
    }
    return true;
  } catch (std::exception const& e) {
    return Failure{"maintenance: " + first_line(e)};
  }
}

}  // namespace callbackd::storage
