// One day of a contact centre as somebody describes it: who asks when, how long things take, which
// agents are there. Values with names, made by day_decoder.hpp or from what was recorded; they fit
// any site definition that knows the names.
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

struct Share {  // one value of several, as often as its weight says
  std::string value;
  int weight = 0;
};
struct Mix {
  std::string attribute;  // contact.locale, attributes.topic
  std::vector<Share> shares;
};

struct Volume {
  DayWindow at;
  int per_quarter_hour = 0;
};

struct Stream {  // callbacks that arrive
  std::string site;
  std::string queue;  // exactly one of queue and routing_point
  std::string routing_point;
  int priority = 0;
  bool even = false;  // else by chance (Poisson)
  std::vector<Volume> volumes;
  std::vector<Mix> mixes;
  core::Position position;
};

// What a call can come to, and how often; the weights need not sum to anything.
struct CallWeight {
  core::AttemptOutcome outcome{};
  int weight = 0;
};

struct Handling {
  std::string queue;  // empty: every queue without one of its own
  Law answer = Law::fixed(seconds{3});
  int reject_percent = 0;
  int ignore_percent = 0;
  Law preview = Law::fixed(seconds{0});
  Law dial = Law::fixed(seconds{2});
  Law ring = Law::fixed(seconds{10});
  std::vector<CallWeight> calls{{core::AttemptOutcome::kAnswered, 1}};
  Law talk;
  Law after_call = Law::fixed(seconds{0});
  std::optional<Law> patience;  // none: everybody waits
  int retry_percent = 0;
  Law retry_after = Law::fixed(seconds{3600});
  int retries_most = 2;
  core::Position position;
};

struct Shift {
  std::vector<std::string> agents;  // logins; one that ends with * stands for all that begin so
  int most = 0;                     // 0: all of them; else the first so many of the definition
  std::vector<DayWindow> ready;
  core::Position position;
};

struct Day {
  std::chrono::year_month_day date;
  std::string time_zone;  // empty: the company's
  DayWindow hours{std::chrono::minutes{0}, std::chrono::hours{24}};
  Law back_after = Law::fixed(seconds{60});  // Not Ready after a missed offer, for so long
  std::vector<Stream> streams;
  std::vector<Handling> handlings;
  std::vector<Shift> shifts;

  Handling const& handling_of(std::string const& queue) const;
};

}  // namespace callbackd::forecast
