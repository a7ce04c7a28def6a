// RequestLimits: the limits of a site's requests (site.example.toml): for each site, source,
// number, and prefix of numbers. They are all checked on the engine thread, so requests at the same
// moment cannot pass a limit together. Requests with publishable and with secret keys are counted
// separately, each against the whole limit. So strangers cannot use up what the site's own server
// may do. After a restart the counts are rebuilt from the callbacks of the last day; the counts of
// sources are lost. World owns it.
#pragma once
#include <array>
#include <optional>

#include "base/hash_tables.hpp"
#include "base/source.hpp"
#include "core/definition/site_definition.hpp"
#include "core/messages/types.hpp"
#include "core/state/names.hpp"
#include "core/state/request_window.hpp"

namespace callbackd::core {

struct IntakeRequest {
  SiteId site{};
  base::PhoneNumber phone;
  KeyKind key = KeyKind::kSecret;
  std::optional<base::Source> source;  // none: not limited by source
};

class RequestLimits {
 public:
  explicit RequestLimits(base::HashKey key)
      : windows_{Windows{key}, Windows{key}},
        source_minute_{source_window(key), source_window(key), source_window(key)} {}

  struct Refused {
    RequestLimit limit{};
    base::Duration wait{};  // how long until one more is accepted
  };
  // Checks all limits and counts nothing. nullopt: no limit is reached. Otherwise returns the
  // reached limit with the longest wait.
  std::optional<Refused> check(Site const& site, IntakeRequest const& request,
                               base::Instant now) const;
  // Counts the request for all limits.
  void take(Site const& site, IntakeRequest const& request, base::Instant at);
  // check_source() and take_source() do the same as check() and take(), but only for the limit of
  // the source. They are used for a request that is refused for another reason.
  std::optional<Refused> check_source(Site const& site, IntakeRequest const& request,
                                      base::Instant now) const;
  void take_source(Site const& site, IntakeRequest const& request, base::Instant at);

 private:
  static constexpr std::size_t kNumbers = 300'000;
  static constexpr std::size_t kAddresses = 100'000;
  static constexpr std::size_t kPrefixes = 100'000;
  static constexpr std::size_t kSites = 10'000;

  struct Windows {  // for one kind of keys
    explicit Windows(base::HashKey key)
        : site_minute{std::chrono::minutes{1}, kSites, key},
          number_hour{std::chrono::hours{1}, kNumbers, key},
          number_day{std::chrono::hours{24}, kNumbers, key},
          prefix_hour{std::chrono::hours{1}, kPrefixes, key} {}

    RequestWindow site_minute;
    RequestWindow number_hour;
    RequestWindow number_day;
    RequestWindow prefix_hour;
  };
  static RequestWindow source_window(base::HashKey key) {
    return {std::chrono::minutes{1}, kAddresses, key};
  }
  Windows& windows(KeyKind key) { return windows_[static_cast<std::size_t>(key)]; }
  Windows const& windows(KeyKind key) const { return windows_[static_cast<std::size_t>(key)]; }

  std::array<Windows, kKeyKinds> windows_;
  std::array<RequestWindow, base::Source::kWidths> source_minute_;  // by width of the network
};

}  // namespace callbackd::core
