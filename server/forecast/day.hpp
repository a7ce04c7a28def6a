// Day is the description of one day of a contact centre: when callbacks arrive, how long things
// take, and which agents work. It is made by day_decoder.hpp or from recorded events. It has names
// instead of ids, so it can be used with any site definition that has these names. Each Law
// (law.hpp) gives durations, which are fixed or random. Values; any thread.
#pragma once
#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "calendar/office_hours.hpp"
#include "core/definition/node.hpp"
#include "core/messages/types.hpp"
#include "forecast/law.hpp"

namespace callbackd::forecast {

using calendar::DayWindow;
using std::chrono::seconds;

inline constexpr std::chrono::minutes kInterval{15};

// Share is one value of a Mix. A Mix gives the random values of one attribute. The probability of a
// value is its weight divided by the sum of all weights.
struct Share {
  std::string value;
  int weight = 0;
};
struct Mix {
  std::string attribute;  // for example contact.locale or attributes.topic
  std::vector<Share> shares;
};

struct Volume {
  DayWindow at;              // begins and ends at the bounds of intervals
  int per_quarter_hour = 0;  // arrivals on average
};

struct Stream {  // arriving callbacks of one kind
  std::string site;
  std::string queue;  // either queue or routing_point is given, never both
  std::string routing_point;
  int priority = 0;
  bool even = false;  // true: at even distances; false: random (a Poisson process)
  std::vector<Volume> volumes;
  std::vector<Mix> mixes;
  core::Position position;
};

// One outcome of a phone call and its weight. The weights may have any sum.
struct CallWeight {
  core::AttemptOutcome outcome{};
  int weight = 0;
};

// How agents and customers behave with the callbacks of a queue.
struct Handling {
  std::string queue;  // empty: it is for every queue without a Handling of its own
  Law answer = Law::fixed(seconds{3});  // from an offer to its accept or reject
  int reject_percent = 0;
  int ignore_percent = 0;  // share of the offers that the agent does not answer in time
  Law preview = Law::fixed(seconds{0});  // from the accept of the offer to the call
  Law dial = Law::fixed(seconds{2});     // until the agent's phone is answered
  Law ring = Law::fixed(seconds{10});    // until the contact answers, or the call fails
  std::vector<CallWeight> calls{{core::AttemptOutcome::kAnswered, 1}};
  Law talk;
  Law after_call = Law::fixed(seconds{0});  // from the end of a call until the agent is done
  std::optional<Law> patience;              // until the customer gives up; nullopt: never
  int retry_percent = 0;  // of the calls that reached nobody, the share that is tried again
  Law retry_after = Law::fixed(seconds{3600});
  int retries_most = 2;  // how often one callback is tried again at most
  core::Position position;
};

struct Shift {
  std::vector<std::string> agents;  // logins; eve* means all logins that begin with eve
  int most = 0;  // 0: all these agents work; otherwise this many, the first in the definition
  std::vector<DayWindow> ready;
  core::Position position;
};

struct Day {
  std::chrono::year_month_day date;
  std::string time_zone;  // empty: the time zone of the company
  DayWindow hours{std::chrono::minutes{0}, std::chrono::hours{24}};
  Law back_after = Law::fixed(seconds{60});  // how long an agent is Not Ready after a missed offer
  std::vector<Stream> streams;
  std::vector<Handling> handlings;
  std::vector<Shift> shifts;

  // Returns the Handling of this queue. If it has none, returns the Handling for every queue, which
  // must exist.
  Handling const& handling_of(std::string const& queue) const;
};

}  // namespace callbackd::forecast
