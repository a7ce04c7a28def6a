#include <algorithm>
#include <istream>
#include <ostream>
#include <string>

#include "app/admin.hpp"
#include "app/commands.hpp"
#include "app/definition_store.hpp"
#include "base/secret.hpp"
#include "base/shown_name.hpp"
#include "core/definition/table_reader.hpp"
#include "edge/password.hpp"
#include "storage/admin_store.hpp"

namespace callbackd::app {
namespace {

ExitStatus user_failed(Terminal terminal, std::string const& why) {
  terminal.err << "user: " << why << '\n';
  return ExitStatus::kFailed;
}

std::vector<core::Role> roles_of(std::vector<std::string> const& words) {
  std::vector<core::Role> roles;
  for (auto const& [word, role] : core::kWords<core::Role>) {
    if (std::find(words.begin(), words.end(), word) != words.end()) roles.push_back(role);
  }
  return roles;
}

ExitStatus list(storage::DatabaseLocation const& location, Terminal terminal) {
  auto const users = storage::list_users(location);
  if (!users) return user_failed(terminal, users.error().what);
  for (auto const& user : *users) {
    terminal.out << user.login << '\t' << core::roles_text(user.roles) << '\t' << user.name << '\n';
  }
  return ExitStatus::kOk;
}

ExitStatus remove(storage::DatabaseLocation const& location, std::string const& login,
                  Terminal terminal) {
  auto const removed = storage::remove_user(location, login, administrator(), count_admins);
  if (!removed) return user_failed(terminal, removed.error().what);
  if (!*removed) return user_failed(terminal, "there is no user with the login " + login);
  terminal.out << "removed " << login << '\n';
  return ExitStatus::kOk;
}

// Prints a notice if the site definition has no agent with this login. It is no error, because the
// user may be added before the definition that has the agent.
void note_unknown_agent(storage::DatabaseLocation const& location, std::string const& login,
                        Terminal terminal) {
  auto const current = site_in_force(location);
  if (current.site == nullptr || current.site->find_agent(login) != nullptr) return;
  terminal.err << "user: notice: the site definition has no agent called " << login << '\n';
}

// Returns why the text is not a valid name by the rules of a site definition, or an empty text.
std::string wrong_name(std::string const& option, std::string const& text) {
  core::Node const node{text, {}};
  core::Problems problems;
  core::name_of({node, option}, problems);
  if (!problems.empty()) return option + ": " + problems.front().message;
  auto const fault = base::fault_of_name(text);
  return fault.empty() ? "" : option + ": " + std::string{fault};
}

ExitStatus put(storage::DatabaseLocation const& location, UserOptions const& options,
               Terminal terminal) {
  auto wrong = wrong_name("--login", options.login);
  if (wrong.empty() && !options.name.empty()) wrong = wrong_name("--name", options.name);
  if (!wrong.empty()) return user_failed(terminal, wrong);
  std::string password;
  std::getline(terminal.in, password);
  if (!password.empty() && password.back() == '\r') password.pop_back();
  if (password.size() < edge::kPasswordBytesLeast || password.size() > edge::kPasswordBytesMost) {
    return user_failed(terminal, "the password must have " +
                                     std::to_string(edge::kPasswordBytesLeast) + " to " +
                                     std::to_string(edge::kPasswordBytesMost) + " bytes");
  }
  auto hash = edge::hash_password(password);
  base::wipe(password);
  if (!hash)
    return user_failed(terminal, "the password cannot be hashed: there is not enough memory");
  records::User user;
  user.login = options.login;
  user.name = options.name;
  user.roles = roles_of(options.roles);
  user.password_hash = std::move(*hash);
  auto const stored = storage::put_user(location, user, administrator(), count_admins);
  if (!stored) return user_failed(terminal, stored.error().what);
  terminal.out << user.login << " may log in as " << core::roles_text(stored->roles) << '\n';
  if (core::has_role(stored->roles, core::Role::kAgent)) {
    note_unknown_agent(location, user.login, terminal);
  }
  return ExitStatus::kOk;
}

}  // namespace

ExitStatus run_user(Config const& config, UserOptions const& options, Terminal terminal) {
  auto const location = database_location(config, terminal);
  if (!location) return ExitStatus::kFailed;
  if (options.list) return list(*location, terminal);
  if (options.remove) return remove(*location, options.login, terminal);
  return put(*location, options, terminal);
}

}  // namespace callbackd::app
