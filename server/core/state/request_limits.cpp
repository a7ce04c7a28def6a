#include "core/state/request_limits.hpp"

namespace callbackd::core {
namespace {

using Key = RequestWindow::Key;

Key key(SiteId site, std::uint64_t what) {
  return {static_cast<std::uint32_t>(site), what};
}

// A key for the first `digits` digits of a number. A shorter number is taken whole. The key also
// contains `digits`. Otherwise the prefix 44 (`digits` is 2) and the whole number 44 (`digits` is
// 7) would have the same key.
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

// Asks several limits, and keeps the reached limit with the longest wait.
class Longest {
 public:
  explicit Longest(base::Instant now) : now_(now) {}
  void ask(RequestLimit limit, std::int64_t most, RequestWindow const& window, Key const& of) {
    if (most <= 0) return;
    auto const wait = window.wait(of, static_cast<std::uint64_t>(most), now_);
    if (wait.count() > 0 && (!found || wait > found->wait)) found = {limit, wait};
  }
  std::optional<RequestLimits::Refused> found;

 private:
  base::Instant now_;
};

}  // namespace

std::optional<RequestLimits::Refused> RequestLimits::check(Site const& site,
                                                           IntakeRequest const& request,
                                                           base::Instant now) const {
  auto const& of = windows(request.key);
  auto const number = key(request.site, request.phone.digits);
  Longest longest{now};
  longest.found = check_source(site, request, now);
  longest.ask(RequestLimit::kNumberPerHour, site.requests_per_number_per_hour, of.number_hour,
              number);
  longest.ask(RequestLimit::kNumberPerDay, site.requests_per_number_per_day, of.number_day, number);
  longest.ask(RequestLimit::kPrefixPerHour, site.requests_per_prefix_per_hour, of.prefix_hour,
              key(request.site, prefix_of(request.phone, site.prefix_digits)));
  longest.ask(RequestLimit::kSitePerMinute, site.requests_per_minute, of.site_minute,
              key(request.site, 0));
  return longest.found;
}

std::optional<RequestLimits::Refused> RequestLimits::check_source(Site const& site,
                                                                  IntakeRequest const& request,
                                                                  base::Instant now) const {
  if (!request.source) return std::nullopt;
  Longest longest{now};
  for (auto const& network : request.source->networks()) {
    auto const most = std::int64_t{site.requests_per_address_per_minute} * network.times;
    longest.ask(RequestLimit::kAddressPerMinute, most, source_minute_[network.width],
                key(request.site, network.name));
  }
  return longest.found;
}

void RequestLimits::take(Site const& site, IntakeRequest const& request, base::Instant at) {
  auto& of = windows(request.key);
  auto const number = key(request.site, request.phone.digits);
  take_source(site, request, at);
  if (site.requests_per_number_per_hour > 0) of.number_hour.add(number, at);
  if (site.requests_per_number_per_day > 0) of.number_day.add(number, at);
  if (site.requests_per_prefix_per_hour > 0) {
    of.prefix_hour.add(key(request.site, prefix_of(request.phone, site.prefix_digits)), at);
  }
  if (site.requests_per_minute > 0) of.site_minute.add(key(request.site, 0), at);
}

void RequestLimits::take_source(Site const& site, IntakeRequest const& request, base::Instant at) {
  if (!request.source || site.requests_per_address_per_minute <= 0) return;
  for (auto const& network : request.source->networks()) {
    source_minute_[network.width].add(key(request.site, network.name), at);
  }
}

}  // namespace callbackd::core
