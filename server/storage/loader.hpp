// Reads back the state with which a server starts: the live callbacks (those that are not final,
// and those that an agent has), the agents, the definition, and what is remembered of the recent
// past. Everything is read in one snapshot; the callbacks are ordered by serial. What cannot be
// understood is left out. take_cell_and_load() calls load() once the cell is taken, on the thread
// that starts the server. unreadable_rows() calls find_unreadable_rows(), on the main thread of
// `check`. Each call makes one Loader (loader.cpp) on its stack. Throws what libpqxx throws.
#pragma once
#include <cstdint>
#include <stop_token>
#include <vector>

#include "engine/ports.hpp"
#include "storage/connection.hpp"
#include "storage/readers.hpp"

namespace callbackd::storage {

// The most that the cell's epoch, journal_seq and last_serial may be. It is far below the most that
// their columns can hold, so that they can go on rising.
constexpr std::int64_t kCellCountMost = std::int64_t{1} << 62U;
inline bool is_cell_count(std::int64_t value) {
  return value >= 0 && value <= kCellCountMost;
}

// Loads the state of the server. If no definition was ever adopted, this adopts or refuses the
// newest proposed one (definition_in_force.hpp). Returns a Failure if no definition is in force, or
// if a stop was requested.
Result<engine::Recovered> load(Connection& connection, Readers const& readers,
                               std::stop_token const& stop);

// Finds the rows that cannot be understood, among the rows that load() reads and those that
// later_reads.hpp checks. Changes nothing; a server may run meanwhile.
Result<std::vector<engine::UnreadableRow>> find_unreadable_rows(Connection& connection,
                                                                DefinitionParser const& parse);

}  // namespace callbackd::storage
