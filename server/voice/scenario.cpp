#include "voice/scenario.hpp"

#include <algorithm>
#include <array>

namespace callbackd::voice {
namespace {

using namespace std::chrono_literals;
using core::AttemptOutcome;

struct Row {
  std::string_view digits;
  PartyScenario scenario;
};

PartyScenario fails(AttemptOutcome outcome, std::string_view cause) {
  PartyScenario scenario;
  scenario.fails_after = 100ms;
  scenario.failure = outcome;
  scenario.cause = cause;
  return scenario;
}

PartyScenario answers(milliseconds after) {
  PartyScenario scenario;
  scenario.rings_after = 20ms;
  scenario.answers_after = after;
  return scenario;
}

PartyScenario hangs_up() {
  auto scenario = answers(200ms);
  scenario.hangs_up_after = 2s;
  return scenario;
}

PartyScenario machine() {
  auto scenario = answers(200ms);
  scenario.machine = true;
  return scenario;
}

PartyScenario rings_for_ever() {
  PartyScenario scenario;
  scenario.rings_after = 20ms;
  return scenario;
}

}  // namespace

PartyScenario scenario_for(std::string_view endpoint) {
  static std::array const kRows{
      Row{"486", fails(AttemptOutcome::kBusy, "17 busy (486)")},
      Row{"600", fails(AttemptOutcome::kBusy, "17 busy (600)")},
      Row{"603", fails(AttemptOutcome::kRejected, "21 declined (603)")},
      Row{"404", fails(AttemptOutcome::kInvalid, "1 unallocated (404)")},
      Row{"410", fails(AttemptOutcome::kInvalid, "22 gone (410)")},
      Row{"480", fails(AttemptOutcome::kNoAnswer, "19 no answer (480)")},
      Row{"503", fails(AttemptOutcome::kUnreachable, "34 congestion (503)")},
      Row{"181", rings_for_ever()},
      Row{"000", PartyScenario{}},
      Row{"201", hangs_up()},
      Row{"183", answers(500ms)},
      Row{"777", machine()},
      Row{"778", answers(200ms)},
  };
  auto const last = endpoint.substr(endpoint.size() < 3 ? 0 : endpoint.size() - 3);
  auto const found =
      std::find_if(kRows.begin(), kRows.end(), [&](Row const& row) { return row.digits == last; });
  return found == kRows.end() ? answers(200ms) : found->scenario;
}

}  // namespace callbackd::voice
