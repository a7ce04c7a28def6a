// Replaces the stored functions of the schema by those of this program (migrations/functions). A
// function whose signature stays the same is replaced in place, even while a server runs. A
// function whose signature is gone is dropped. Part of migrate.cpp; any thread; blocks. Throws what
// libpqxx throws.
#pragma once
#include <string>
#include <vector>

#include <pqxx/pqxx>

#include "base/instant.hpp"
#include "storage/migrations.hpp"

namespace callbackd::storage {

// Returns the files that the schema does not have with this text: new files, and files whose
// checksum differs from the one that was stored when they were last applied.
std::vector<FunctionFile> changed_functions(pqxx::transaction_base& transaction,
                                            std::vector<FunctionFile> const& functions);

// Returns the signatures in the schema that a changed file no longer defines, although it defines a
// function of the same name. A running server of the previous version may call them. Changes
// nothing: to learn the new signatures, the functions are made in pg_temp, in a subtransaction that
// is rolled back.
std::vector<std::string> outdated_signatures(pqxx::dbtransaction& transaction,
                                             std::string const& schema,
                                             std::vector<FunctionFile> const& changed);

// Drops `outdated`, makes the functions of `changed`, and records their checksums.
void replace_functions(pqxx::transaction_base& transaction,
                       std::vector<std::string> const& outdated,
                       std::vector<FunctionFile> const& changed, base::Instant now);

// The generation of the functions in the schema (migrations.hpp). 0: they are from a time before
// there were generations.
int generation_in_force(pqxx::transaction_base& transaction);
void note_generation(pqxx::transaction_base& transaction, int generation);

// Whether the schema has all of `functions` with the same text.
bool has_functions(pqxx::transaction_base& transaction, std::vector<FunctionFile> const& functions);

}  // namespace callbackd::storage
