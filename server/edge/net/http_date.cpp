#include "edge/net/http_date.hpp"

#include <fmt/format.h>

#include <array>

namespace callbackd::edge {

std::string http_date(std::time_t at) {
  static constexpr std::array kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::tm parts{};
  ::gmtime_r(&at, &parts);
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT",
                     kDays.at(static_cast<std::size_t>(parts.tm_wday)), parts.tm_mday,
                     kMonths.at(static_cast<std::size_t>(parts.tm_mon)), parts.tm_year + 1900,
                     parts.tm_hour, parts.tm_min, parts.tm_sec);
}

std::string const& http_date() {
  thread_local std::time_t at = -1;
  thread_local std::string text;
  auto const now = std::time(nullptr);
  if (now != at) text = http_date(now);
  at = now;
  return text;
}

}  // namespace callbackd::edge
