// Functions that turn stored text into what the core works with, where storage cannot do it itself
// (the JSON of a definition, the class of a number). The program gives them when it puts its parts
// together. Called on the thread that loads.
#pragma once
#include <cstdint>
#include <functional>
#include <string>

#include <boost/system/result.hpp>

#include "core/core.hpp"

namespace callbackd::storage {

// Decodes and checks a stored site definition. The error's message becomes the refusal.
using DefinitionParser = std::function<boost::system::result<core::SitePtr>(std::string const& json,
                                                                            std::int64_t version)>;

// Gives the class of a waiting callback's phone number, which the core needs.
using NumberClassifier = std::function<core::NumberClass(base::PhoneNumber)>;

struct Readers {
  DefinitionParser const& parse;
  NumberClassifier const& classify;
};

}  // namespace callbackd::storage
