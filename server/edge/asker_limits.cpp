#include "edge/asker_limits.hpp"

namespace callbackd::edge {
namespace {

using base::Bound;
using base::Pace;
using core::RequestLimit;

core::Refusal reached(RequestLimit limit, base::Duration wait) {
  core::Refusal refusal;
  refusal.reason = core::RefusalReason::kLimitReached;
  refusal.limit = limit;
  refusal.detail = "The limit " + std::string{core::to_text(limit)} + " is reached.";
  refusal.retry_after = std::chrono::ceil<std::chrono::seconds>(wait);
  return refusal;
}

}  // namespace

// Sources that were quiet for a minute are as new ones. When all are busy, one of them begins anew.
Pace& AskerLimits::pace_of(Network const& network, base::Instant now) {
  auto const known = sources_.find(network);
  if (known != sources_.end()) return known->second;
  if (sources_.size() >= kSourcesMost) {
    std::erase_if(sources_, [&](auto const& each) { return each.second.is_full(now); });
  }
  if (sources_.size() >= kSourcesMost) sources_.erase(sources_.begin());
  return sources_[network];
}

std::optional<core::Refusal> AskerLimits::take_of_source(Bound bound, base::Source source,
                                                         base::Instant now) {
  bool const reads = bound == Bound::kReads;
  bool const counted = reads || bound == Bound::kChanges || bound == Bound::kCancels;
  if (!counted || of_source_ == 0) return std::nullopt;
  auto const limit = reads ? RequestLimit::kReadsPerMinute : RequestLimit::kAttemptsPerMinute;
  auto const share = [&](auto const& network) {
    return Pace::per_minute(of_source_ * network.times);
  };
  std::lock_guard const lock(mutex_);
  for (auto const& network : source.networks()) {
    auto const wait = pace_of({bound, network.width, network.name}, now).wait(share(network), now);
    if (wait > base::Duration{0}) return reached(limit, wait);
  }
  for (auto const& network : source.networks()) {
    pace_of({bound, network.width, network.name}, now).count(share(network), now);
  }
  return std::nullopt;
}

std::optional<core::Refusal> AskerLimits::take_of_user(Bound bound, std::string const& login,
                                                       base::Instant now) {
  if (bound != Bound::kAdministration) return std::nullopt;
  auto const share = Pace::per_minute(kUserRequestsPerMinute);
  std::lock_guard const lock(mutex_);
  auto& pace = users_[login];
  auto const wait = pace.wait(share, now);
  if (wait > base::Duration{0}) return reached(RequestLimit::kUserRequestsPerMinute, wait);
  pace.count(share, now);
  return std::nullopt;
}

}  // namespace callbackd::edge
