// Writes a batch that the database refused to a file, as JSON lines, so that a person can see why
// it was refused. The file may hold personal data, so only its owner can read it, and nothing of it
// is logged. Called on the writer's thread.
#pragma once
#include <cstdint>
#include <string>

#include "engine/ports.hpp"

namespace callbackd::storage {

// The lines of the dump: one for the batch, then one for each row.
std::string batch_text(std::int64_t epoch, engine::Batch const& batch);  // JSON lines
// Writes the dump into `directory` and returns the path of the file. Returns an empty text if
// `directory` is empty, or if the file could not be written completely. Then no part of the file is
// left.
std::string dump_batch(std::string const& directory, std::int64_t epoch,
                       engine::Batch const& batch);

}  // namespace callbackd::storage
