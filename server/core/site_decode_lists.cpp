// Office hours, disposition code lists, layouts and routing points.
#include <algorithm>
#include <array>

#include "calendar/local_time.hpp"
#include "calendar/office_hours.hpp"
#include "core/site_decoding.hpp"

namespace callbackd::core {
namespace {

constexpr std::array<std::string_view, 7> kDays{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

std::vector<calendar::DayWindow> decode_windows(Place const& place, Problems& errors) {
  std::vector<calendar::DayWindow> windows;
  auto const* list = list_of(place, errors);
  if (list == nullptr) return windows;
  for (std::size_t i = 0; i < list->size(); ++i) {
    Place const item{(*list)[i], place.path + '[' + std::to_string(i) + ']'};
    auto const report = [&](char const* rule, std::string message) {
      errors.push_back({item.path, rule, std::move(message), item.node.position});
    };
    auto const* text = text_of(item, errors);
    if (text == nullptr) continue;
    auto const window = calendar::day_window_from_text(*text);
    if (!window) {
      report("format", "must be HH:MM-HH:MM within one day, like 09:00-17:30 or 18:00-24:00");
      continue;
    }
    bool const overlaps = std::any_of(windows.begin(), windows.end(), [&](auto const& other) {
      return window->opens < other.closes && other.opens < window->closes;
    });
    if (overlaps) report("overlap", "overlaps another time of the same day");
    windows.push_back(*window);
  }
  return windows;
}

std::optional<std::chrono::year_month_day> decode_date(std::string_view text, Place const& place,
                                                       Problems& errors) {
  auto date = calendar::date_from_text(text);
  if (!date) {
    errors.push_back({place.path, "format", "must be a date like 2026-12-25", place.node.position});
  }
  return date;
}

void decode_exceptions(TableReader& reader, calendar::HoursRules& rules, Problems& errors) {
  std::vector<std::string> closed;
  if (reader.names("closed", closed)) {
    reader.each("closed", [&](Place const& place) {
      auto const date = decode_date(std::get<std::string>(place.node.value), place, errors);
      if (date) rules.closed.insert(*date);
    });
  }
  reader.entries("special", [&](std::string const& day, Place const& place) {
    auto const date = decode_date(day, place, errors);
    auto windows = decode_windows(place, errors);
    if (!date) return;
    if (rules.closed.contains(*date)) {
      errors.push_back({place.path, "conflict", "the same day is closed", place.node.position});
    }
    rules.special[*date] = std::move(windows);
  });
}

void decode_codes(TableReader& reader, std::vector<Code>& out, SiteDecoding& decoding,
                  DistinctNames& names, int depth) {
  reader.each("codes", [&](Place const& place) {
    TableReader inner(place, decoding.errors);
    if (depth > kSiteLimits.code_depth) {
      inner.error("code", "depth",
                  "is deeper than " + std::to_string(kSiteLimits.code_depth) + " levels");
      return;
    }
    Code code;
    if (inner.required_name("code", code.code)) names.add(inner, "code", code.code);
    code.label = code.code;
    inner.text("label", code.label, kSiteLimits.label_chars);
    decode_codes(inner, code.codes, decoding, names, depth + 1);
    inner.finish();
    out.push_back(std::move(code));
  });
}

void decode_fields(TableReader& reader, std::string_view key, std::vector<LayoutField>& out,
                   Problems& errors) {
  reader.each(key, [&](Place const& place) {
    TableReader inner(place, errors);
    LayoutField field;
    if (inner.required_name("from", field.from) && !is_field_source(field.from)) {
      inner.error("from", "unknown_source",
                  "must be attributes.NAME, contact.name, contact.phone, contact.email, "
                  "contact.locale, when, queue or created_at");
    }
    field.label = field.from;
    inner.text("label", field.label, kSiteLimits.label_chars);
    inner.finish();
    out.push_back(std::move(field));
  });
}

void decode_attribute_condition(TableReader& reader, RoutingCondition& condition) {
  bool const source_good = reader.required_name("attribute", condition.subject);
  if (source_good && !is_attribute_source(condition.subject)) {
    reader.error("attribute", "unknown_source", "must be attributes.NAME or contact.locale");
  }
  bool const equals = reader.take("equals") != nullptr;
  bool const prefix = reader.take("prefix") != nullptr;
  if (equals == prefix) {
    reader.error(equals ? "prefix" : "equals", "exactly_one", "give exactly one of equals, prefix");
    return;
  }
  condition.kind = equals ? RoutingCondition::Kind::kEquals : RoutingCondition::Kind::kPrefix;
  reader.text(equals ? "equals" : "prefix", condition.value, kSiteLimits.value_chars);
}

RoutingCondition decode_condition(Place const& place, SiteDecoding& decoding) {
  RoutingCondition condition;
  TableReader reader(place, decoding.errors);
  bool const attribute = reader.take("attribute") != nullptr;
  auto const* const closed = reader.take("closed");
  if (reader.valid() && attribute == (closed != nullptr)) {
    reader.error(attribute ? "closed" : "attribute", "exactly_one",
                 "give exactly one of attribute, closed");
  }
  if (attribute) {
    decode_attribute_condition(reader, condition);
  } else if (closed != nullptr && reader.name("closed", condition.subject)) {
    condition.kind = RoutingCondition::Kind::kClosed;
    decoding.refer(NameReference::Kind::kQueue, condition.subject,
                   {*closed, reader.path_of("closed")});
  }
  reader.finish();
  return condition;
}

void decode_rule(Place const& place, SiteDecoding& decoding, RoutingPoint& point) {
  TableReader reader(place, decoding.errors);
  RoutingRule rule;
  reader.table("when", [&](Place const& inner) { rule.when = decode_condition(inner, decoding); });
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

}  // namespace

void decode_hours(Place const& place, SiteDecoding& decoding, DistinctNames& names) {
  TableReader reader(place, decoding.errors);
  auto const errors_before = decoding.errors.size();
  std::string name;
  if (reader.required_name("name", name)) names.add(reader, "name", name);
  calendar::HoursRules rules;
  rules.zone = decoding.site.company.time_zone;
  if (reader.name("time_zone", rules.zone) && !calendar::zone_exists(rules.zone)) {
    reader.error("time_zone", "unknown_name", "no time zone is called " + rules.zone);
  }
  reader.table("weekly", [&](Place const& inner) {
    TableReader week(inner, decoding.errors);
    for (std::size_t day = 0; day < kDays.size(); ++day) {
      week.table(kDays[day], [&](Place const& windows) {
        rules.weekly[day] = decode_windows(windows, decoding.errors);
      });
    }
    week.finish();
  });
  decode_exceptions(reader, rules, decoding.errors);
  reader.finish();
  if (decoding.errors.size() != errors_before)
    rules = {.zone = "UTC", .weekly = {}, .closed = {}, .special = {}};
  auto hours = calendar::OfficeHours::make(std::move(rules));
  if (hours) decoding.site.hours.push_back({std::move(name), std::move(*hours)});
}

void decode_code_list(Place const& place, SiteDecoding& decoding, DistinctNames& names) {
  TableReader reader(place, decoding.errors);
  CodeList list;
  if (reader.required_name("name", list.name)) names.add(reader, "name", list.name);
  DistinctNames codes{"code of this list"};
  decode_codes(reader, list.codes, decoding, codes, 1);
  reader.finish();
  decoding.site.code_lists.push_back(std::move(list));
}

void decode_layout(Place const& place, SiteDecoding& decoding, DistinctNames& names) {
  TableReader reader(place, decoding.errors);
  Layout layout;
  if (reader.required_name("name", layout.name)) names.add(reader, "name", layout.name);
  decode_fields(reader, "notification", layout.notification, decoding.errors);
  decode_fields(reader, "case_information", layout.case_information, decoding.errors);
  decode_fields(reader, "callback_information", layout.callback_information, decoding.errors);
  reader.finish();
  decoding.site.layouts.push_back(std::move(layout));
}

void decode_routing_point(Place const& place, SiteDecoding& decoding, DistinctNames& names) {
  TableReader reader(place, decoding.errors);
  RoutingPoint point;
  if (reader.required_name("name", point.name)) names.add(reader, "name", point.name);
  reader.require("rules");
  std::vector<Place> rules;
  reader.each("rules", [&](Place const& rule) {
    rules.push_back(rule);
    decode_rule(rule, decoding, point);
  });
  for (std::size_t i = 0; i < rules.size(); ++i) {
    bool const conditional = rules[i].node.find("when") != nullptr;
    bool const last = i + 1 == rules.size();
    if (last && conditional) {
      decoding.errors.push_back({rules[i].path, "last_rule",
                                 "the last rule of a routing point must always match (no when)",
                                 rules[i].node.position});
    } else if (!last && !conditional) {
      decoding.notices.push_back({rules[i].path, "unreachable",
                                  "always matches, so the rules after it are never reached",
                                  rules[i].node.position});
    }
  }
  if (auto const* node = reader.take("rules"); node != nullptr && rules.empty()) {
    if (std::holds_alternative<NodeList>(node->value)) {
      reader.error("rules", "required", "must hold at least one rule");
    }
  }
  reader.finish();
  decoding.site.routing_points.push_back(std::move(point));
}

bool is_attribute_source(std::string_view source) {
  constexpr std::string_view kAttributes = "attributes.";
  if (source == "contact.locale") return true;
  return source.starts_with(kAttributes) && source.size() > kAttributes.size() &&
         source.back() != '.' && source.find("..") == std::string_view::npos;
}

bool is_field_source(std::string_view from) {
  constexpr std::array<std::string_view, 6> kSources{
      "contact.name", "contact.phone", "contact.email", "when", "queue", "created_at"};
  return is_attribute_source(from) ||
         std::find(kSources.begin(), kSources.end(), from) != kSources.end();
}

}  // namespace callbackd::core
