#include "app/command_line.hpp"

#include <CLI/CLI.hpp>

#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "app/check_command.hpp"
#include "app/commands.hpp"
#include "app/load_command.hpp"
#include "app/simulate_command.hpp"
#include "app/toml_node.hpp"
#include "base/quoted.hpp"
#include "base/words.hpp"
#include "core/messages/types.hpp"

namespace callbackd::app {
namespace {

template <base::HasWords Enum>
CLI::IsMember is_word_of() {
  return CLI::IsMember{
      std::vector<std::string>(base::kTexts<Enum>.begin(), base::kTexts<Enum>.end())};
}

constexpr char const* kProgramHelp =
    R"(Queues callback requests of websites and offers each to one Ready agent at a time.)";

// The values of all options. CLI11 fills them while it reads the command line.
struct Invocation {
  Terminal terminal;
  std::string config_path;
  std::string site_path;
  bool check_rows = false;
  ApplyOptions apply;
  ExportOptions exporting;
  KeyOptions key;
  UserOptions user;
  lab::LoadOptions load;
  SimulateOptions simulate;
  std::function<int()> chosen;  // set by the subcommand that was given; run after parsing
};

int status_of(ExitStatus status) {
  return static_cast<int>(status);
}

// Loads the configuration and calls `run` with it. If the configuration has mistakes, prints them
// instead.
int with_config(Invocation& invocation, std::function<int(Config const&)> const& run) {
  auto const loaded = load_config(invocation.config_path);
  if (loaded.config) return run(*loaded.config);
  for (auto const& error : loaded.errors) {
    invocation.terminal.err << problem_text(invocation.config_path, error) << '\n';
  }
  return status_of(ExitStatus::kFailed);
}

CLI::App* add_command(CLI::App& program, std::string const& name, std::string const& what,
                      std::string const& example) {
  auto* command = program.add_subcommand(name, what);
  command->footer("Example:\n  callbackd " + example);
  return command;
}

void add_config_option(CLI::App* command, Invocation& invocation) {
  command->add_option("--config", invocation.config_path, "The daemon's configuration (TOML)")
      ->required()
      ->type_name("FILE");
}

void add_serve(CLI::App& program, Invocation& invocation, Serve const& serve) {
  auto* command = add_command(program, "serve", "Run the server until SIGTERM",
                              "serve --config /etc/callbackd/callbackd.toml");
  add_config_option(command, invocation);
  command->callback([&] { invocation.chosen = [&] { return with_config(invocation, serve); }; });
}

void add_migrate(CLI::App& program, Invocation& invocation) {
  auto* command = add_command(program, "migrate", "Bring the database schema to this version",
                              "migrate --config /etc/callbackd/callbackd.toml");
  add_config_option(command, invocation);
  command->callback([&] {
    invocation.chosen = [&] {
      return with_config(invocation, [&](Config const& config) {
        return status_of(run_migrate(config, invocation.terminal));
      });
    };
  });
}

void add_check(CLI::App& program, Invocation& invocation) {
  auto* command = add_command(
      program, "check",
      "Find mistakes in a site definition or a configuration, or unreadable rows in the database",
      "check site.toml");
  auto* one = command->add_option_group("one of");
  one->add_option("site", invocation.site_path, "The site definition")->type_name("SITE.toml");
  auto* const config =
      one->add_option("--config", invocation.config_path, "The daemon's configuration (TOML)")
          ->type_name("FILE");
  one->require_option(1);
  command
      ->add_flag(
          "--database", invocation.check_rows,
          "List the rows of its database that a server cannot understand and would leave out")
      ->needs(config);
  command->callback([&] {
    invocation.chosen = [&] {
      if (invocation.check_rows) {
        return status_of(run_check_database(invocation.config_path, invocation.terminal));
      }
      return status_of(invocation.site_path.empty()
                           ? run_check_config(invocation.config_path, invocation.terminal)
                           : run_check(invocation.site_path, invocation.terminal));
    };
  });
}

void add_apply(CLI::App& program, Invocation& invocation) {
  auto* command =
      add_command(program, "apply",
                  "Show what a site definition changes, and put it in force while the server runs",
                  "apply --config /etc/callbackd/callbackd.toml site.toml");
  add_config_option(command, invocation);
  command->add_option("site", invocation.apply.site_path, "The site definition")
      ->required()
      ->type_name("SITE.toml");
  command->add_flag("--dry-run", invocation.apply.dry_run, "Only show what would change");
  command
      ->add_option("--move", invocation.apply.moves,
                   "Move the callbacks that wait in a queue which is taken out to another queue")
      ->type_name("OLD=NEW");
  command->callback([&] {
    invocation.chosen = [&] {
      return with_config(invocation, [&](Config const& config) {
        return status_of(run_apply(config, invocation.apply, invocation.terminal));
      });
    };
  });
}

void add_export(CLI::App& program, Invocation& invocation) {
  auto* command = add_command(program, "export", "Write the site definition in force",
                              "export --config /etc/callbackd/callbackd.toml > site.toml");
  add_config_option(command, invocation);
  command->add_flag("--json", invocation.exporting.json,
                    "Write JSON, as the admin API has it, instead of TOML");
  command->callback([&] {
    invocation.chosen = [&] {
      return with_config(invocation, [&](Config const& config) {
        return status_of(run_export(config, invocation.exporting, invocation.terminal));
      });
    };
  });
}

void add_key(CLI::App& program, Invocation& invocation) {
  auto& options = invocation.key;
  auto* command =
      add_command(program, "key", "Issue, list and revoke the keys of a site",
                  "key --config /etc/callbackd/callbackd.toml --site www --kind secret");
  add_config_option(command, invocation);
  auto* site = command->add_option("--site", options.site, "The site's name")->type_name("NAME");
  auto* kind = command
                   ->add_option("--kind", options.kind,
                                "secret: for the site's own server; publishable: for browsers")
                   ->check(is_word_of<core::KeyKind>())
                   ->needs(site);
  auto* list = command->add_flag("--list", options.list, "Show the keys' ids, of one site or all")
                   ->excludes(kind);
  command
      ->add_option("--revoke", options.revoke,
                   "Refuse the key with this id; a running server does so within two seconds")
      ->type_name("ID")
      ->excludes(kind)
      ->excludes(list)
      ->excludes(site);
  command->callback([&, list] {
    if (list->count() == 0 && options.revoke.empty() && options.kind.empty()) {
      throw CLI::ValidationError("key", "give --site and --kind, or --list, or --revoke");
    }
    invocation.chosen = [&] {
      return with_config(invocation, [&](Config const& config) {
        return status_of(run_key(config, options, invocation.terminal));
      });
    };
  });
}

void add_user(CLI::App& program, Invocation& invocation) {
  auto& options = invocation.user;
  auto* command =
      add_command(program, "user", "Make, change, list and remove users who log in with a password",
                  "user --config /etc/callbackd/callbackd.toml --login alice --roles agent "
                  "--password-stdin < password");
  add_config_option(command, invocation);
  auto* login =
      command
          ->add_option("--login", options.login,
                       "The login of the user; of an agent, the login in the site definition")
          ->type_name("LOGIN");
  command
      ->add_option("--name", options.name,
                   "The name that others see; without this it stays, and a new user's is the login")
      ->type_name("NAME");
  command
      ->add_option("--roles", options.roles,
                   "The roles of the user; without this they stay, and a new user is an agent")
      ->delimiter(',')
      ->check(is_word_of<core::Role>())
      ->type_name("ROLE,…");
  auto* password =
      command
          ->add_flag("--password-stdin", options.password_stdin,
                     "Read the password from standard input, to the end of its first line")
          ->needs(login);
  auto* list = command->add_flag("--list", options.list, "Show all users")->excludes(login);
  auto* remove = command
                     ->add_flag("--remove", options.remove,
                                "Remove the user; their sessions end within two seconds")
                     ->needs(login)
                     ->excludes(password);
  command->callback([&, password, list, remove] {
    if (password->count() + list->count() + remove->count() == 0) {
      throw CLI::ValidationError("user", "give --password-stdin, --list or --remove");
    }
    invocation.chosen = [&] {
      return with_config(invocation, [&](Config const& config) {
        return status_of(run_user(config, options, invocation.terminal));
      });
    };
  });
}

// Returns the first word if it is not a subcommand, so that the message can name it; CLI11 would
// only say that a subcommand is required. Returns an empty text if the first word is a subcommand
// or an option.
std::string unknown_subcommand(CLI::App const& program, int argc, char const* const* argv) {
  if (argc < 2 || argv[1][0] == '-') return {};
  std::string const word = argv[1];
  auto const named = [&](CLI::App const* command) { return command->get_name() == word; };
  return program.get_subcommands(named).empty() ? word : "";
}

}  // namespace

int run_command_line(int argc, char const* const* argv, Terminal terminal, Serve const& serve) {
  CLI::App program{kProgramHelp, "callbackd"};
  program.require_subcommand(1);
  program.set_version_flag("--version", std::string("callbackd ") + CALLBACKD_VERSION);
  Invocation invocation{.terminal = terminal,
                        .config_path = {},
                        .site_path = {},
                        .check_rows = false,
                        .apply = {},
                        .exporting = {},
                        .key = {},
                        .user = {},
                        .load = {},
                        .simulate = {},
                        .chosen = {}};
  add_serve(program, invocation, serve);
  add_migrate(program, invocation);
  add_check(program, invocation);
  add_apply(program, invocation);
  add_export(program, invocation);
  add_key(program, invocation);
  add_user(program, invocation);
  add_load(program, invocation.load, [&] {
    invocation.chosen = [&] { return status_of(run_load(invocation.load, terminal)); };
  });
  add_simulate(program, invocation.simulate, [&] {
    invocation.chosen = [&] { return status_of(run_simulate(invocation.simulate, terminal)); };
  });
  if (auto const wrong = unknown_subcommand(program, argc, argv); !wrong.empty()) {
    terminal.err << "callbackd: there is no subcommand " << base::quoted(wrong)
                 << "; `callbackd --help` lists them\n";
    return status_of(ExitStatus::kUsage);
  }
  try {
    program.parse(argc, argv);
  } catch (CLI::ParseError const& error) {
    auto const status = program.exit(error, terminal.out, terminal.err);
    return status == 0 ? status_of(ExitStatus::kOk) : status_of(ExitStatus::kUsage);
  }
  return invocation.chosen();
}

}  // namespace callbackd::app
