// Office hours, disposition code lists and layouts.
#include <algorithm>
#include <array>

#include "calendar/local_time.hpp"
#include "calendar/office_hours.hpp"
#include "core/definition/site_decoding.hpp"

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
    decoding.shown_text(inner, "label", code.label);
    decode_codes(inner, code.codes, decoding, names, depth + 1);
    inner.finish();
    out.push_back(std::move(code));
  });
}

void list_groups(std::vector<Code> const& codes, std::string& out) {
  for (auto const& code : codes) {
    if (code.codes.empty()) continue;
    out += (out.empty() ? "" : ", ") + code.code;
    list_groups(code.codes, out);
  }
}

void decode_fields(TableReader& reader, std::string_view key, std::vector<LayoutField>& out,
                   SiteDecoding& decoding) {
  reader.each(key, [&](Place const& place) {
    TableReader inner(place, decoding.errors);
    LayoutField field;
    if (inner.required_name("from", field.from) && !is_field_source(field.from)) {
      inner.error("from", "unknown_source",
                  "must be attributes.NAME, contact.name, contact.phone, contact.email, "
                  "contact.locale, when, queue or created_at");
    }
    field.label = field.from;
    decoding.shown_text(inner, "label", field.label);
    inner.finish();
    out.push_back(std::move(field));
  });
}

}  // namespace

void decode_hours(Place const& place, SiteDecoding& decoding, DistinctNames& names) {
  TableReader reader(place, decoding.errors);
  auto const errors_before = decoding.errors.size();
  std::string name;
  if (reader.required_name("name", name)) names.add(reader, "name", name);
  calendar::HoursRules rules;
  rules.zone = decoding.site.company.time_zone;
  bool zone_known = decoding.company_zone_known;
  if (reader.take("time_zone") != nullptr && reader.name("time_zone", rules.zone)) {
    zone_known = decoding.check_zone(reader, "time_zone", rules.zone);
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
  auto const has_windows = [](auto const& windows) { return !windows.empty(); };
  bool const opens = std::any_of(rules.weekly.begin(), rules.weekly.end(), has_windows) ||
                     std::any_of(rules.special.begin(), rules.special.end(),
                                 [&](auto const& day) { return has_windows(day.second); });
  if (!opens) {
    decoding.notices.push_back({place.path, "never_opens",
                                "these hours never open: callbacks of a queue with them wait until "
                                "they expire",
                                place.node.position});
  }
  // Hours that cannot be understood never open: callbacks wait, and nobody is called at night.
  if (!zone_known || decoding.errors.size() != errors_before)
    rules = {.zone = "UTC", .weekly = {}, .closed = {}, .special = {}};
  auto hours = calendar::OfficeHours::make(std::move(rules));
  if (hours) decoding.site.hours.push_back({std::move(name), std::move(*hours)});
}

void decode_code_list(Place const& place, SiteDecoding& decoding, DistinctNames& names) {
  TableReader reader(place, decoding.errors);
  CodeList list;
  if (reader.required_name("name", list.name)) names.add(reader, "name", list.name);
  DistinctNames codes{"code of this list", decoding};
  decode_codes(reader, list.codes, decoding, codes, 1);
  reader.finish();
  std::string groups;
  list_groups(list.codes, groups);
  if (!groups.empty()) {
    decoding.notices.push_back({place.path, "has_children",
                                "these codes group others and are no dispositions: " + groups,
                                place.node.position});
  }
  decoding.site.code_lists.push_back(std::move(list));
}

void decode_layout(Place const& place, SiteDecoding& decoding, DistinctNames& names) {
  TableReader reader(place, decoding.errors);
  Layout layout;
  if (reader.required_name("name", layout.name)) names.add(reader, "name", layout.name);
  decode_fields(reader, "notification", layout.notification, decoding);
  decode_fields(reader, "case_information", layout.case_information, decoding);
  decode_fields(reader, "callback_information", layout.callback_information, decoding);
  reader.finish();
  decoding.site.layouts.push_back(std::move(layout));
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
