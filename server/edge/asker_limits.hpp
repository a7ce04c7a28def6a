// How many reads, tries to change, tries to cancel and posts that make nothing a source may ask for
// in a minute with publishable keys and manage tokens, how many tokens it may show that nobody
// knows, and how much a user may ask for. Any thread.
// Secret keys are not counted. The bounds that are counted elsewhere pass here.
#pragma once
#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <tuple>

#include "base/bounds.hpp"
#include "base/pace.hpp"
#include "base/source.hpp"
#include "core/messages/view.hpp"

namespace callbackd::edge {

// How often each limit refused something since the start; by RequestLimit.
using LimitsReached = std::array<std::uint64_t, core::kRequestLimitCount>;

class AskerLimits {
 public:
  explicit AskerLimits(int reads_per_source_per_minute) : of_source_(reads_per_source_per_minute) {}

  // A post of a source: refused when too many of its posts were repeats, or were refused for what
  // they say. Counts nothing.
  std::optional<core::Refusal> check_post(base::Source source, base::Instant now);
  void count_vain_post(base::Source source, base::Instant now);

  // Counts it; or the refusal, with the time after which one more is taken.
  std::optional<core::Refusal> take_of_source(base::Bound bound, base::Source source,
                                              base::Instant now);
  void give_back(base::Bound bound, base::Source source);  // what was taken
  std::optional<core::Refusal> take_of_user(base::Bound bound, std::string const& login,
                                            base::Instant now);
  LimitsReached reached() const;

 private:
  static constexpr std::size_t kSourcesMost = 100'000;
  static constexpr int kUserRequestsPerMinute = 600;
  using Network = std::tuple<base::Bound, std::size_t, std::uint64_t>;  // its width and name
  // Ordered, so that no choice of addresses makes a look-up slow.
  using Paces = std::map<Network, base::Pace>;

  base::Pace::Share share_of(base::Source::Network const& network) const;
  base::Pace pace_of(Network const& network) const;
  base::Duration wait(base::Bound bound, base::Source source, base::Instant now) const;
  void count(base::Bound bound, base::Source source, base::Instant now);
  core::Refusal refuse(core::RequestLimit limit, base::Duration wait);

  int of_source_;  // 0: no limit
  std::mutex mutex_;
  // Counted since young_since_, and in the time before. Who was quiet for a minute is as a new one,
  // and when there are too many, those not counted for longest are forgotten.
  Paces young_, old_;
  base::Instant young_since_{};
  std::map<std::string, base::Pace> users_;  // logins, so as many as there are
  std::array<std::atomic<std::uint64_t>, core::kRequestLimitCount> refused_{};
};

}  // namespace callbackd::edge
