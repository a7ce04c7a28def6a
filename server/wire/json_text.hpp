// Writes a parsed JSON value as text, and answers small questions about values. Pure functions; any
// thread. Internal to wire.
#pragma once
#include <boost/json/value.hpp>
#include <cstdint>
#include <string>
#include <string_view>

namespace callbackd::wire {

enum class KeyOrder : std::uint8_t {
  kAsGiven,
  kSorted  // two values of the same meaning become the same text
};

std::string json_text(boost::json::value const& value, KeyOrder order = KeyOrder::kAsGiven);
std::string json_text(boost::json::object const& object, KeyOrder order = KeyOrder::kAsGiven);

// Levels of objects and arrays: 0 for a plain value, 1 for {}.
std::size_t depth_of(boost::json::value const& value);

// The value as people and routing rules see it: a text without quotes, null as the empty text,
// every other value as JSON.
std::string plain_text(boost::json::value const& value);

}  // namespace callbackd::wire
