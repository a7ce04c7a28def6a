// Subcommands that work on the database, each in a file of its own: NAME_command.cpp.
// Each connects, does one thing, prints its result, and ends; none needs a running server.
#pragma once
#include <string>
#include <vector>

#include "app/config.hpp"
#include "app/exit_status.hpp"

namespace callbackd::app {

// Brings the schema to this version.
ExitStatus run_migrate(Config const& config, Terminal terminal);

struct ApplyOptions {
  std::string site_path;
  bool dry_run = false;
  std::vector<std::string> moves;  // OLD=NEW: queues that are taken out, and where their work goes
};
// Shows what would change, proposes it, and waits for a running server to take it over.
ExitStatus run_apply(Config const& config, ApplyOptions const& options, Terminal terminal);

struct ExportOptions {
  bool json = false;
};
// Writes the definition in force.
ExitStatus run_export(Config const& config, ExportOptions const& options, Terminal terminal);

struct KeyOptions {
  std::string site;
  std::string kind;    // secret, publishable
  std::string revoke;  // the id of a key
  bool list = false;
};
// Issues, lists and revokes a site's keys. A key is shown once: only its hash is kept.
ExitStatus run_key(Config const& config, KeyOptions const& options, Terminal terminal);

struct UserOptions {
  std::string login;
  std::string name;
  std::vector<std::string> roles;
  bool password_stdin = false;
  bool list = false;
  bool remove = false;
};
// Makes, changes, lists and removes users, who log in with a password.
ExitStatus run_user(Config const& config, UserOptions const& options, Terminal terminal);

}  // namespace callbackd::app
