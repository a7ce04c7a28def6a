// `callbackd check SITE.toml`: finds every mistake of a site definition without a server or a
// database. Reads one file; changes nothing.
#pragma once
#include <string>

#include "app/exit_status.hpp"

namespace callbackd::app {

ExitStatus run_check(std::string const& site_path, Terminal terminal);

}  // namespace callbackd::app
