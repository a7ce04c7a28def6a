// Reads back everything about callbacks that are not final or have an open interaction, in one
// snapshot, ordered by serial; what of it cannot be understood is left out. Called by
// take_cell_and_load once the cell is taken. Throws what libpqxx throws.
#pragma once
#include <cstdint>
#include <stop_token>
#include <vector>

#include "engine/ports.hpp"
#include "storage/connection.hpp"
#include "storage/readers.hpp"

namespace callbackd::storage {

// The cell's epoch, journal_seq and last_serial go from 0 to it, so that the next ones fit, too.
constexpr std::int64_t kCellCountMost = std::int64_t{1} << 62U;
inline bool is_cell_count(std::int64_t value) {
  return value >= 0 && value <= kCellCountMost;
}

// Also adopts the newest proposed definition if it parses, and refuses it if not. A Failure: no
// definition in force, or told to stop.
Result<engine::Recovered> load(Connection& connection, Readers const& readers,
                               std::stop_token const& stop);

// Reads all of that and what requests read later, and changes nothing: the rows that cannot be
// understood. Beside a server that is running.
Result<std::vector<engine::UnreadableRow>> find_unreadable_rows(Connection& connection,
                                                                DefinitionParser const& parse);

}  // namespace callbackd::storage
