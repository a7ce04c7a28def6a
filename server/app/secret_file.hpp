// Finds files that hold a secret, checks whether others can read them, and reads them. Error texts
// never contain a secret. Any thread.
#pragma once
#include <optional>
#include <string>

namespace callbackd::app {

// Returns the path of the file with a secret. A name without a slash is the name of a systemd
// credential. If it returns nullopt, `why` has the reason.
std::optional<std::string> secret_path(std::string const& name, std::string& why);

// Returns why the file must not be used for a secret, or an empty text if it may be used. The
// reasons are: the file cannot be opened, belongs to another user, or can be read or changed by
// others.
std::string secret_file_problem(std::string const& path);

// Returns the text of the file, without white space around it. If it returns nullopt, `why` has the
// form `FILE: reason`.
std::optional<std::string> read_secret(std::string const& name, std::string& why);

}  // namespace callbackd::app
