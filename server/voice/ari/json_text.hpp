// Reads a text in what Asterisk sends. Pure. Internal to voice/ari.
#pragma once
#include <boost/json/object.hpp>
#include <string_view>

namespace callbackd::voice::ari {

// Empty: there is no such text. Points into the object.
inline std::string_view text_of(boost::json::object const& object, std::string_view key) {
  auto const* const value = object.if_contains(key);
  if (value == nullptr || !value->is_string()) return {};
  return value->get_string();
}

}  // namespace callbackd::voice::ari
