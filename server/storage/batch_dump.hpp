// Writes a batch that the database refused to a file, as JSON lines, so that a person can see why.
// It may hold personal data: only the owner can read it. Called on the writer's thread; never logs
// what it writes.
#pragma once
#include <cstdint>
#include <string>

#include "engine/ports.hpp"

namespace callbackd::storage {

// The lines of the dump: one for the batch, then one for each row.
std::string batch_text(std::int64_t epoch, engine::Batch const& batch);  // JSON lines
// Returns the file's path. Empty: `directory` is empty, or the file could not be written whole, and
// nothing of it is left.
std::string dump_batch(std::string const& directory, std::int64_t epoch,
                       engine::Batch const& batch);

}  // namespace callbackd::storage
