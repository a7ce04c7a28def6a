// What a routing rule asks before it applies, as an administrator wrote it. A value. Pure.
#pragma once
#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace callbackd::core {

inline std::string const kLocale = "contact.locale";  // what a condition on the language reads

struct RoutingCondition {
  enum class Kind : std::uint8_t {
    kAlways,
    kEquals,    // the attribute `subject` is `value`
    kPrefix,    // it begins with `value`
    kLanguage,  // the contact's locale is of the language `value`
    kClosed,    // the queue `subject` is closed
    kOpen,      // it is open
    kHours,     // now is within the table of hours `subject`
    kWaiting,   // at least `least` callbacks are queued in `subject`
    kEstimate,  // who came now would perhaps wait `least` seconds in `subject`
    kAll,       // of `parts`
    kAny,
    kNot,  // the one of `parts`
  };
  Kind kind = Kind::kAlways;
  std::string subject = {};  // attributes.<path>, contact.locale, a queue, a table of hours
  std::string value = {};
  std::int64_t least = 0;
  std::vector<RoutingCondition> parts = {};

  bool operator==(RoutingCondition const&) const = default;
};

// What it reads of a request: "attributes.topic", "contact.locale".
void add_mentioned(RoutingCondition const& condition, std::set<std::string>& subjects);
// Whenever `other` holds `condition` does, as far as their form tells: then a rule with `other`
// after one with `condition` is never reached.
bool covers(RoutingCondition const& condition, RoutingCondition const& other);
// `de` of `de-AT`, in lower case.
std::string language_of(std::string_view locale);

}  // namespace callbackd::core
