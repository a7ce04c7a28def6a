// text_of() reads a string member of a JSON object that Asterisk sent. Pure; any thread. Internal
// to voice/ari.
#pragma once
#include <boost/json/object.hpp>
#include <string_view>

namespace callbackd::voice::ari {

// Returns an empty text if the object has no such member or if the member is not a string. The
// result points into the object.
inline std::string_view text_of(boost::json::object const& object, std::string_view key) {
  auto const* const value = object.if_contains(key);
  if (value == nullptr || !value->is_string()) return {};
  return value->get_string();
}

}  // namespace callbackd::voice::ari
