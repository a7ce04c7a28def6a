// `callbackd check SITE.toml` and `callbackd check --config callbackd.toml`: find every mistake of
// a site definition, or of the daemon's configuration with the files that its voice gateway needs,
// without a server or a database; `callbackd check --config callbackd.toml --database`: the rows
// that a server cannot understand and leaves out. Change nothing.
#pragma once
#include <string>

#include "app/exit_status.hpp"

namespace callbackd::app {

ExitStatus run_check(std::string const& site_path, Terminal terminal);
ExitStatus run_check_config(std::string const& config_path, Terminal terminal);
ExitStatus run_check_database(std::string const& config_path, Terminal terminal);

}  // namespace callbackd::app
