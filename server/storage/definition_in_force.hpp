// Which site definition a server starts with: the newest adopted one. A proposed one is decided by
// the core, which knows the work that it would touch; only where no adopted one can be read is the
// newest proposed one taken at once. Part of loading; the thread of the connection.
#pragma once
#include "storage/cell.hpp"

namespace callbackd::storage {

// Marks proposed versions as adopted or refused within `transaction`. Throws what libpqxx throws.
Result<core::SitePtr> definition_in_force(pqxx::transaction_base& transaction, base::Instant at,
                                          DefinitionParser const& parse);

}  // namespace callbackd::storage
