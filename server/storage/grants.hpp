// Sets the privileges in the schema: its owner may do everything, the role that `serve` connects as
// only what serving needs. Part of `migrate`. Throws what libpqxx throws.
#pragma once
#include <string>

#include <pqxx/pqxx>

namespace callbackd::storage {

// Takes the right to call functions that run with the owner's rights from everybody else.
// `runtime_role` (empty: none) may call them and use the tables, but not change the schema. Calling
// it again does no harm.
void grant_privileges(pqxx::transaction_base& transaction, std::string const& schema,
                      std::string const& runtime_role);

}  // namespace callbackd::storage
