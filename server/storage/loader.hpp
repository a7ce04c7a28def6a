// Reads back everything about live callbacks (not final, or with an open interaction) in one
// snapshot, ordered by serial. What cannot be understood is left out. Called by take_cell_and_load
// once the cell is taken, on the thread that takes it (app/serve.cpp). Throws what libpqxx throws.
#pragma once
#include <cstdint>
#include <stop_token>
#include <vector>

#include "engine/ports.hpp"
#include "storage/connection.hpp"
#include "storage/readers.hpp"

namespace callbackd::storage {

// The cell's epoch, journal_seq and last_serial are between 0 and this number, far enough below the
// end of their columns that they can go on rising.
constexpr std::int64_t kCellCountMost = std::int64_t{1} << 62U;
inline bool is_cell_count(std::int64_t value) {
  return value >= 0 && value <= kCellCountMost;
}

// If no definition was ever adopted, this adopts or refuses the newest proposed one
// (definition_in_force.hpp). A Failure: no definition is in force, or a stop was requested.
Result<engine::Recovered> load(Connection& connection, Readers const& readers,
                               std::stop_token const& stop);

// The rows that cannot be understood, among all that load() and later requests read. Changes
// nothing; a server may run meanwhile.
Result<std::vector<engine::UnreadableRow>> find_unreadable_rows(Connection& connection,
                                                                DefinitionParser const& parse);

}  // namespace callbackd::storage
