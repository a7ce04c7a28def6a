// How old the number plans are that libphonenumber was built with. It tells no version of itself,
// so its file does: packages keep the time at which a file was built, and no metadata in it can be
// younger. Any thread.
#pragma once
#include <optional>
#include <string>

#include "base/instant.hpp"

namespace callbackd::edge {

struct NumberMetadata {
  std::string file;  // of the library that this process has loaded
  base::Instant built_at{};
};

// nullopt: the library is no file of its own, or cannot be looked at.
std::optional<NumberMetadata> number_metadata();
std::optional<base::Duration> age_of_number_plans(base::Instant now);

}  // namespace callbackd::edge
