// Which site definition a server starts with: the newest adopted one that can be read. A proposed
// one is decided by the core, which knows the work that it would touch; only where nothing was
// adopted is the newest proposed one taken at once. Part of loading; the thread of the connection.
#pragma once
#include <pqxx/pqxx>

#include "storage/connection.hpp"
#include "storage/readers.hpp"
#include "storage/unreadable_rows.hpp"

namespace callbackd::storage {

struct DefinitionQuestion {
  pqxx::transaction_base& transaction;
  base::Instant at{};  // of the last commit
  DefinitionParser const& parse;
};

// Marks proposed versions as adopted or refused within the transaction. Adopted versions that
// cannot be read are noted; when all of them are such, an empty definition is in force: nobody may
// post or work until another one is applied, and nothing that waits is lost. A Failure: none was
// ever adopted. Throws what libpqxx throws.
Result<core::SitePtr> definition_in_force(DefinitionQuestion const& question,
                                          UnreadableRows& unreadable);
// Likewise, of the adopted ones alone: it changes nothing.
Result<core::SitePtr> adopted_definition(DefinitionQuestion const& question,
                                         UnreadableRows& unreadable);

}  // namespace callbackd::storage
