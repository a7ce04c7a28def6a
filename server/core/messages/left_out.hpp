// Finds the callbacks among the rows of a start that cannot be worked with, because their rows
// contradict each other or have values out of range, and takes callbacks out of all rows that were
// read. One broken callback must not end a start: it is left out. Pure; any thread. It never
// guesses what a row means.
#pragma once
#include <set>
#include <string>
#include <vector>

#include "core/messages/record.hpp"

namespace callbackd::core {

// kNever, or within the years that the server works with (Limits::first_year to last_year).
bool is_usable(Instant at);
// Within those years: then sums with durations do not overflow.
bool is_usable_time(Instant at);

struct Contradiction {
  base::CallbackId callback;
  std::string why;  // a clause for the operator, without personal data
};
// The callbacks that must not be restored, each at most once, with the first contradiction found.
std::vector<Contradiction> contradictions(Restored const& restored);

// Takes these callbacks out of every list that names callbacks.
void leave_out(Restored& restored, std::set<base::CallbackId> const& callbacks);

}  // namespace callbackd::core
