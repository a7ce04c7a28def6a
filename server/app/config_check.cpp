#include "app/config_check.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <system_error>

#include "app/secret_file.hpp"
#include "core/definition/text_format.hpp"
#include "storage/database_url.hpp"

namespace callbackd::app {
namespace {

void notice_vast_networks(std::string const& key, edge::Networks const& networks,
                          core::Problems& notices) {
  for (auto const& network : networks) {
    if (!network.is_vast()) continue;
    notices.push_back({"http." + key,
                       "too_wide",
                       "This network is so wide that strangers are in it, who may then claim any "
                       "address: name only the proxies' own network.",
                       {}});
    return;
  }
}

// Whether the name is a systemd credential (a name without a slash) that this process does not
// have. Only a process that systemd started with credentials can read them.
bool is_anothers_credential(std::string const& name) {
  return name.find('/') == std::string::npos && std::getenv("CREDENTIALS_DIRECTORY") == nullptr;
}

void check_file(std::string const& key, std::string const& path, ConfigProblems& out) {
  if (::access(path.c_str(), R_OK) != 0) {
    return out.notices.push_back(
        {key, "secret", path + ": " + std::generic_category().message(errno), {}});
  }
  auto const why = secret_file_problem(path);
  if (!why.empty()) out.errors.push_back({key, "secret", path + ": " + why, {}});
}

void check_secret(std::string const& key, std::string const& name, ConfigProblems& out) {
  if (name.empty() || is_anothers_credential(name)) return;
  std::string why;
  auto const path = secret_path(name, why);
  if (path) return check_file(key, *path, out);
  out.errors.push_back({key, "secret", why, {}});
}

}  // namespace

ConfigProblems config_problems(Config const& config) {
  ConfigProblems out;
  for (auto const& origin : config.http.agent_origins) {
    if (core::is_origin(origin)) continue;
    out.errors.push_back({"http.agent_origins",
                          "format",
                          origin + " is not an origin such as https://agents.example.com: a "
                                   "scheme, a host and perhaps a port, without a path.",
                          {}});
  }
  notice_vast_networks("proxy_protocol_from", config.http.proxies.proxy_protocol, out.notices);
  notice_vast_networks("forwarded_from", config.http.proxies.forwarded, out.notices);
  return out;
}

ConfigProblems secret_file_problems(Config const& config) {
  ConfigProblems out;
  check_secret("database.url_file", config.database.url_file, out);
  check_secret("database.owner_url_file", config.database.owner_url_file, out);
  check_secret("tls.key_file", config.tls.key_file, out);
  check_secret("secrets.server_key_file", config.secrets.server_key_file, out);
  check_secret("secrets.server_key_previous_file", config.secrets.server_key_previous_file, out);
  check_secret("voice.ari_password_file", config.voice.ari_password_file, out);
  if (storage::has_password(config.database.url)) check_file("database.url", config.path, out);
  return out;
}

}  // namespace callbackd::app
