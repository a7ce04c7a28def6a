// Files that hold a secret: where they are, and whether others can read them. Any thread. Never
// repeats their contents.
#pragma once
#include <optional>
#include <string>

namespace callbackd::app {

// The path of a secret's file. A name without a slash is a systemd credential. nullopt: see `why`.
std::optional<std::string> secret_path(std::string const& name, std::string& why);

// Why the file must not be used for a secret: it cannot be opened, belongs to another user, or
// others may read or change it. Empty: it may be used.
std::string secret_file_problem(std::string const& path);

// The file's text, without white space around it; nullopt: `why` says `FILE: reason`.
std::optional<std::string> read_secret(std::string const& name, std::string& why);

}  // namespace callbackd::app
