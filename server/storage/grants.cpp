#include "storage/grants.hpp"

namespace callbackd::storage {
namespace {

// Selects the privileges of the role that `serve` connects as, for each table. The role may read,
// add, change and delete rows. But views and the tables `migration` and `function_file` may only be
// read; only `migrate` writes these tables. Events may only be read and added. Administrative acts
// may be read and added, and marked as logged (the column `told`). Partitions are left out, because
// their rows are reached through the table that they belong to.
constexpr char kTables[] =
    "SELECT CASE WHEN relkind = 'v' OR relname IN ('migration', 'function_file') THEN 'SELECT' "
    "WHEN relname = 'callback_event' THEN 'SELECT, INSERT' "
    "WHEN relname = 'admin_act' THEN 'SELECT, INSERT, UPDATE (told)' "
    "ELSE 'SELECT, INSERT, UPDATE, DELETE' END, string_agg(oid::regclass::text, ', ') "
    "FROM pg_class WHERE relnamespace = $1::regnamespace AND relkind IN ('r', 'p', 'v') "
    "AND NOT relispartition GROUP BY 1";

// Selects the functions that run with their owner's rights (SECURITY DEFINER).
constexpr char kOwnersFunctions[] =
    "SELECT oid::regprocedure FROM pg_proc WHERE pronamespace = $1::regnamespace AND prosecdef";

}  // namespace

void grant_privileges(pqxx::transaction_base& transaction, std::string const& schema,
                      std::string const& runtime_role) {
  for (auto const& row : transaction.exec_params(kOwnersFunctions, schema)) {
    transaction.exec(std::string{"REVOKE ALL ON FUNCTION "} + row[0].c_str() + " FROM PUBLIC");
  }
  if (runtime_role.empty()) return;
  auto const in_schema = " IN SCHEMA " + schema;
  auto const to_role = " TO " + transaction.quote_name(runtime_role);
  transaction.exec("GRANT USAGE ON SCHEMA " + schema + to_role);
  for (auto const& row : transaction.exec_params(kTables, schema)) {
    transaction.exec(std::string{"GRANT "} + row[0].c_str() + " ON " + row[1].c_str() + to_role);
  }
  transaction.exec("GRANT EXECUTE ON ALL FUNCTIONS" + in_schema + to_role);
}

}  // namespace callbackd::storage
