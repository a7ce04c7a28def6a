// Which site definition a server starts with: the newest adopted one that can be read. A proposed
// definition is decided later by the core, which knows the work that it would touch; only if none
// was ever adopted is the newest proposed one decided here. Part of loading; the connection's
// thread.
#pragma once
#include <pqxx/pqxx>

#include "storage/connection.hpp"
#include "storage/readers.hpp"
#include "storage/unreadable_rows.hpp"

namespace callbackd::storage {

struct DefinitionLoad {
  pqxx::transaction_base& transaction;
  base::Instant at{};  // time of the last commit
  DefinitionParser const& parse;
};

// Marks a proposed version as adopted or refused within the transaction. Adopted versions that
// cannot be read are noted. If none of them can be read, an empty definition is in force: nobody
// may post or work until another one is applied, and nothing that waits is lost. A Failure: none
// was ever adopted. Throws what libpqxx throws.
Result<core::SitePtr> choose_definition(DefinitionLoad const& load, UnreadableRows& unreadable);
// As choose_definition, but looks at adopted versions only and changes nothing.
Result<core::SitePtr> adopted_definition(DefinitionLoad const& load, UnreadableRows& unreadable);

}  // namespace callbackd::storage
