// Parses JSON text (RFC 8259) strictly. It refuses text that two readers could understand
// differently, or that PostgreSQL would refuse. It refuses duplicate keys, U+0000, numbers that
// overflow, invalid UTF-8, text after the value, and nesting that is too deep. Pure functions; any
// thread. The memory of the result is overwritten when it is freed. Internal to wire, because this
// header includes Boost.JSON.
#pragma once
#include <boost/json/value.hpp>
#include <boost/system/result.hpp>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.hpp"

namespace callbackd::wire {

struct JsonError {
  std::size_t offset = 0;  // bytes from the start of the text
  std::string path;  // the dotted keys that lead to the mistake; empty: it is at the top level
  std::string message;
  bool too_deep = false;
  bool number_too_large = false;  // a number is too large for a double

  std::string to_text() const;  // one sentence that also says where the mistake is
};

// Parses `text`. An escaped U+0000 in a string or key is valid JSON, but callbackd does not accept
// it. If `nul_fields` is given, the paths of such fields are added to it (at most 20), and the
// caller reports these fields as wrong. (For a key it is the path of its object.) If `nul_fields`
// is nullptr, U+0000 is an error of the text.
boost::system::result<boost::json::value, JsonError> parse_strict(
    std::string_view text, std::size_t max_depth = base::kLimits.json_depth,
    std::vector<std::string>* nul_fields = nullptr);

// Shortens a text so that it fits into a message. If the text is longer than `max_bytes`, the
// result is its first `max_bytes` bytes, followed by "…". Never cuts inside a character, so the
// text may become a little shorter.
inline constexpr std::size_t kShownKeyBytes = 64;  // of a key that an error names
std::string cut_utf8(std::string_view text, std::size_t max_bytes);

}  // namespace callbackd::wire
