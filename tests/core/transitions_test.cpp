// Tests the table in transitions.hpp, and compares it with the diagram in STATES.md. With
// CALLBACKD_REWRITE=1 it writes STATES.md anew.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>

#include "core/state/transitions.hpp"

using namespace callbackd::core;

namespace {

std::string state_name(std::optional<CallbackState> state) {
  return state ? std::string{to_text(*state)} : "[*]";
}

std::string diagram() {
  std::map<std::pair<std::string, std::string>, std::string> arrows;
  for (auto const& row : kTransitions) {
    auto& triggers = arrows[{state_name(row.from), state_name(row.to)}];
    if (!triggers.empty()) triggers += ", ";
    triggers += to_text(row.trigger);
  }
  std::ostringstream out;
  out << "# The states of a callback\n\n"
         "Generated from `transitions.hpp` by `tests/core/transitions_test.cpp`; do not edit.\n"
         "Two things fail a callback: the retry policy, with `retry_mode = \"automatic\"` alone; "
         "and, in either mode, a contact who hangs up\nwhile the call waits for another agent, "
         "where "
         "the queue says `abandoned = \"failed\"`.\n\n"
         "```mermaid\nstateDiagram-v2\n";
  for (auto const& [ends, triggers] : arrows) {
    out << "    " << ends.first << " --> " << ends.second << " : " << triggers << "\n";
  }
  for (auto const state : {CallbackState::kCompleted, CallbackState::kCancelled,
                           CallbackState::kExpired, CallbackState::kFailed}) {
    out << "    " << to_text(state) << " --> [*]\n";
  }
  out << "```\n\n| from | trigger | to |\n|---|---|---|\n";
  for (auto const& row : kTransitions) {
    out << "| " << (row.from ? std::string{to_text(*row.from)} : "–") << " | "
        << to_text(row.trigger) << " | " << to_text(row.to) << " |\n";
  }
  return out.str();
}

}  // namespace

TEST_CASE("nothing leads out of a final state") {
  for (auto const& row : kTransitions) CHECK((!row.from || !is_final(*row.from)));
}

TEST_CASE("no transition is in the table twice") {
  for (auto const& row : kTransitions) {
    int count = 0;
    for (auto const& other : kTransitions) {
      if (other.from == row.from && other.trigger == row.trigger && other.to == row.to) ++count;
    }
    CHECK(count == 1);
  }
}

TEST_CASE("STATES.md shows the table") {
  auto const path = CALLBACKD_SOURCE_DIR "/server/core/STATES.md";
  if (std::getenv("CALLBACKD_REWRITE")) {
    std::ofstream{path} << diagram();
    return;
  }
  std::ostringstream written;
  written << std::ifstream{path}.rdbuf();
  CHECK(written.str() == diagram());
}
