// The limits of a site's requests (site.example.toml): per site, source address, number and the
// numbers' prefix. Engine thread, so that requests at the same time never pass a limit by one. Only
// what was accepted is counted. Of a restart only the counts of addresses do not survive.
#pragma once
#include <optional>

#include "core/names.hpp"
#include "core/request_window.hpp"
#include "core/site_definition.hpp"
#include "core/types.hpp"

namespace callbackd::core {

struct IntakeRequest {
  SiteId site{};
  base::PhoneNumber phone;
  std::optional<std::uint64_t> source;  // of a publishable key's request: PostCallback::source
};

class RequestLimits {
 public:
  struct Refused {
    RequestLimit limit{};
    base::Duration wait{};  // then one more is taken
  };
  // nullopt: below all limits. Else the one that takes longest.
  std::optional<Refused> check(Site const& site, IntakeRequest const& request,
                               base::Instant now) const;
  // The number's own limits: of a callback that gets another number.
  std::optional<Refused> check_number(Site const& site, IntakeRequest const& request,
                                      base::Instant now) const;
  void take(Site const& site, IntakeRequest const& request, base::Instant at);
  void take_number(Site const& site, IntakeRequest const& request, base::Instant at);

 private:
  static constexpr std::size_t kNumbers = 300'000;
  static constexpr std::size_t kAddresses = 100'000;
  static constexpr std::size_t kPrefixes = 100'000;
  static constexpr std::size_t kSites = 10'000;

  RequestWindow site_minute_{std::chrono::minutes{1}, kSites};
  RequestWindow address_minute_{std::chrono::minutes{1}, kAddresses};
  RequestWindow number_hour_{std::chrono::hours{1}, kNumbers};
  RequestWindow number_day_{std::chrono::hours{24}, kNumbers};
  RequestWindow prefix_hour_{std::chrono::hours{1}, kPrefixes};
};

}  // namespace callbackd::core
