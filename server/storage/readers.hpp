// The types of two functions that turn stored text into what the core works with: one reads the
// JSON of a definition, one finds the class of a phone number. Storage cannot do this itself, so
// the program passes the functions in. They are called on the thread that calls load(). Whoever
// calls load() makes a Readers. A Readers only refers to the two functions, which must live until
// load() returns.
#pragma once
#include <cstdint>
#include <functional>
#include <string>

#include <boost/system/result.hpp>

#include "core/core.hpp"

namespace callbackd::storage {

// Decodes and checks a stored site definition. If it returns an error, the message is the reason
// why the definition is refused.
using DefinitionParser = std::function<boost::system::result<core::SitePtr>(std::string const& json,
                                                                            std::int64_t version)>;

// Returns the class of a waiting callback's phone number. The core needs this class, but it is not
// stored.
using NumberClassifier = std::function<core::NumberClass(base::PhoneNumber)>;

struct Readers {
  DefinitionParser const& parse;
  NumberClassifier const& classify;
};

}  // namespace callbackd::storage
