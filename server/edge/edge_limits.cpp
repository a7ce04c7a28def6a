#include "edge/edge_limits.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "core/messages/limit_refusal.hpp"

namespace callbackd::edge {

using base::Bound;
using base::Pace;
using core::RequestLimit;

namespace {

// Returns the limit for a bound that take_of_source() counts by source. nullopt: take_of_source()
// does not count this bound. Posts are checked by check_post() instead.
std::optional<RequestLimit> limit_of(Bound bound) {
  switch (bound) {
    case Bound::kReads:
      return RequestLimit::kReadsPerMinute;
    case Bound::kChanges:
    case Bound::kCancels:
      return RequestLimit::kAttemptsPerMinute;
    case Bound::kTokens:
      return RequestLimit::kBadTokensPerMinute;
    default:
      return std::nullopt;
  }
}

}  // namespace

// Returns the count (a Pace) of a network. It is in current_ or, if the network was not counted
// since current_since_, in previous_. Changes neither map: the caller that changes the count puts
// it into current_.
Pace EdgeLimits::pace_of(Network const& network) const {
  if (auto const found = current_.find(network); found != current_.end()) return found->second;
  auto const found = previous_.find(network);
  return found == previous_.end() ? Pace{} : found->second;
}

Pace::Share EdgeLimits::share_of(base::Source::Network const& network) const {
  return Pace::per_minute(per_source_per_minute_ * network.times);
}

base::Duration EdgeLimits::wait(Bound bound, base::Source source, base::Instant now) const {
  base::Duration longest{0};
  for (auto const& network : source.networks()) {
    auto const pace = pace_of({bound, network.width, network.name});
    longest = std::max(longest, pace.wait(share_of(network), now));
  }
  return longest;
}

void EdgeLimits::count(Bound bound, base::Source source, base::Instant now) {
  if (now - current_since_ >= std::chrono::minutes{1} || current_.size() >= kSourcesMost) {
    previous_ = std::exchange(current_, {});
    current_since_ = now;
  }
  for (auto const& network : source.networks()) {
    Network const name{bound, network.width, network.name};
    auto pace = pace_of(name);
    pace.count(share_of(network), now);
    current_[name] = pace;
  }
}

core::Refusal EdgeLimits::refuse(RequestLimit limit, base::Duration wait) {
  refused_[static_cast<std::size_t>(limit)].fetch_add(1, std::memory_order_relaxed);
  return core::limit_reached(limit, wait);
}

LimitsReached EdgeLimits::reached() const {
  LimitsReached counts{};
  for (std::size_t limit = 0; limit < counts.size(); ++limit) {
    counts[limit] = refused_[limit].load(std::memory_order_relaxed);
  }
  return counts;
}

std::optional<core::Refusal> EdgeLimits::check_post(base::Source source, base::Instant now) {
  if (per_source_per_minute_ == 0) return std::nullopt;
  std::lock_guard const lock(mutex_);
  auto const longest = wait(Bound::kSiteRequests, source, now);
  if (longest == base::Duration{0}) return std::nullopt;
  return refuse(RequestLimit::kAttemptsPerMinute, longest);
}

void EdgeLimits::count_post_without_callback(base::Source source, base::Instant now) {
  if (per_source_per_minute_ == 0) return;
  std::lock_guard const lock(mutex_);
  count(Bound::kSiteRequests, source, now);
}

std::optional<core::Refusal> EdgeLimits::take_of_source(Bound bound, base::Source source,
                                                        base::Instant now) {
  auto const limit = limit_of(bound);
  if (!limit || per_source_per_minute_ == 0) return std::nullopt;
  std::lock_guard const lock(mutex_);
  auto const longest = wait(bound, source, now);
  if (longest > base::Duration{0}) {
    return refuse(*limit, longest);
  }
  count(bound, source, now);
  return std::nullopt;
}

void EdgeLimits::give_back(Bound bound, base::Source source) {
  if (per_source_per_minute_ == 0) return;
  std::lock_guard const lock(mutex_);
  for (auto const& network : source.networks()) {
    Network const name{bound, network.width, network.name};
    auto pace = pace_of(name);
    pace.give_back(share_of(network));
    current_[name] = pace;
  }
}

std::optional<core::Refusal> EdgeLimits::take_of_user(Bound bound, std::string const& login,
                                                      base::Instant now) {
  if (bound != Bound::kUserRequests) return std::nullopt;
  auto const share = Pace::per_minute(kUserRequestsPerMinute);
  std::lock_guard const lock(mutex_);
  auto& pace = users_[login];
  auto const longest = pace.wait(share, now);
  if (longest > base::Duration{0}) return refuse(RequestLimit::kUserRequestsPerMinute, longest);
  pace.count(share, now);
  return std::nullopt;
}

}  // namespace callbackd::edge
