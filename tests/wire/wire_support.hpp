// Test support: short helpers for the tables of the wire tests. They write errors as one text, and
// turn single quotes into double quotes. Pure; any thread.
#pragma once
#include <string>

#include "base/instant.hpp"
#include "wire/decoded.hpp"

namespace callbackd::wire::test {

inline base::Instant at(char const* rfc3339) {
  return *base::from_rfc3339(rfc3339);
}
inline base::Instant const kNow = at("2027-03-01T12:00:00Z");

// Writes the errors as one text, such as "contact.phone required; colour unknown_field".
inline std::string summary(FieldErrors const& errors) {
  std::string text;
  for (auto const& error : errors) {
    if (!text.empty()) text += "; ";
    text += error.field + ' ' + error.rule;
  }
  return text;
}

inline std::string replaced(std::string text) {  // the tables write ' instead of "
  for (char& c : text) c = c == '\'' ? '"' : c;
  return text;
}

}  // namespace callbackd::wire::test
