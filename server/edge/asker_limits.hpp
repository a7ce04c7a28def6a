// How many reads, tries to change and tries to cancel a source may make in a minute with
// publishable keys and manage tokens, and how much an administrator may ask for. Any thread. Secret
// keys and supervisors are not counted. The bounds that are counted elsewhere pass here.
#pragma once
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <tuple>

#include "base/bounds.hpp"
#include "base/pace.hpp"
#include "base/source.hpp"
#include "core/view.hpp"

namespace callbackd::edge {

class AskerLimits {
 public:
  explicit AskerLimits(int reads_per_source_per_minute) : of_source_(reads_per_source_per_minute) {}

  // Counts it; or the refusal, with the time after which one more is taken.
  std::optional<core::Refusal> take_of_source(base::Bound bound, base::Source source,
                                              base::Instant now);
  std::optional<core::Refusal> take_of_user(base::Bound bound, std::string const& login,
                                            base::Instant now);

 private:
  static constexpr std::size_t kSourcesMost = 100'000;
  static constexpr int kUserRequestsPerMinute = 600;
  using Network = std::tuple<base::Bound, std::size_t, std::uint64_t>;  // its width and name

  base::Pace& pace_of(Network const& network, base::Instant now);

  int of_source_;  // 0: no limit
  std::mutex mutex_;
  // Ordered, so that no choice of addresses makes a look-up slow.
  std::map<Network, base::Pace> sources_;
  std::map<std::string, base::Pace> users_;
};

}  // namespace callbackd::edge
