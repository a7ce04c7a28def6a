// EdgeLimits counts requests in the edge, before they get to the engine or the database. Edge makes
// the one EdgeLimits, and EdgeParts holds it. Any thread.
// - For strangers (publishable keys and manage tokens) it counts by source: reads, tries to change,
//   tries to cancel, posts that made no callback, and unknown tokens. Each of these five has its
//   own limit of reads_per_source_per_minute.
// - For users it counts by login. The limit is kUserRequestsPerMinute.
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

// How often each limit has refused a request since this EdgeLimits was made. The index is a
// RequestLimit.
using LimitsReached = std::array<std::uint64_t, core::kRequestLimitCount>;

// A request counts in each network of its source. For IPv4 this is the address alone. For IPv6 it
// is the /64, which has the limit itself, the /56, which has four times the limit, and the /48,
// which has sixteen times the limit. Requests with secret keys are not counted. If a route names a
// Bound that another part of the server counts (for example the engine), EdgeLimits counts nothing
// for it and lets the request through.
class EdgeLimits {
 public:
  explicit EdgeLimits(int reads_per_source_per_minute)
      : per_source_per_minute_(reads_per_source_per_minute) {}

  // Refuses a post if too many posts of its source made no callback, because they were repeats or
  // were refused. It counts nothing, because it is known only later whether a post makes a
  // callback. count_post_without_callback() counts it then.
  std::optional<core::Refusal> check_post(base::Source source, base::Instant now);
  void count_post_without_callback(base::Source source, base::Instant now);

  // Counts one request and returns nullopt, or returns the refusal. The refusal has the time after
  // which one more request is accepted.
  std::optional<core::Refusal> take_of_source(base::Bound bound, base::Source source,
                                              base::Instant now);
  void give_back(base::Bound bound, base::Source source);  // undoes one count
  std::optional<core::Refusal> take_of_user(base::Bound bound, std::string const& login,
                                            base::Instant now);
  LimitsReached reached() const;

 private:
  static constexpr std::size_t kSourcesMost = 100'000;
  static constexpr int kUserRequestsPerMinute = 600;
  // The key of a count: the bound, and the width and the name of the network.
  using Network = std::tuple<base::Bound, std::size_t, std::uint64_t>;
  // This is an ordered map, so that nobody can make a look-up slow by choosing special addresses.
  using Paces = std::map<Network, base::Pace>;

  base::Pace::Share share_of(base::Source::Network const& network) const;
  base::Pace pace_of(Network const& network) const;
  base::Duration wait(base::Bound bound, base::Source source, base::Instant now) const;
  void count(base::Bound bound, base::Source source, base::Instant now);
  core::Refusal refuse(core::RequestLimit limit, base::Duration wait);

  int per_source_per_minute_;  // 0: no limit
  std::mutex mutex_;
  // current_ has the networks that were counted since current_since_. previous_ has the networks of
  // the time before current_since_. After a minute, or when current_ is full, previous_ is dropped
  // and current_ becomes previous_. A network that was quiet for a minute may send as many requests
  // as one that was never counted, so nothing is lost when it is dropped. If more than kSourcesMost
  // networks send requests within a minute, some networks are dropped too early.
  Paces current_, previous_;
  base::Instant current_since_{};
  std::map<std::string, base::Pace> users_;  // by login; only logins of existing users
  std::array<std::atomic<std::uint64_t>, core::kRequestLimitCount> refused_{};
};

}  // namespace callbackd::edge
