#include "calendar/zone.hpp"

#include <date/tz.h>

#include <algorithm>
#include <exception>

#include "calendar/zone_files.hpp"

namespace callbackd::calendar {
namespace {

using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::sys_seconds;

// The first and last instant that this file works with. Instants of the zone database that are
// outside become the nearer of the two, because an Instant cannot hold all of them.
constexpr Instant kEarliest = sys_days{std::chrono::year{0} / 1 / 1};
constexpr Instant kLatest = sys_days{std::chrono::year{10000} / 1 / 1};

constexpr std::size_t kZoneNameCharsMax = 64;

Instant clamped(sys_seconds at) {
  return std::clamp(at, std::chrono::floor<seconds>(kEarliest),
                    std::chrono::floor<seconds>(kLatest));
}

// Whether `name` may be the name of a zone. The name becomes part of a file's path, so names with
// other characters, above all "../", are refused.
bool looks_like_a_zone(std::string_view name) {
  auto const allowed = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '/' ||
           c == '_' || c == '-' || c == '+';
  };
  return !name.empty() && name.size() <= kZoneNameCharsMax && name[0] >= 'A' && name[0] <= 'Z' &&
         std::all_of(name.begin(), name.end(), allowed);
}

}  // namespace

std::optional<Zone> Zone::find(std::string_view name) {
  if (!looks_like_a_zone(name)) return std::nullopt;
  try {
    auto const [zone, known_as] = find_known_zone(std::string{name});
    if (!zone) return std::nullopt;
    static_cast<void>(zone->get_info(sys_seconds{}));  // reads the file now: a bad one throws here
    return Zone{zone, known_as};
  } catch (std::exception const&) {
    return std::nullopt;
  }
}

std::string const& Zone::name() const {
  return *name_;
}

std::string Zone::city() const {
  std::string city = name().substr(name().rfind('/') + 1);
  std::replace(city.begin(), city.end(), '_', ' ');
  return city;
}

Instant Zone::to_instant(LocalSeconds local, Repeated repeated) const {
  auto const info = zone_->get_info(::date::local_seconds{local.time_since_epoch()});
  if (info.result == ::date::local_info::nonexistent) return clamped(info.first.end);
  bool const second = info.result == ::date::local_info::ambiguous && repeated == Repeated::later;
  auto const offset = second ? info.second.offset : info.first.offset;
  return clamped(sys_seconds{local.time_since_epoch() - offset});
}

std::chrono::local_time<base::Duration> Zone::to_local(Instant at) const {
  at = std::clamp(at, kEarliest, kLatest);
  auto const offset = zone_->get_info(std::chrono::floor<seconds>(at)).offset;
  return std::chrono::local_time<base::Duration>{at.time_since_epoch() + offset};
}

Zone::Span Zone::span_at(Instant at) const {
  at = std::clamp(at, kEarliest, kLatest);
  auto const info = zone_->get_info(std::chrono::floor<seconds>(at));
  return Span{clamped(info.begin), clamped(info.end), info.offset};
}

bool zone_exists(std::string_view name) {
  return Zone::find(name).has_value();
}

}  // namespace callbackd::calendar
