// Routing points: their rules, the conditions, and which rules are never reached.
#include <algorithm>
#include <array>

#include "core/definition/site_decoding.hpp"

namespace callbackd::core {
namespace {

using Kind = RoutingCondition::Kind;

// What a condition may be about; beside it stand the keys of its own.
constexpr std::array<std::string_view, 9> kSubjects{
    "attribute", "language", "closed", "open", "hours", "queue", "all", "any", "not"};

RoutingCondition decode_condition(Place const& place, SiteDecoding& decoding, int depth);

void decode_attribute(TableReader& reader, RoutingCondition& condition) {
  bool const source_good = reader.required_name("attribute", condition.subject);
  if (source_good && !is_attribute_source(condition.subject)) {
    reader.error("attribute", "unknown", "Must be attributes.NAME or contact.locale.");
  }
  bool const equals = reader.take("equals") != nullptr;
  bool const prefix = reader.take("prefix") != nullptr;
  if (equals == prefix) {
    reader.error(equals ? "prefix" : "equals", "exactly_one",
                 "Give exactly one of equals and prefix.");
    return;
  }
  condition.kind = equals ? Kind::kEquals : Kind::kPrefix;
  reader.text(equals ? "equals" : "prefix", condition.value, kSiteLimits.value_chars);
}

void decode_language(TableReader& reader, RoutingCondition& condition) {
  condition.kind = Kind::kLanguage;
  if (!reader.name("language", condition.value)) return;
  if (language_of(condition.value) != condition.value) {
    reader.error("language", "format", "Must be a language alone, in lower case, such as de.");
  }
}

void decode_named(TableReader& reader, SiteDecoding& decoding, std::string_view key, Kind kind,
                  NameReference::Kind names, RoutingCondition& condition) {
  condition.kind = kind;
  Node const& node = *reader.take(key);
  if (reader.name(key, condition.subject))
    decoding.refer(names, condition.subject, {node, reader.path_of(key)});
}

void decode_load(TableReader& reader, SiteDecoding& decoding, RoutingCondition& condition) {
  decode_named(reader, decoding, "queue", Kind::kWaiting, NameReference::Kind::kQueue, condition);
  bool const waiting = reader.take("waiting_at_least") != nullptr;
  bool const estimate = reader.take("wait_at_least_seconds") != nullptr;
  if (waiting == estimate) {
    reader.error(waiting ? "wait_at_least_seconds" : "waiting_at_least", "exactly_one",
                 "Give exactly one of waiting_at_least and wait_at_least_seconds.");
    return;
  }
  condition.kind = waiting ? Kind::kWaiting : Kind::kEstimate;
  int least = 1;
  reader.number(waiting ? "waiting_at_least" : "wait_at_least_seconds", least,
                waiting ? kSiteLimits.waiting : kSiteLimits.within_a_month_seconds);
  condition.least = least;
}

void decode_parts(TableReader& reader, SiteDecoding& decoding, std::string_view key, int depth,
                  RoutingCondition& condition) {
  condition.kind = key == "all" ? Kind::kAll : key == "any" ? Kind::kAny : Kind::kNot;
  if (depth == kSiteLimits.condition_depth) {
    reader.error(
        key, "too_deep",
        "Must be at most " + std::to_string(kSiteLimits.condition_depth) + " levels deep.");
    return;
  }
  auto const decode = [&](Place const& part) {
    condition.parts.push_back(decode_condition(part, decoding, depth + 1));
  };
  if (key == "not") return reader.table(key, decode);
  reader.each(key, decode);
  auto const* list = std::get_if<NodeList>(&reader.take(key)->value);
  if (list != nullptr && list->empty())
    reader.error(key, "required", "Must hold at least one condition.");
}

void decode_subject(TableReader& reader, SiteDecoding& decoding, std::string_view key, int depth,
                    RoutingCondition& condition) {
  using Names = NameReference::Kind;
  if (key == "attribute") return decode_attribute(reader, condition);
  if (key == "language") return decode_language(reader, condition);
  if (key == "closed")
    return decode_named(reader, decoding, key, Kind::kClosed, Names::kQueue, condition);
  if (key == "open")
    return decode_named(reader, decoding, key, Kind::kOpen, Names::kQueue, condition);
  if (key == "hours")
    return decode_named(reader, decoding, key, Kind::kHours, Names::kHours, condition);
  if (key == "queue") return decode_load(reader, decoding, condition);
  decode_parts(reader, decoding, key, depth, condition);
}

RoutingCondition decode_condition(Place const& place, SiteDecoding& decoding, int depth) {
  RoutingCondition condition;
  TableReader reader(place, decoding.errors);
  std::vector<std::string_view> given;
  for (auto const key : kSubjects) {
    if (reader.take(key) != nullptr) given.push_back(key);
  }
  if (given.size() == 1) {
    decode_subject(reader, decoding, given[0], depth, condition);
  } else if (reader.valid()) {
    reader.error(given.empty() ? kSubjects[0] : given[1], "exactly_one",
                 "Give exactly one of attribute, language, closed, open, hours, queue, all, any "
                 "and not; several conditions go into all = [ … ].");
  }
  reader.finish();
  return condition;
}

void decode_rule(Place const& place, SiteDecoding& decoding, RoutingPoint& point) {
  TableReader reader(place, decoding.errors);
  RoutingRule rule;
  reader.table("when",
               [&](Place const& inner) { rule.when = decode_condition(inner, decoding, 1); });
  if (reader.required_name("queue", rule.queue)) {
    decoding.refer(NameReference::Kind::kQueue, rule.queue,
                   {*reader.take("queue"), reader.path_of("queue")});
  }
  if (reader.take("priority") != nullptr) {
    int priority = 0;
    reader.number("priority", priority, kSiteLimits.priority);
    rule.priority = priority;
  }
  rule.skills = decode_skills(reader, decoding);
  auto const* const agent = reader.take("preferred_agent");
  if (agent != nullptr && reader.name("preferred_agent", rule.preferred_agent)) {
    decoding.refer(NameReference::Kind::kAgent, rule.preferred_agent,
                   {*agent, reader.path_of("preferred_agent")});
  }
  reader.finish();
  point.rules.push_back(std::move(rule));
}

// Told as a notice: what can never apply does no harm, but is seldom meant.
void notice_unreachable(RoutingPoint const& point, std::vector<Place> const& places,
                        SiteDecoding& decoding) {
  for (std::size_t i = 1; i < point.rules.size(); ++i) {
    bool const last = i + 1 == point.rules.size();
    for (std::size_t earlier = 0; earlier < i; ++earlier) {
      if (last && point.rules[earlier].when.kind != Kind::kAlways) continue;  // it is the default
      if (!covers(point.rules[earlier].when, point.rules[i].when)) continue;
      decoding.notices.push_back(
          {places[i].path, "unreachable",
           "This rule is never reached: " + places[earlier].path + " (line " +
               std::to_string(places[earlier].node.position.line) + ") applies before it.",
           places[i].node.position});
      break;
    }
  }
}

}  // namespace

void decode_routing_point(Place const& place, SiteDecoding& decoding, DistinctNames& names) {
  TableReader reader(place, decoding.errors);
  RoutingPoint point;
  if (reader.required_name("name", point.name)) names.add(reader, "name", point.name);
  reader.require("rules");
  std::vector<Place> rules;
  auto const errors_before = decoding.errors.size();
  reader.each("rules", [&](Place const& rule) {
    rules.push_back(rule);
    decode_rule(rule, decoding, point);
  });
  if (!rules.empty() && rules.back().node.find("when") != nullptr) {
    decoding.errors.push_back(
        {rules.back().path, "last_rule",
         "The last rule of a routing point must always match: leave out its when.",
         rules.back().node.position});
  }
  if (decoding.errors.size() == errors_before) notice_unreachable(point, rules, decoding);
  if (auto const* node = reader.take("rules"); node != nullptr && rules.empty()) {
    if (std::holds_alternative<NodeList>(node->value)) {
      reader.error("rules", "required", "Must hold at least one rule.");
    }
  }
  reader.finish();
  decoding.site.routing_points.push_back(std::move(point));
}

}  // namespace callbackd::core
