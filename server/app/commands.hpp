// Subcommands that work on the database. Each has a file of its own: NAME_command.cpp. Each
// connects, does one thing, prints its result and ends. None needs a running server. Main thread.
#pragma once
#include <string>
#include <vector>

#include "app/config.hpp"
#include "app/exit_status.hpp"

namespace callbackd::app {

// Brings the database schema to the version of this program.
ExitStatus run_migrate(Config const& config, Terminal terminal);

struct ApplyOptions {
  std::string site_path;
  bool dry_run = false;
  std::vector<std::string> moves;  // OLD=NEW: queues that are taken out, and where their work goes
};
// Shows what the new definition would change, stores it as proposed, and waits until a running
// server has put it in force or refused it. It waits for 30 seconds at most, and not at all if no
// server runs. With `dry_run` it only shows the changes.
ExitStatus run_apply(Config const& config, ApplyOptions const& options, Terminal terminal);

struct ExportOptions {
  bool json = false;
};
// Prints the site definition that is in force.
ExitStatus run_export(Config const& config, ExportOptions const& options, Terminal terminal);

struct KeyOptions {
  std::string site;
  std::string kind;    // secret, publishable
  std::string revoke;  // the id of a key
  bool list = false;
};
// Issues, lists or revokes a site's keys. A new key is shown only once, because only its hash is
// stored.
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
