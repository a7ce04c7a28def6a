// Parses JSON text strictly: what two readers could understand differently, or PostgreSQL would
// refuse, is refused here (duplicate keys, U+0000, numbers that overflow, invalid UTF-8, trailing
// text, too deep). Pure; any thread. Internal to wire: the only header besides field_reader.hpp
// that shows Boost.JSON.
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
  std::size_t offset = 0;  // bytes from the start
  std::string path;        // dotted keys down to the mistake; empty: the top
  std::string message;
  bool too_deep = false;
  bool number_too_large = false;  // beyond what a double holds

  std::string to_text() const;  // one sentence with the place
};

// U+0000 in a text or key is a broken field, since the JSON is well-formed: with `nul_fields` its
// path (of a key: the object's) is put there instead of an error.
boost::system::result<boost::json::value, JsonError> parse_strict(
    std::string_view text, std::size_t max_depth = base::kLimits.json_depth,
    std::vector<std::string>* nul_fields = nullptr);

// For messages: at most so many bytes, never half a character.
std::string cut_utf8(std::string_view text, std::size_t max_bytes);

}  // namespace callbackd::wire
