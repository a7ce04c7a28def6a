#include "storage/stored_functions.hpp"

#include <algorithm>
#include <map>

#include "storage/json_text.hpp"
#include "storage/row_values.hpp"

namespace callbackd::storage {
namespace {

// Selects the outdated functions of the schema. The new functions were made in pg_temp before. A
// function is outdated if pg_temp has a function of its name, but none with its signature.
constexpr char kOutdated[] =
    "SELECT was.oid::regprocedure FROM pg_proc was "
    "WHERE was.pronamespace = $1::regnamespace "
    "AND was.proname IN (SELECT proname FROM pg_proc WHERE pronamespace = pg_my_temp_schema()) "
    "AND NOT EXISTS (SELECT FROM pg_proc new WHERE new.pronamespace = pg_my_temp_schema() "
    "AND new.proname = was.proname "
    "AND pg_get_function_arguments(new.oid) = pg_get_function_arguments(was.oid) "
    "AND pg_get_function_result(new.oid) = pg_get_function_result(was.oid))";

std::map<std::string, std::string> checksums_in_force(pqxx::transaction_base& transaction) {
  std::map<std::string, std::string> checksums;
  for (auto const& row : transaction.exec("SELECT name, checksum FROM function_file")) {
    checksums.emplace(text_of(row[0]), text_of(row[1]));
  }
  return checksums;
}

}  // namespace

std::vector<FunctionFile> changed_functions(pqxx::transaction_base& transaction,
                                            std::vector<FunctionFile> const& functions) {
  auto const in_force = checksums_in_force(transaction);
  std::vector<FunctionFile> changed;
  for (auto const& file : functions) {
    auto const known = in_force.find(file.name);
    if (known == in_force.end() || known->second != file.checksum) changed.push_back(file);
  }
  return changed;
}

std::vector<std::string> outdated_signatures(pqxx::dbtransaction& transaction,
                                             std::string const& schema,
                                             std::vector<FunctionFile> const& changed) {
  std::vector<std::string> outdated;
  pqxx::subtransaction trial{transaction};  // makes the functions in pg_temp; is rolled back
  trial.exec("SET LOCAL search_path = pg_temp, " + schema);
  for (auto const& file : changed) trial.exec(file.sql);
  for (auto const& row : trial.exec_params(kOutdated, schema)) {
    outdated.emplace_back(text_of(row[0]));
  }
  trial.abort();
  return outdated;
}

void replace_functions(pqxx::transaction_base& transaction,
                       std::vector<std::string> const& outdated,
                       std::vector<FunctionFile> const& changed, base::Instant now) {
  // Sets the search path that SECURITY DEFINER functions keep (SET search_path FROM CURRENT).
  // pg_temp must be named as the last schema. Otherwise PostgreSQL would look there first, and
  // would find a temporary table of the caller before the table of the schema.
  transaction.exec("SELECT set_config('search_path', current_schema() || ', pg_temp', true)");
  for (auto const& signature : outdated) transaction.exec("DROP FUNCTION " + signature);
  for (auto const& file : changed) {
    transaction.exec(file.sql);
    transaction.exec_params(
        "INSERT INTO function_file (name, checksum, applied_at) VALUES ($1, $2, $3) ON CONFLICT "
        "(name) "
        "DO UPDATE SET checksum = excluded.checksum, applied_at = excluded.applied_at",
        file.name, file.checksum, database_text(now));
  }
}

int generation_in_force(pqxx::transaction_base& transaction) {
  return transaction.exec1("SELECT coalesce(max(generation), 0) FROM function_file")[0].as<int>();
}

void note_generation(pqxx::transaction_base& transaction, int generation) {
  transaction.exec_params("UPDATE function_file SET generation = $1", generation);
}

bool has_functions(pqxx::transaction_base& transaction,
                   std::vector<FunctionFile> const& functions) {
  return changed_functions(transaction, functions).empty();
}

}  // namespace callbackd::storage
