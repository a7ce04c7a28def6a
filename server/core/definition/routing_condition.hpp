// RoutingCondition: the condition of a routing rule, as an administrator wrote it. It is one test,
// or a combination of conditions. core/rules/routing.cpp evaluates it. A value; any thread.
#pragma once
#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace callbackd::core {

inline std::string const kLocale = "contact.locale";  // the attribute that kLanguage reads

struct RoutingCondition {
  enum class Kind : std::uint8_t {
    kAlways,
    kEquals,    // the attribute `subject` is `value`
    kPrefix,    // the attribute `subject` begins with `value`
    kLanguage,  // the contact's locale is of the language `value`
    kClosed,    // the queue `subject` is closed
    kOpen,      // the queue `subject` is open
    kHours,     // now is within the table of hours `subject`
    kWaiting,   // at least `least` callbacks are queued in the queue `subject`
    kEstimate,  // a callback posted now might wait `least` seconds or more in the queue `subject`
    kAll,       // all of `parts` hold
    kAny,       // one of `parts` holds
    kNot,       // the only one of `parts` does not hold
  };
  Kind kind = Kind::kAlways;
  std::string subject = {};  // attributes.<path>, contact.locale, a queue, a table of hours
  std::string value = {};
  std::int64_t least = 0;
  std::vector<RoutingCondition> parts = {};

  bool operator==(RoutingCondition const&) const = default;
};

// Adds to `subjects` what the condition reads of a request, for example "attributes.topic" or
// "contact.locale".
void add_mentioned(RoutingCondition const& condition, std::set<std::string>& subjects);
// Whether `condition` holds whenever `other` holds. Then a rule with `other` that comes after a
// rule with `condition` is never reached. Only the texts of the two conditions are compared, so
// false means "not known".
bool covers(RoutingCondition const& condition, RoutingCondition const& other);
// The language of a locale, in lower case. Example: `de` for `de-AT`.
std::string language_of(std::string_view locale);

}  // namespace callbackd::core
