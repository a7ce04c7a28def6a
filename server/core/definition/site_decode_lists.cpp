// Decodes office hours, lists of disposition codes, and layouts.
#include <algorithm>

#include "calendar/local_time.hpp"
#include "calendar/office_hours.hpp"
#include "core/definition/key_decoder.hpp"
#include "core/definition/site_keys.hpp"

namespace callbackd::core {
namespace {

std::vector<calendar::DayWindow> decode_windows(NodeAt const& place, Problems& errors) {
  std::vector<calendar::DayWindow> windows;
  auto const* list = list_of(place, errors);
  if (list == nullptr) return windows;
  for (std::size_t i = 0; i < list->size(); ++i) {
    NodeAt const item{(*list)[i], place.path + '[' + std::to_string(i) + ']'};
    auto const report = [&](RuleWord rule, std::string message) {
      errors.push_back({item.path, rule, std::move(message), item.node.position});
    };
    auto const* text = text_of(item, errors);
    if (text == nullptr) continue;
    auto const window = calendar::day_window_from_text(*text);
    if (!window) {
      report("format", "Must be HH:MM-HH:MM within one day, such as 09:00-17:30 or 18:00-24:00.");
      continue;
    }
    bool const overlaps = std::any_of(windows.begin(), windows.end(), [&](auto const& other) {
      return window->opens < other.closes && other.opens < window->closes;
    });
    if (overlaps) report("overlap", "Must not overlap another time of the same day.");
    windows.push_back(*window);
  }
  return windows;
}

void list_groups(std::vector<Code> const& codes, std::string& out) {
  for (auto const& code : codes) {
    if (code.codes.empty()) continue;
    out += (out.empty() ? "" : ", ") + code.code;
    list_groups(code.codes, out);
  }
}

}  // namespace

void KeyDecoder::operator()(std::string_view key, std::vector<calendar::DayWindow>& out,
                            DayWindows) {
  reader_.table(key, [&](NodeAt const& place) { out = decode_windows(place, decoding_.errors); });
}

void KeyDecoder::operator()(std::string_view key, Days& out, SpecialDays rule) {
  reader_.entries(key, [&](std::string const& day, NodeAt const& place) {
    bool const good = check(place, day, TextFormat::kDate);
    auto windows = decode_windows(place, decoding_.errors);
    if (!good) return;
    auto const date = *calendar::date_from_text(day);
    if (rule.closed->contains(date))
      report(place, {"conflict", "Must not be a day that is listed in closed as well."});
    out[date] = std::move(windows);
  });
}

void KeyDecoder::operator()(std::string_view key, std::vector<Code>& out, Tables) {
  DistinctNames own_names{"code of this list", decoding_};
  auto& names = depth_ == 0 ? own_names : *names_;
  reader_.each(key, [&](NodeAt const& place) {
    TableReader inner(place, decoding_.errors);
    if (depth_ == kCodeDepth) {
      inner.error("code", "too_deep",
                  "Must be at most " + std::to_string(kCodeDepth) + " levels deep.");
      return;
    }
    Code code;
    KeyDecoder decoder(inner, decoding_, &names, depth_ + 1);
    visit_keys(decoder, code);
    inner.finish();
    out.push_back(std::move(code));
  });
}

void KeyDecoder::operator()(std::string_view key, std::vector<LayoutField>& out, Tables) {
  reader_.each(key, [&](NodeAt const& place) {
    TableReader inner(place, decoding_.errors);
    LayoutField field;
    KeyDecoder decoder(inner, decoding_);
    visit_keys(decoder, field);
    inner.finish();
    out.push_back(std::move(field));
  });
}

void decode_hours(NodeAt const& place, SiteDecoding& decoding, DistinctNames& names) {
  auto const errors_before = decoding.errors.size();
  TableReader reader(place, decoding.errors);
  WrittenHours hours;
  hours.rules.zone = decoding.site.company.time_zone;
  KeyDecoder decoder(reader, decoding, &names);
  visit_keys(decoder, hours);
  reader.finish();
  auto& rules = hours.rules;
  auto const has_windows = [](auto const& windows) { return !windows.empty(); };
  bool const opens = std::any_of(rules.weekly.begin(), rules.weekly.end(), has_windows) ||
                     std::any_of(rules.special.begin(), rules.special.end(),
                                 [&](auto const& day) { return has_windows(day.second); });
  if (!opens) {
    decoding.notices.push_back({place.path, "never_opens",
                                "These hours never open: the callbacks of a queue with these hours "
                                "wait until they expire.",
                                place.node.position});
  }
  // Hours with a fault are replaced by hours that never open. Then callbacks wait, which is better
  // than calls at night.
  bool const zone_known = place.node.find("time_zone") != nullptr
                              ? zone_is_taken(place.node, rules.zone)
                              : decoding.company_zone_known;
  if (!zone_known || decoding.errors.size() != errors_before)
    rules = {.zone = "UTC", .weekly = {}, .closed = {}, .special = {}};
  auto made = calendar::OfficeHours::make(std::move(rules));
  if (made) decoding.site.hours.push_back({std::move(hours.name), std::move(*made)});
}

void decode_code_list(NodeAt const& place, SiteDecoding& decoding, DistinctNames& names) {
  TableReader reader(place, decoding.errors);
  CodeList list;
  KeyDecoder decoder(reader, decoding, &names);
  visit_keys(decoder, list);
  reader.finish();
  std::string groups;
  list_groups(list.codes, groups);
  if (!groups.empty()) {
    decoding.notices.push_back(
        {place.path, "has_children",
         "These codes only group others and cannot be set as a disposition: " + groups + ".",
         place.node.position});
  }
  decoding.site.code_lists.push_back(std::move(list));
}

}  // namespace callbackd::core
