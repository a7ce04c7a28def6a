// The three forms of `callbackd check`. None of them changes anything. `check SITE.toml` finds
// every mistake of a site definition. `check --config callbackd.toml` finds every mistake of the
// daemon's configuration, and looks at the files that its voice gateway needs. These two need no
// server and no database. With `--database` it lists the rows of the database that a server cannot
// understand and leaves out. Main thread.
#pragma once
#include <string>

#include "app/exit_status.hpp"

namespace callbackd::app {

ExitStatus run_check(std::string const& site_path, Terminal terminal);
ExitStatus run_check_config(std::string const& config_path, Terminal terminal);
ExitStatus run_check_database(std::string const& config_path, Terminal terminal);

}  // namespace callbackd::app
