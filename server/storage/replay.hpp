// Builds the state again from the log of events, and compares it with the stored tables; the stored
// function replay_mismatches does both. For tests; an operator can call the stored function. Any
// thread; blocks.
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
