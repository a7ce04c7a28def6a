#include "app/recorded_day.hpp"

#include <algorithm>
#include <map>

#include "base/check.hpp"
#include "calendar/local_time.hpp"

namespace callbackd::app {
namespace {

using base::Duration;
using base::Instant;
using core::AttemptOutcome;
using core::OfferOutcome;
using forecast::Law;

constexpr std::uint64_t kFirstNumber = 12'000'000'000;
// The step between the phone numbers of the callbacks. It is large, so that few callbacks share a
// prefix of numbers, because posts for one prefix are limited.
constexpr std::uint64_t kNumberStep = 7'919'317;
constexpr std::uint64_t kNumbers = 8'000'000'000;

// Makes a law (a random distribution of times, forecast/law.hpp) with the same median and 90th
// percentile as `times`. Times that are not above zero are left out. If no time is left, the law
// always gives `usual`.
Law law_of(std::vector<Duration> times, Duration usual) {
  std::erase_if(times, [](Duration time) { return time <= Duration{0}; });
  if (times.empty()) return Law::fixed(usual);
  std::sort(times.begin(), times.end());
  auto const at = [&](std::size_t percent) { return times[(times.size() - 1) * percent / 100]; };
  return {Law::Kind::kLognormal, at(50), at(90), 1};
}

using QuarterHours = std::chrono::duration<std::int64_t, std::ratio<900>>;

int percent(std::int64_t part, std::size_t whole) {
  return whole == 0 ? 0 : static_cast<int>(part * 100 / static_cast<std::int64_t>(whole));
}

// Makes the laws for work that was not recorded. They are needed because under another definition a
// callback may get further than it did when it was recorded.
forecast::Handling handling_of(storage::History const& history) {
  forecast::Handling handling;
  std::vector<Duration> answers, previews, rings, talks, afterwards;
  for (auto const& offer : history.offers) {
    if (offer.outcome == OfferOutcome::kAccepted) {
      answers.push_back(offer.closed_at - offer.opened_at);
    }
  }
  auto const ended = [&](OfferOutcome outcome) {
    return percent(std::count_if(history.offers.begin(), history.offers.end(),
                                 [=](auto const& offer) { return offer.outcome == outcome; }),
                   history.offers.size());
  };
  handling.reject_percent = ended(OfferOutcome::kRejected);
  handling.ignore_percent = ended(OfferOutcome::kTimedOut);
  std::map<AttemptOutcome, int> outcomes;
  for (auto const& callback : history.callbacks) {
    for (auto const& call : callback.calls) {
      ++outcomes[call.outcome];
      previews.push_back(call.started_at - call.opened_at);
      rings.push_back(call.answered_at.value_or(call.ended_at) - call.started_at);
      if (call.answered_at) talks.push_back(call.ended_at - *call.answered_at);
      if (call.closed_at) afterwards.push_back(*call.closed_at - call.ended_at);
    }
  }
  handling.answer = law_of(std::move(answers), std::chrono::seconds{5});
  handling.preview = law_of(std::move(previews), Duration{0});
  handling.dial = Law::fixed(Duration{0});
  handling.ring = law_of(std::move(rings), std::chrono::seconds{10});
  handling.talk = law_of(std::move(talks), std::chrono::minutes{3});
  handling.after_call = law_of(std::move(afterwards), Duration{0});
  handling.retry_percent = 0;
  if (!outcomes.empty()) handling.calls.clear();
  for (auto const& [outcome, count] : outcomes) handling.calls.push_back({outcome, count});
  return handling;
}

// Returns the calls of one callback, and the times between them.
forecast::Recorded script_of(storage::RecordedCallback const& callback) {
  forecast::Recorded script;
  script.gave_up_after = callback.gave_up_after;
  script.in_hand = callback.in_hand;
  auto const& calls = callback.calls;
  for (std::size_t i = 0; i < calls.size(); ++i) {
    auto const& call = calls[i];
    bool const first = i == 0 || calls[i - 1].interaction_number != call.interaction_number;
    auto const* next = i + 1 < calls.size() ? &calls[i + 1] : nullptr;
    bool const last = next == nullptr || next->interaction_number != call.interaction_number;
    forecast::Recorded::Call told;
    told.outcome = call.outcome;
    if (first) told.preview = call.started_at - call.opened_at;
    // A call that was not answered rang until its end.
    told.dialled = call.answered_at.value_or(call.ended_at) - call.started_at;
    if (call.answered_at) told.talked = call.ended_at - *call.answered_at;
    if (last && call.closed_at) told.afterwards = *call.closed_at - call.ended_at;
    if (next) {
      told.until_next = std::max(next->started_at - call.ended_at - told.afterwards, Duration{0});
    }
    script.calls.push_back(told);
  }
  return script;
}

// Works out when agents were there, from their offers and interactions. On each local day, an agent
// is there from the begin of the first of these to the end of the last, and then to the end of that
// quarter of an hour. This rest of the quarter is added because under another definition the work
// does not end in the same second.
std::vector<forecast::Presence> presences_of(storage::History const& history,
                                             std::string const& zone_name) {
  auto const zone = calendar::Zone::find(zone_name);
  CALLBACKD_CHECK(zone);
  std::map<std::pair<std::string, std::chrono::sys_days>, std::pair<Instant, Instant>> days;
  auto const note_presence = [&](std::string const& agent, Instant from, Instant to) {
    auto const date = std::chrono::sys_days{calendar::local_date(from, *zone)};
    auto const [at, fresh] = days.try_emplace({agent, date}, from, to);
    if (fresh) return;
    at->second = {std::min(at->second.first, from), std::max(at->second.second, to)};
  };
  for (auto const& offer : history.offers)
    note_presence(offer.agent, offer.opened_at, offer.closed_at);
  for (auto const& work : history.work) note_presence(work.agent, work.opened_at, work.closed_at);
  std::vector<forecast::Presence> presences;
  for (auto const& [key, span] : days) {
    presences.push_back({key.first, span.first, std::chrono::ceil<QuarterHours>(span.second)});
  }
  return presences;
}

}  // namespace

RecordedDay recorded_day(storage::History const& history, std::string const& zone) {
  RecordedDay made;
  made.day.handlings.push_back(handling_of(history));
  made.presences = presences_of(history, zone);
  for (auto const& callback : history.callbacks) {
    forecast::Arrival arrival;
    arrival.at = callback.created_at;
    arrival.site = callback.site;
    arrival.queue = callback.queue;
    arrival.routing_point = callback.routing_point;
    arrival.priority = callback.priority;
    arrival.ahead = std::max(callback.due_at - callback.created_at, Duration{0});
    arrival.phone = kFirstNumber + made.arrivals.size() * kNumberStep % kNumbers;
    arrival.values = callback.routing_values;
    arrival.recorded = script_of(callback);
    made.arrivals.push_back(std::move(arrival));
  }
  return made;
}

std::vector<forecast::Arrival> arrivals_for(std::vector<forecast::Arrival> arrivals,
                                            core::SiteDefinition const& site) {
  for (auto& arrival : arrivals) {
    bool const routed = site.find_routing_point(arrival.routing_point) != nullptr;
    (routed ? arrival.queue : arrival.routing_point).clear();
  }
  return arrivals;
}

}  // namespace callbackd::app
