// Chooses the site definition that a server starts with: the newest adopted one that can be read.
// If no definition was ever adopted, the newest proposed one is adopted or refused here. In all
// other cases the core decides about a proposed definition later, because the core knows the work
// that the definition would change. Part of loading (loader.hpp). Runs on the thread that starts
// the server; adopted_definition() also runs on the main thread of `check`.
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

// Returns the definition to start with. Adopted versions that cannot be read are noted in
// `unreadable`. If none of them can be read, the result is an empty definition: nobody may post or
// work until another one is applied, but no waiting callback is lost.
// If no version was ever adopted, the newest proposed one is decided, and marked as adopted or
// refused within the transaction. If there is still no adopted version, a Failure is returned.
// Throws what libpqxx throws.
Result<core::SitePtr> choose_definition(DefinitionLoad const& load, UnreadableRows& unreadable);
// Does the same as choose_definition, but looks at adopted versions only and changes nothing.
Result<core::SitePtr> adopted_definition(DefinitionLoad const& load, UnreadableRows& unreadable);

}  // namespace callbackd::storage
