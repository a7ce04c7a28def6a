#include "core/request_limits.hpp"

namespace callbackd::core {
namespace {

using Key = RequestWindow::Key;

Key key(SiteId site, std::uint64_t what) {
  return {static_cast<std::uint32_t>(site), what};
}

// The first digits of a number, and how many they are.
std::uint64_t prefix_of(base::PhoneNumber phone, int digits) {
  auto const kept = [&](std::uint64_t number) {
    int length = 0;
    for (; number > 0; number /= 10) ++length;
    return length <= digits;
  };
  auto prefix = phone.digits;
  while (!kept(prefix)) prefix /= 10;
  return prefix * 16 + static_cast<std::uint64_t>(digits);
}

class Longest {
 public:
  explicit Longest(base::Instant now) : now_(now) {}
  void ask(RequestLimit limit, int most, RequestWindow const& window, Key const& of) {
    if (most <= 0) return;
    auto const wait = window.wait(of, static_cast<std::uint64_t>(most), now_);
    if (wait.count() > 0 && (!found || wait > found->wait)) found = {limit, wait};
  }
  std::optional<RequestLimits::Refused> found;

 private:
  base::Instant now_;
};

}  // namespace

std::optional<RequestLimits::Refused> RequestLimits::check_number(Site const& site,
                                                                  IntakeRequest const& request,
                                                                  base::Instant now) const {
  Longest longest{now};
  auto const number = key(request.site, request.phone.digits);
  longest.ask(RequestLimit::kNumberPerHour, site.requests_per_number_per_hour, number_hour_,
              number);
  longest.ask(RequestLimit::kNumberPerDay, site.requests_per_number_per_day, number_day_, number);
  longest.ask(RequestLimit::kPrefixPerHour, site.requests_per_prefix_per_hour, prefix_hour_,
              key(request.site, prefix_of(request.phone, site.prefix_digits)));
  return longest.found;
}

std::optional<RequestLimits::Refused> RequestLimits::check(Site const& site,
                                                           IntakeRequest const& request,
                                                           base::Instant now) const {
  Longest longest{now};
  longest.found = check_number(site, request, now);
  longest.ask(RequestLimit::kSitePerMinute, site.requests_per_minute, site_minute_,
              key(request.site, 0));
  if (request.source) {
    longest.ask(RequestLimit::kAddressPerMinute, site.requests_per_address_per_minute,
                address_minute_, key(request.site, *request.source));
  }
  return longest.found;
}

void RequestLimits::take_number(Site const& site, IntakeRequest const& request, base::Instant at) {
  auto const number = key(request.site, request.phone.digits);
  if (site.requests_per_number_per_hour > 0) number_hour_.add(number, at);
  if (site.requests_per_number_per_day > 0) number_day_.add(number, at);
  if (site.requests_per_prefix_per_hour > 0) {
    prefix_hour_.add(key(request.site, prefix_of(request.phone, site.prefix_digits)), at);
  }
}

void RequestLimits::take(Site const& site, IntakeRequest const& request, base::Instant at) {
  take_number(site, request, at);
  if (site.requests_per_minute > 0) site_minute_.add(key(request.site, 0), at);
  if (request.source && site.requests_per_address_per_minute > 0) {
    address_minute_.add(key(request.site, *request.source), at);
  }
}

}  // namespace callbackd::core
