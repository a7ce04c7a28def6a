// Folds the event log and compares it with the state tables (the function replay_mismatches). For
// tests, and for operators who want to be sure. Blocks.
#pragma once
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "storage/connection.hpp"

namespace callbackd::storage {

struct Mismatch {
  base::CallbackId callback;
  std::string field;
  std::string replayed;  // JSON
  std::string stored;    // JSON
};
Result<std::vector<Mismatch>> compare_replay(
    DatabaseLocation const& location);  // empty: the log is complete

}  // namespace callbackd::storage
