// Reads back everything about callbacks that are not final or have an open interaction, in one
// snapshot, ordered by serial. Called by take_cell_and_load once the cell is taken. Throws what
// libpqxx throws.
#pragma once
#include "storage/cell.hpp"

namespace callbackd::storage {

// Also adopts the newest proposed definition if it parses, and refuses it if not. A Failure: no
// definition in force, or told to stop.
Result<engine::Recovered> load(Connection& connection, DefinitionParser const& parse,
                               std::stop_token const& stop);

}  // namespace callbackd::storage
