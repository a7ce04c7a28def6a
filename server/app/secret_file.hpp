// Files that hold a secret: where they lie, and that nobody reads them who should not. Any thread.
// Never repeats what is in them.
#pragma once
#include <optional>
#include <string>

namespace callbackd::app {

// A name without a slash is a systemd credential's.
std::optional<std::string> secret_path(std::string const& name, std::string& why);

// Why the file must not be taken as a secret's: others may read or change it. Empty: it may be.
std::string secret_file_problem(std::string const& path);

// The file's text, without white space around it; nullopt: `why` says `FILE: reason`.
std::optional<std::string> read_secret(std::string const& name, std::string& why);

}  // namespace callbackd::app
