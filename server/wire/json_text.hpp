// A parsed JSON value as text again, and the small questions asked of attributes. Pure; any thread.
// Internal to wire.
#pragma once
#include <boost/json/value.hpp>
#include <cstdint>
#include <string>
#include <string_view>

namespace callbackd::wire {

enum class KeyOrder : std::uint8_t {
  kAsGiven,
  kSorted  // two texts of the same meaning become the same bytes
};

std::string json_text(boost::json::value const& value, KeyOrder order = KeyOrder::kAsGiven);
std::string json_text(boost::json::object const& object, KeyOrder order = KeyOrder::kAsGiven);

// Levels of objects and arrays: 0 for a plain value, 1 for {}.
std::size_t depth_of(boost::json::value const& value);

// For people and for routing rules: texts as they are, numbers and booleans as text, null as
// nothing, the rest as JSON.
std::string plain_text(boost::json::value const& value);

}  // namespace callbackd::wire
