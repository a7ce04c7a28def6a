#include <ostream>
#include <string>

#include "app/admin.hpp"
#include "app/commands.hpp"
#include "app/definition_store.hpp"
#include "edge/secrets.hpp"
#include "storage/admin_store.hpp"

namespace callbackd::app {
namespace {

ExitStatus key_failed(Terminal terminal, std::string const& why) {
  terminal.err << "key: " << why << '\n';
  return ExitStatus::kFailed;
}

ExitStatus list(storage::DatabaseLocation const& location, KeyOptions const& options,
                Terminal terminal) {
  auto const keys = storage::list_site_keys(location);
  if (!keys) return key_failed(terminal, keys.error().what);
  for (auto const& key : *keys) {
    if (!options.site.empty() && key.site != options.site) continue;
    terminal.out << key.id << '\t' << key.site << '\t' << core::to_text(key.kind) << '\t'
                 << base::to_rfc3339(key.created_at) << '\t'
                 << (key.revoked_at ? "revoked " + base::to_rfc3339(*key.revoked_at) : "in use")
                 << '\n';
  }
  return ExitStatus::kOk;
}

ExitStatus revoke(storage::DatabaseLocation const& location, std::string const& id,
                  Terminal terminal) {
  auto const revoked = storage::revoke_site_key(location, id, administrator());
  if (!revoked) return key_failed(terminal, revoked.error().what);
  // The message does not repeat what was typed: somebody may have typed the key itself.
  if (!*revoked) return key_failed(terminal, "no key in use has this id: see --list");
  terminal.out << "revoked " << id << '\n';
  return ExitStatus::kOk;
}

ExitStatus issue(storage::DatabaseLocation const& location, KeyOptions const& options,
                 Terminal terminal) {
  auto const current = site_in_force(location);
  if (!current.failure.empty()) return key_failed(terminal, current.failure);
  if (current.site == nullptr) {
    terminal.err
        << "key: notice: no site definition is in force yet, so the site's name is not checked\n";
  } else if (current.site->find_site(options.site) == nullptr) {
    return key_failed(terminal, "the site definition in force has no site called " + options.site);
  }
  auto const kind = *core::from_text<core::KeyKind>(options.kind);  // checked by command_line.cpp
  bool const secret = kind == core::KeyKind::kSecret;
  auto const key =
      edge::new_token(secret ? edge::TokenKind::kSecretKey : edge::TokenKind::kPublishableKey);
  auto const id =
      storage::add_site_key(location, {edge::sha256(key), options.site, kind}, administrator());
  if (!id) return key_failed(terminal, id.error().what);
  terminal.out << key << '\n';
  return ExitStatus::kOk;
}

}  // namespace

ExitStatus run_key(Config const& config, KeyOptions const& options, Terminal terminal) {
  auto const location = database_location(config, terminal);
  if (!location) return ExitStatus::kFailed;
  if (options.list) return list(*location, options, terminal);
  if (!options.revoke.empty()) return revoke(*location, options.revoke, terminal);
  return issue(*location, options, terminal);
}

}  // namespace callbackd::app
