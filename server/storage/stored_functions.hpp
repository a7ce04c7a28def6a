// Brings the schema's stored functions to this program's text (migrations/functions). A function
// whose signature stays is replaced in place, under a running server; one whose signature goes is
// dropped. Blocks; part of `migrate`. Throws what libpqxx throws.
#pragma once
#include <string>
#include <vector>

#include <pqxx/pqxx>

#include "base/instant.hpp"
#include "storage/migrations.hpp"

namespace callbackd::storage {

// The files whose text is not in force in the schema.
std::vector<FunctionFile> changed_functions(pqxx::transaction_base& transaction,
                                            std::vector<FunctionFile> const& functions);

// Signatures in the schema that none of `changed` defines any more, though one of them defines a
// function of that name: a server of the version before may call them. Changes nothing.
// To learn the signatures that `changed` defines, the functions are made in pg_temp within a
// subtransaction that is rolled back.
std::vector<std::string> outdated_signatures(pqxx::dbtransaction& transaction,
                                             std::string const& schema,
                                             std::vector<FunctionFile> const& changed);

// Drops `outdated`, makes the functions of `changed`, and records their checksums.
void replace_functions(pqxx::transaction_base& transaction,
                       std::vector<std::string> const& outdated,
                       std::vector<FunctionFile> const& changed, base::Instant now);

// 0 before there were generations.
int generation_in_force(pqxx::transaction_base& transaction);
void note_generation(pqxx::transaction_base& transaction, int generation);

// Every one of `functions` is in force in the schema.
bool has_functions(pqxx::transaction_base& transaction, std::vector<FunctionFile> const& functions);

}  // namespace callbackd::storage
