// Who may do what in the schema: its owner everything, the role that `serve` connects as only what
// serving needs. Part of `migrate`. Throws what libpqxx throws.
#pragma once
#include <string>

#include <pqxx/pqxx>

namespace callbackd::storage {

// Takes the functions that run with the owner's rights away from everybody else; `runtime_role`
// (empty: none) may use them and the tables, and changes no schema. More than once does no harm.
void grant_privileges(pqxx::transaction_base& transaction, std::string const& schema,
                      std::string const& runtime_role);

}  // namespace callbackd::storage
