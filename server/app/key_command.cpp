#include <ostream>
#include <string>

#include "app/admin.hpp"
#include "app/commands.hpp"
#include "app/definition_store.hpp"
#include "edge/secrets.hpp"
#include "storage/admin_store.hpp"

namespace callbackd::app {
namespace {

ExitStatus failed(Terminal terminal, std::string const& why) {
  terminal.err << "key: " << why << '\n';
  return ExitStatus::kFailed;
}

ExitStatus list(storage::Place const& place, KeyOptions const& options, Terminal terminal) {
  auto const keys = storage::list_site_keys(place);
  if (!keys) return failed(terminal, keys.error().what);
  for (auto const& key : *keys) {
    if (!options.site.empty() && key.site != options.site) continue;
    terminal.out << key.id << '\t' << key.site << '\t' << core::to_text(key.kind) << '\t'
                 << base::to_rfc3339(key.created_at) << '\t'
                 << (key.revoked_at ? "revoked " + base::to_rfc3339(*key.revoked_at) : "in use")
                 << '\n';
  }
  return ExitStatus::kOk;
}

ExitStatus revoke(storage::Place const& place, std::string const& id, Terminal terminal) {
  auto const revoked = storage::revoke_site_key(place, id, administrator());
  if (!revoked) return failed(terminal, revoked.error().what);
  // Not what was given: it may be the key itself.
  if (!*revoked) return failed(terminal, "no key in use has this id (see --list)");
  terminal.out << "revoked " << id << '\n';
  return ExitStatus::kOk;
}

ExitStatus issue(storage::Place const& place, KeyOptions const& options, Terminal terminal) {
  auto const current = site_in_force(place);
  if (!current.failure.empty()) return failed(terminal, current.failure);
  if (current.site == nullptr) {
    terminal.err << "key: no site definition is in force yet, so the site's name is not checked\n";
  } else if (current.site->find_site(options.site) == nullptr) {
    return failed(terminal, "no site of the definition in force is called " + options.site);
  }
  auto const kind = *core::from_text<core::KeyKind>(options.kind);  // checked by command_line.cpp
  bool const secret = kind == core::KeyKind::kSecret;
  auto const key =
      edge::new_token(secret ? edge::TokenKind::kSecretKey : edge::TokenKind::kPublishableKey);
  auto const id =
      storage::add_site_key(place, {edge::sha256(key), options.site, kind}, administrator());
  if (!id) return failed(terminal, id.error().what);
  terminal.out << key << '\n';
  return ExitStatus::kOk;
}

}  // namespace

ExitStatus run_key(Config const& config, KeyOptions const& options, Terminal terminal) {
  auto const place = database_place(config, terminal);
  if (!place) return ExitStatus::kFailed;
  if (options.list) return list(*place, options, terminal);
  if (!options.revoke.empty()) return revoke(*place, options.revoke, terminal);
  return issue(*place, options, terminal);
}

}  // namespace callbackd::app
