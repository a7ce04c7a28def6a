// Parses JSON text (RFC 8259) strictly. It refuses text that two readers could understand
// differently or that PostgreSQL would refuse: duplicate keys, U+0000, numbers that overflow,
// invalid UTF-8, trailing text, nesting that is too deep. Pure functions; any thread. The memory of
// the result is overwritten when it is freed. Internal to wire: this header shows Boost.JSON.
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
  std::string path;        // the dotted keys that lead to the mistake; empty: the top
  std::string message;
  bool too_deep = false;
  bool number_too_large = false;  // beyond what a double can hold

  std::string to_text() const;  // one sentence with the place
};

// Parses `text`. JSON with U+0000 (as an escape) in a text or key is well-formed, so with
// `nul_fields` it is not an error of the text: the path of that field is added there (for a key,
// the path of its object), and the caller reports it as a broken field. Without `nul_fields` it is
// an error.
boost::system::result<boost::json::value, JsonError> parse_strict(
    std::string_view text, std::size_t max_depth = base::kLimits.json_depth,
    std::vector<std::string>* nul_fields = nullptr);

// Cuts a text for a message to at most `max_bytes` and "…", never inside a character.
std::string cut_utf8(std::string_view text, std::size_t max_bytes);

}  // namespace callbackd::wire
