// CallbackDetails: the part of a callback that no decision of the core reads: name, e-mail, the
// attributes that the page collected, the requested time as it was written. This is personal data:
// it is never logged, and is stored in rows of its own. Immutable; shared between threads as
// shared_ptr<const>.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/ids.hpp"
#include "base/instant.hpp"

namespace callbackd::core {

struct RequestedTime {           // as posted; empty texts: not given
  std::string not_before_local;  // 2027-03-14T09:00
  std::string not_after_local;
  std::string time_zone;
  // The instants that the wall times mean, by the zone database with which they were resolved last.
  // nullopt: no wall time was given, or an instant was posted.
  std::optional<base::Instant> not_before{};
  std::optional<base::Instant> not_after{};
};

struct CallbackDetails {
  std::string contact_id;  // set by storage: found by the number or made
  std::string name;
  std::string email;
  std::string locale;
  base::PhoneNumber phone;
  std::string extension;  // of phone; empty: none
  RequestedTime when;
  std::string attributes_json = "{}";
  base::Instant created_at{};
};

using DetailsPtr = std::shared_ptr<CallbackDetails const>;

}  // namespace callbackd::core
