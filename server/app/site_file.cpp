#include "app/site_file.hpp"

#include <algorithm>
#include <ostream>

#include "app/admin.hpp"
#include "app/toml_node.hpp"
#include "calendar/local_time.hpp"
#include "edge/site_regions.hpp"

namespace callbackd::app {
namespace {

// Whether these hours are over: they have no weekly windows, but they name special days, and all of
// these days are in the past.
bool is_over(calendar::OfficeHours const& hours, base::Instant now) {
  auto const& rules = hours.rules();
  auto const empty = [](auto const& windows) { return windows.empty(); };
  if (rules.special.empty()) return false;
  if (!std::all_of(rules.weekly.begin(), rules.weekly.end(), empty)) return false;
  std::chrono::local_days const today{calendar::local_date(now, hours.zone())};
  return std::chrono::local_days{rules.special.rbegin()->first} < today;
}

void notice_hours_in_the_past(core::DecodedSite& decoded, core::Node const& root,
                              base::Instant now) {
  auto const* written = root.find("hours");
  auto const* list = written == nullptr ? nullptr : std::get_if<core::NodeList>(&written->value);
  if (!decoded.site || list == nullptr) return;
  auto const& all = decoded.site->hours;
  for (std::size_t i = 0; i < all.size() && i < list->size(); ++i) {
    if (!is_over(all[i].hours, now)) continue;
    decoded.notices.push_back({"hours[" + std::to_string(i) + "]", "over",
                               "All days that these hours name are over: the callbacks of a queue "
                               "with these hours wait until they expire.",
                               (*list)[i].position});
  }
}

}  // namespace

SiteFile load_site_file(std::string const& path) {
  SiteFile file;
  file.path = path;
  std::string why;
  auto text = read_text_file(path, why);
  if (!text) {
    file.decoded.errors.push_back({"", "unreadable", why, {}});
    return file;
  }
  file.text = std::move(*text);
  auto parsed = parse_toml(file.text);
  if (parsed.errors.empty()) {
    file.decoded = edge::with_regions_checked(core::decode_site(parsed.root), parsed.root);
    notice_hours_in_the_past(file.decoded, parsed.root, wall_clock_now());
  } else {
    file.decoded.errors = std::move(parsed.errors);
  }
  return file;
}

void print_problems(SiteFile const& file, std::ostream& out) {
  for (auto const& error : file.decoded.errors) out << problem_text(file.path, error) << '\n';
  for (auto const& notice : file.decoded.notices) {
    auto told = notice;
    told.message = "notice: " + notice.message;
    out << problem_text(file.path, told) << '\n';
  }
}

}  // namespace callbackd::app
