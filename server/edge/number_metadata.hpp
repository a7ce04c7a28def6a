// Tells the age of the number plans in libphonenumber. The library has no function that tells its
// version, so the time of its file is used. Packages keep the time at which a file was built, and
// the metadata in the file cannot be newer than that. Any thread.
#pragma once
#include <optional>
#include <string>

#include "base/instant.hpp"

namespace callbackd::edge {

struct NumberMetadata {
  std::string file;  // path of the library that this process has loaded
  base::Instant built_at{};
};

// nullopt: the library is linked statically, or its file cannot be examined.
std::optional<NumberMetadata> number_metadata();
std::optional<base::Duration> age_of_number_plans(base::Instant now);

}  // namespace callbackd::edge
