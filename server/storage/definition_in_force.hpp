// Which site definition a server starts with: the newest proposed one if it can be read, else the
// newest adopted one. Part of loading; the thread of the connection.
#pragma once
#include "storage/cell.hpp"

namespace callbackd::storage {

// Marks proposed versions as adopted or refused within `transaction`. Throws what libpqxx throws.
Result<core::SitePtr> definition_in_force(pqxx::transaction_base& transaction, base::Instant at,
                                          DefinitionParser const& parse);

}  // namespace callbackd::storage
