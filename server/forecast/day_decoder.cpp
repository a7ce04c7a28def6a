#include "forecast/day_decoder.hpp"

#include <algorithm>
#include <array>
#include <type_traits>

#include "calendar/local_time.hpp"

namespace callbackd::forecast {
namespace {

using core::NodeAt;
using core::Problems;
using core::Range;
using core::TableReader;

constexpr std::int64_t kDaySeconds = 86'400;
constexpr Range kSeconds{0, 31 * kDaySeconds};
constexpr Range kSomeSeconds{1, 31 * kDaySeconds};
constexpr Range kPercent{0, 100};
constexpr Range kWeight{0, 1'000'000};
constexpr Range kPerQuarterHour{0, 100'000};
constexpr Range kStages{1, 100};
constexpr Range kRetries{0, 100};
constexpr Range kAgents{1, 1'000'000};
constexpr Range kPriority{-100, 100};

enum class Spread : std::uint8_t { kRandom, kEven };
constexpr auto words_of(std::type_identity<Spread>) {
  using enum Spread;
  return std::to_array<core::Word<Spread>>({{"random", kRandom}, {"even", kEven}});
}

// The state while one file is decoded: the day so far and the mistakes so far.
struct Reading {
  Day day;
  Problems errors;

  void law_parts(TableReader& kinds, Law& law, int& given) {
    auto const kind = [&](std::string_view word, Law::Kind is, auto read) {
      kinds.table(word, [&](NodeAt place) {
        TableReader parts{std::move(place), errors};
        law.kind = is;
        read(parts);
        parts.finish();
        ++given;
      });
    };
    auto const value = [&](TableReader& parts, std::string_view key, Duration& out) {
      seconds read{1};
      parts.require(key);
      parts.duration(key, read, kSomeSeconds);
      out = read;
    };
    auto const rising = [&](TableReader& parts, std::string_view key) {
      if (law.second < law.first)
        parts.error(key, "range", "Must not be smaller than the number before it.");
    };
    kind("uniform", Law::Kind::kUniform, [&](TableReader& parts) {
      value(parts, "least", law.first), value(parts, "most", law.second);
      rising(parts, "most");
    });
    kind("exponential", Law::Kind::kExponential,
         [&](TableReader& parts) { value(parts, "mean", law.first); });
    kind("erlang", Law::Kind::kErlang, [&](TableReader& parts) {
      value(parts, "mean", law.first);
      parts.require("stages");
      parts.number("stages", law.stages, kStages);
    });
    kind("lognormal", Law::Kind::kLognormal, [&](TableReader& parts) {
      value(parts, "median", law.first), value(parts, "p90", law.second);
      rising(parts, "p90");
    });
  }

  // Reads a Law: a number of seconds, or a table with exactly one kind of distribution. Returns
  // false if the key is absent. A wrong value is reported, and the result is true.
  bool law(TableReader& reader, std::string_view key, Law& out) {
    auto const* node = reader.take(key);
    if (node == nullptr) return false;
    if (std::holds_alternative<std::int64_t>(node->value)) {
      seconds value{0};
      reader.duration(key, value, kSeconds);
      out = Law::fixed(value);
      return true;
    }
    Law read;
    int given = 0;
    TableReader kinds{{*node, reader.path_of(key)}, errors};
    if (!kinds.valid()) return true;
    law_parts(kinds, read, given);
    kinds.finish();
    if (given != 1) {
      reader.error(key, "enum",
                   "Must be seconds, or one of uniform, exponential, erlang, lognormal.");
    }
    out = read;
    return true;
  }

  std::optional<DayWindow> window(NodeAt const& place) {
    auto const* text = core::text_of(place, errors);
    if (text == nullptr) return std::nullopt;
    auto const found = calendar::day_window_from_text(*text);
    auto const wrong = [&](core::RuleWord rule, char const* message) {
      errors.push_back({place.path, rule, message, place.node.position});
    };
    if (!found)
      return wrong("format", "Must be HH:MM-HH:MM within one day, such as 08:00-16:30."),
             std::nullopt;
    bool const whole = found->opens % kInterval == kInterval.zero() &&
                       found->closes % kInterval == kInterval.zero();
    if (!whole) return wrong("format", "Must begin and end on quarter hours."), std::nullopt;
    return found;
  }
  void window(TableReader& reader, std::string_view key, DayWindow& out) {
    auto const* node = reader.take(key);
    if (node == nullptr) return;
    if (auto const found = window({*node, reader.path_of(key)})) out = *found;
  }

  void mix(std::string const& attribute, NodeAt const& place) {
    Mix read{attribute, {}};
    TableReader reader{place, errors};
    if (!reader.valid()) return;
    std::int64_t all = 0;
    for (auto const& entry : std::get<core::NodeTable>(place.node.value)) {
      std::int64_t weight = 0;
      core::number_of({entry.node, place.path + '.' + entry.key}, kWeight, weight, errors);
      read.shares.push_back({entry.key, static_cast<int>(weight)});
      all += weight;
    }
    if (all == 0) {
      errors.push_back(
          {place.path, "range", "At least one weight must be above 0.", place.node.position});
    }
    day.streams.back().mixes.push_back(std::move(read));
  }

  void stream(NodeAt place) {
    auto& to = day.streams.emplace_back();
    to.position = place.node.position;
    TableReader reader{std::move(place), errors};
    reader.required_name("site", to.site);
    reader.name("queue", to.queue);
    reader.name("routing_point", to.routing_point);
    if (to.queue.empty() == to.routing_point.empty()) {
      reader.error("queue", "exactly_one", "Give exactly one of queue and routing_point.");
    }
    reader.number("priority", to.priority, kPriority);
    auto spread = Spread::kRandom;
    reader.word("spread", spread);
    to.even = spread == Spread::kEven;
    reader.require("volumes");
    reader.each("volumes", [&](NodeAt at) {
      auto& volume = to.volumes.emplace_back();
      TableReader part{std::move(at), errors};
      part.require("at");
      window(part, "at", volume.at);
      part.require("per_quarter_hour");
      part.number("per_quarter_hour", volume.per_quarter_hour, kPerQuarterHour);
      part.finish();
    });
    reader.table("locale", [&](NodeAt const& at) { mix("contact.locale", at); });
    reader.entries("attributes", [&](std::string const& name, NodeAt const& at) {
      mix("attributes." + name, at);
    });
    reader.finish();
  }

  void calls(TableReader& reader, Handling& to) {
    using Outcome = core::AttemptOutcome;
    constexpr std::array kOutcomes{Outcome::kAnswered,    Outcome::kNoAnswer, Outcome::kBusy,
                                   Outcome::kUnreachable, Outcome::kMachine,  Outcome::kInvalid};
    reader.table("calls", [&](NodeAt at) {
      TableReader part{std::move(at), errors};
      to.calls.clear();
      int all = 0;
      for (auto const outcome : kOutcomes) {
        auto& weight = to.calls.emplace_back(CallWeight{outcome, 0}).weight;
        part.number(core::to_text(outcome), weight, kWeight);
        all += weight;
      }
      part.finish();
      if (all == 0) reader.error("calls", "range", "At least one weight must be above 0.");
    });
  }

  void handling(NodeAt place) {
    auto& to = day.handlings.emplace_back();
    to.position = place.node.position;
    TableReader reader{std::move(place), errors};
    reader.name("queue", to.queue);
    law(reader, "answer_seconds", to.answer);
    reader.number("reject_percent", to.reject_percent, kPercent);
    reader.number("ignore_percent", to.ignore_percent, kPercent);
    if (to.reject_percent + to.ignore_percent > 100) {
      reader.error("ignore_percent", "range", "Must be at most 100 together with reject_percent.");
    }
    law(reader, "preview_seconds", to.preview);
    law(reader, "dial_seconds", to.dial);
    law(reader, "ring_seconds", to.ring);
    calls(reader, to);
    reader.require("talk_seconds");
    law(reader, "talk_seconds", to.talk);
    law(reader, "after_call_seconds", to.after_call);
    Law patience;
    if (law(reader, "patience_seconds", patience)) to.patience = patience;
    reader.number("retry_percent", to.retry_percent, kPercent);
    law(reader, "retry_after_seconds", to.retry_after);
    reader.number("retries", to.retries_most, kRetries);
    reader.finish();
  }

  void shift(NodeAt place) {
    auto& to = day.shifts.emplace_back();
    to.position = place.node.position;
    TableReader reader{std::move(place), errors};
    reader.require("agents");
    reader.names("agents", to.agents);
    reader.number("most", to.most, kAgents);
    reader.require("ready");
    if (auto const* node = reader.take("ready")) {
      NodeAt const at{*node, reader.path_of("ready")};
      auto const* list = core::list_of(at, errors);
      for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
        auto const found = window({(*list)[i], at.path + '[' + std::to_string(i) + ']'});
        if (found) to.ready.push_back(*found);
      }
    }
    reader.finish();
  }

  void date(TableReader& reader) {
    std::string text;
    if (!reader.required_name("date", text)) return;
    auto const found = calendar::date_from_text(text);
    if (!found) return reader.error("date", "format", "Must be a date, such as 2027-03-15.");
    day.date = *found;
  }

  void all(core::Node const& root) {
    TableReader reader{{root, ""}, errors};
    date(reader);
    reader.name("time_zone", day.time_zone);
    if (!day.time_zone.empty() && !calendar::zone_exists(day.time_zone)) {
      reader.error("time_zone", "unknown", "There is no time zone called " + day.time_zone + ".");
    }
    window(reader, "hours", day.hours);
    law(reader, "back_after_seconds", day.back_after);
    reader.require("arrivals");
    reader.each("arrivals", [&](NodeAt at) { stream(std::move(at)); });
    reader.require("handling");
    reader.each("handling", [&](NodeAt at) { handling(std::move(at)); });
    reader.require("staffing");
    reader.each("staffing", [&](NodeAt at) { shift(std::move(at)); });
    bool const for_all = std::any_of(day.handlings.begin(), day.handlings.end(),
                                     [](Handling const& one) { return one.queue.empty(); });
    if (reader.take("handling") != nullptr && !for_all) {
      reader.error(
          "handling", "required",
          "One handling must have no queue: it applies to each queue that has none of its own.");
    }
    reader.finish();
  }
};

}  // namespace

DecodedDay decode_day(core::Node const& root) {
  Reading reading;
  reading.all(root);
  DecodedDay decoded;
  decoded.errors = std::move(reading.errors);
  if (decoded.errors.empty()) decoded.day = std::move(reading.day);
  return decoded;
}

bool shift_includes(std::string const& name, std::string const& login) {
  if (!name.ends_with('*')) return name == login;
  return login.starts_with(std::string_view{name}.substr(0, name.size() - 1));
}

core::Problems unknown_names(Day const& day, std::span<core::SitePtr const> sites) {
  Problems problems;
  auto const check = [&](bool known, std::string field, std::string const& name,
                         core::Position at) {
    if (name.empty() || known) return;
    problems.push_back(
        {std::move(field), "unknown", "The site definition has nothing called " + name + ".", at});
  };
  auto const all = [&](auto has) { return std::all_of(sites.begin(), sites.end(), has); };
  auto const any = [&](auto has) { return std::any_of(sites.begin(), sites.end(), has); };
  auto const path = [](char const* list, std::size_t i, char const* key) {
    return std::string{list} + '[' + std::to_string(i) + "]." + key;
  };
  for (std::size_t i = 0; i < day.streams.size(); ++i) {
    auto const& [site, queue, point, priority, even, volumes, mixes, at] = day.streams[i];
    check(all([&](auto const& in) { return in->find_site(site) != nullptr; }),
          path("arrivals", i, "site"), site, at);
    check(all([&](auto const& in) { return in->find_queue(queue) != nullptr; }),
          path("arrivals", i, "queue"), queue, at);
    check(all([&](auto const& in) { return in->find_routing_point(point) != nullptr; }),
          path("arrivals", i, "routing_point"), point, at);
  }
  for (std::size_t i = 0; i < day.handlings.size(); ++i) {
    auto const& queue = day.handlings[i].queue;
    check(any([&](auto const& in) { return in->find_queue(queue) != nullptr; }),
          path("handling", i, "queue"), queue, day.handlings[i].position);
  }
  for (std::size_t i = 0; i < day.shifts.size(); ++i) {
    for (auto const& name : day.shifts[i].agents) {
      check(any([&](auto const& in) {
              return std::any_of(in->agents.begin(), in->agents.end(), [&](auto const& agent) {
                return shift_includes(name, agent.login);
              });
            }),
            path("staffing", i, "agents"), name, day.shifts[i].position);
    }
  }
  return problems;
}

Handling const& Day::handling_of(std::string const& queue) const {
  Handling const* for_all = nullptr;
  for (auto const& one : handlings) {
    if (one.queue == queue) return one;
    if (one.queue.empty() && for_all == nullptr) for_all = &one;
  }
  return *for_all;
}

}  // namespace callbackd::forecast
