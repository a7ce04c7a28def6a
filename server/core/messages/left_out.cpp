#include "core/messages/left_out.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "base/limits.hpp"
#include "core/messages/callback_columns.hpp"

namespace callbackd::core {
namespace {

// The highest priority that is accepted in a row. With a higher priority the keys of a waiting line
// could overflow. Every priority that a definition allows is far below this.
constexpr int kPriorityMost = 1'000'000;
// The highest count that is accepted in a row. With a higher one, the next number might not fit
// into its column.
constexpr std::uint32_t kCountMost = 1'000'000'000;
constexpr base::Serial kSerialMost{std::uint64_t{1} << 62U};

constexpr char kOtherYears[] = "a time is outside the years that the server works with";

// The open offers, open interactions and call attempts of one callback.
struct Hands {
  std::vector<OfferRow const*> offers;
  std::vector<InteractionRow const*> interactions;
  std::uint32_t last_attempt = 0;
  std::vector<std::uint32_t> open_attempts;
};
using HandsOf = std::map<base::CallbackId, Hands>;

HandsOf sorted_by_callback(Restored const& restored) {
  HandsOf hands;
  for (auto const& row : restored.open_offers) hands[row.id.callback].offers.push_back(&row);
  for (auto const& row : restored.open_interactions) {
    hands[row.id.callback].interactions.push_back(&row);
  }
  for (auto const& row : restored.attempts) {
    auto& of_callback = hands[row.id.callback];
    of_callback.last_attempt = std::max(of_callback.last_attempt, row.id.number);
    if (!row.ended_at) of_callback.open_attempts.push_back(row.id.number);
  }
  return hands;
}

bool is_usable_or_none(std::optional<Instant> const& at) {
  return !at || is_usable_time(*at);
}

// Visits each column of a row, and checks it by its type.
struct ValuesInRange {
  bool times = true;
  bool counts = true;
  template <typename Other>
  void operator()(Column, Other const&) {}
  void operator()(Column, Instant const& at) { times = times && is_usable_time(at); }
  void operator()(Column, std::optional<Instant> const& at) {
    times = times && is_usable_or_none(at);
  }
  void operator()(Column, std::uint32_t const& count) { counts = counts && count <= kCountMost; }
};

std::string wrong_numbers(CallbackRow const& row, bool counts_in_range) {
  if (!counts_in_range) return "a count is out of range";
  if (row.serial > kSerialMost) return "serial is out of range";
  if (row.priority < -kPriorityMost || row.priority > kPriorityMost) {
    return "priority is out of range";
  }
  return {};
}

std::string wrong_values(CallbackRow const& row) {
  ValuesInRange in_range;
  each_callback_column(in_range, row);
  if (!in_range.times) return kOtherYears;
  if (auto why = wrong_numbers(row, in_range.counts); !why.empty()) return why;
  bool const in_line = row.state == CallbackState::kQueued || row.state == CallbackState::kOffered;
  if (in_line && (!row.queued_since || !row.queue_entered_at)) {
    return "it is queued or offered, but queued_since or queue_entered_at is missing";
  }
  if (is_final(row.state) && row.slot_at) return "it is final, but still holds a slot";
  if (!is_final(row.state) && row.ended_at) return "it is not final, but has ended_at";
  return {};
}

std::string wrong_hands(CallbackRow const& row, Hands const& hands) {
  bool const offered = row.state == CallbackState::kOffered;
  bool const worked = row.state == CallbackState::kActive || is_final(row.state);
  if (hands.offers.size() != (offered ? 1U : 0U))
    return "its state and its open offers contradict each other";
  if (hands.interactions.size() != (worked ? 1U : 0U)) {
    return "its state and its open interactions contradict each other";
  }
  if (row.agent.empty() == (offered || worked))
    return "its state and its agent contradict each other";
  if (offered &&
      (hands.offers[0]->agent != row.agent || hands.offers[0]->id.number != row.offer_number)) {
    return "its open offer is not the one that the callback names";
  }
  if (worked && (hands.interactions[0]->agent != row.agent ||
                 hands.interactions[0]->id.number != row.interaction_number)) {
    return "its open interaction is not the one that the callback names";
  }
  return {};
}

std::string wrong_calls(CallbackRow const& row, Hands const& hands) {
  if (row.attempt_number != hands.last_attempt) return "its last call attempt is missing";
  if (hands.open_attempts.empty()) return {};
  if (hands.open_attempts.size() > 1 || hands.open_attempts[0] != row.attempt_number) {
    return "a call attempt before its last one is still open";
  }
  if (row.state == CallbackState::kScheduled) return "it is scheduled, but its call is still open";
  return {};
}

// The callbacks that have a moved window outside of the usable years. Such instants would become
// due_at and expires_at.
std::set<base::CallbackId> with_unusable_window(std::vector<MovedWindow> const& windows) {
  std::set<base::CallbackId> callbacks;
  for (auto const& window : windows) {
    bool const usable =
        is_usable_or_none(window.was_not_before) && is_usable_or_none(window.was_not_after) &&
        is_usable_or_none(window.when.not_before) && is_usable_or_none(window.when.not_after);
    if (!usable) callbacks.insert(window.callback);
  }
  return callbacks;
}

// The serials that more than one callback has, each with the value false. contradictions() sets the
// value to true at the first callback with this serial, and keeps that callback. It leaves out the
// later callbacks with this serial.
std::map<base::Serial, bool> serials_given_twice(Restored const& restored) {
  std::vector<base::Serial> serials;
  serials.reserve(restored.callbacks.size());
  for (auto const& [row, phone] : restored.callbacks) serials.push_back(row.serial);
  std::sort(serials.begin(), serials.end());
  std::map<base::Serial, bool> twice;
  for (auto at = std::adjacent_find(serials.begin(), serials.end()); at != serials.end();
       at = std::adjacent_find(std::next(at), serials.end())) {
    twice.emplace(*at, false);
  }
  return twice;
}

}  // namespace

bool is_usable(Instant at) {
  using std::chrono::sys_days;
  Instant const first = sys_days{base::kLimits.first_year / 1 / 1};
  Instant const last = sys_days{(base::kLimits.last_year + std::chrono::years{1}) / 1 / 1};
  return at >= first && (at < last || at == base::kNever);
}

bool is_usable_time(Instant at) {
  return is_usable(at) && at != base::kNever;
}

std::vector<Contradiction> contradictions(Restored const& restored) {
  std::vector<Contradiction> found;
  auto const other_years = with_unusable_window(restored.moved_windows);
  auto twice = serials_given_twice(restored);
  auto const hands = sorted_by_callback(restored);
  for (auto const& [row, phone] : restored.callbacks) {
    static Hands const kNone;
    auto const known = hands.find(row.id);
    auto const& of_callback = known == hands.end() ? kNone : known->second;
    auto why = wrong_values(row);
    if (why.empty()) why = wrong_hands(row, of_callback);
    if (why.empty()) why = wrong_calls(row, of_callback);
    if (why.empty() && other_years.contains(row.id)) why = kOtherYears;
    auto const same = twice.find(row.serial);
    bool const second = same != twice.end() && std::exchange(same->second, true);
    if (why.empty() && second) why = "another callback has the same serial";
    if (!why.empty()) found.push_back({row.id, std::move(why)});
  }
  return found;
}

void leave_out(Restored& restored, std::set<base::CallbackId> const& callbacks) {
  if (callbacks.empty()) return;
  auto const out = [&](base::CallbackId id) { return callbacks.contains(id); };
  std::erase_if(restored.callbacks, [&](auto const& one) { return out(one.first.id); });
  std::erase_if(restored.open_offers, [&](auto const& row) { return out(row.id.callback); });
  std::erase_if(restored.open_interactions, [&](auto const& row) { return out(row.id.callback); });
  std::erase_if(restored.attempts, [&](auto const& row) { return out(row.id.callback); });
  std::erase_if(restored.parties, [&](auto const& row) { return out(row.attempt.callback); });
  std::erase_if(restored.notes, [&](auto const& row) { return out(row.callback); });
  std::erase_if(restored.exclusions, [&](auto const& row) { return out(row.callback); });
  std::erase_if(restored.moved_windows, [&](auto const& row) { return out(row.callback); });
}

}  // namespace callbackd::core
