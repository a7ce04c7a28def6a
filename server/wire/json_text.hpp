// Writes a parsed JSON value as text, and has small functions that look at such a value. Pure
// functions; any thread. Internal to wire.
#pragma once
#include <boost/json/value.hpp>
#include <cstdint>
#include <string>
#include <string_view>

namespace callbackd::wire {

enum class KeyOrder : std::uint8_t {
  kAsGiven,
  kSorted  // sorted keys: values with the same meaning give the same text
};

std::string json_text(boost::json::value const& value, KeyOrder order = KeyOrder::kAsGiven);
std::string json_text(boost::json::object const& object, KeyOrder order = KeyOrder::kAsGiven);

// How many levels of objects and arrays a value has: 0 for a plain value, 1 for {}.
std::size_t depth_of(boost::json::value const& value);

// The value as people and routing rules see it. A string is written without quotes, null as an
// empty text, and every other value as JSON.
std::string plain_text(boost::json::value const& value);

}  // namespace callbackd::wire
