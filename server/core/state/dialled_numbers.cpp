#include "core/state/dialled_numbers.hpp"

#include <algorithm>

#include "core/definition/site_definition.hpp"

namespace callbackd::core {

DialledNumbers::Calls::iterator DialledNumbers::ringing(Calls& calls, base::Instant began_at) {
  return std::find_if(calls.begin(), calls.end(), [&](Call const& call) {
    return call.at == began_at && call.stage == Stage::kRinging;
  });
}

void DialledNumbers::begin(base::PhoneNumber number, base::Instant at, Stage stage) {
  auto& calls = numbers_.use(number);
  std::erase_if(calls, [&](Call const& call) { return call.at + kDay <= at; });
  if (calls.size() == kCallsPerNumberMost) calls.erase(calls.begin());
  calls.push_back({at, stage});
  auto const over = [&](Calls const* oldest) {
    return oldest && (oldest->empty() || oldest->back().at + kDay <= at);
  };
  while (over(numbers_.oldest())) numbers_.forget_oldest();
}

void DialledNumbers::note_dialled(base::PhoneNumber number, base::Instant began_at) {
  auto* const calls = numbers_.find(number);
  if (!calls) return;
  auto const at = ringing(*calls, began_at);
  if (at != calls->end()) at->stage = Stage::kDialled;
}

void DialledNumbers::note_never_dialled(base::PhoneNumber number, base::Instant began_at) {
  auto* const calls = numbers_.find(number);
  if (!calls) return;
  auto const at = ringing(*calls, began_at);
  if (at != calls->end()) calls->erase(at);
}

base::Instant DialledNumbers::free_at(base::PhoneNumber number, int most, Stage stage,
                                      base::Instant now) const {
  if (most <= 0) return now;
  auto const* const calls = numbers_.find(number);
  if (!calls) return now;
  auto left = most;
  for (auto call = calls->rbegin(); call != calls->rend(); ++call) {
    if (call->stage < stage || call->at + kDay <= now) continue;
    // `call` is now the earliest of the last `most` calls that count. When it is a day old, one
    // more call is allowed. All older calls are then more than a day old, too.
    if (--left == 0) return call->at + kDay;
  }
  return now;
}

}  // namespace callbackd::core
