// Sets the privileges in the schema. Its owner may do everything; the role that `serve` connects as
// may do only what serving needs. Part of `migrate`, on the main thread. Throws what libpqxx
// throws.
#pragma once
#include <string>

#include <pqxx/pqxx>

namespace callbackd::storage {

// Makes sure that only the owner and `runtime_role` may call the functions that run with the
// owner's rights. `runtime_role` may also use the tables, but not change the schema; an empty text
// means that there is no such role. This may be called again at any time.
void grant_privileges(pqxx::transaction_base& transaction, std::string const& schema,
                      std::string const& runtime_role);

}  // namespace callbackd::storage
