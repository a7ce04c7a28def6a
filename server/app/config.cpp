#include "app/config.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "app/secret_file.hpp"
#include "app/toml_node.hpp"
#include "storage/database_url.hpp"

namespace callbackd::app {
namespace {

using core::NodeAt;
using core::Problems;
using core::Range;
using core::TableReader;

constexpr Range kPorts{0, 65'535};
constexpr Range kThreads{1, 64};
constexpr Range kLeaseSeconds{1, 300};
constexpr Range kSessionHours{1, 24 * 31};
constexpr Range kCallbacks{1'000, 100'000'000};
constexpr Range kBacklog{100, 10'000'000};
constexpr Range kDrainSeconds{1, 600};
constexpr Range kConnections{1, 1'000'000};
constexpr Range kConnectionsPerAddress{0, 1'000'000};
constexpr Range kConnectionsPerUser{1, 1'000};
constexpr Range kPerMinute{0, 1'000'000};
constexpr std::size_t kRoleChars = 63;
constexpr char kNoDatabaseUrl[] = "Must be postgresql://USER:PASSWORD@HOST/DATABASE.";
constexpr std::size_t kHostNameBytes = 256;

// Whether the text is a plain lower-case identifier. A schema's name becomes part of SQL text, so
// only such names are allowed.
bool is_schema_name(std::string_view name) {
  constexpr std::size_t kIdentifierBytes = 63;
  if (name.empty() || name.size() > kIdentifierBytes) return false;
  if (name.front() >= '0' && name.front() <= '9') return false;
  return name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos;
}

// The functions read_…() below read one table of the configuration each, or some keys of it.
void read_database(NodeAt const& place, Config::Database& out, Problems& errors) {
  TableReader reader(place, errors);
  bool const is_text = reader.text("url", out.url, kPathChars);
  reader.text("url_file", out.url_file, kPathChars);
  if (reader.valid() && (reader.take("url") != nullptr) == (reader.take("url_file") != nullptr)) {
    reader.error("url", "exactly_one", "Give exactly one of url and url_file.");
  }
  bool const has_url = reader.valid() && is_text && reader.take("url") != nullptr;
  if (has_url && (out.url.empty() || !storage::is_database_url(out.url))) {
    reader.error("url", "format", kNoDatabaseUrl);
  }
  if (reader.name("schema", out.schema) && !is_schema_name(out.schema)) {
    reader.error("schema", "format", "Must have only lower-case letters, digits and _.");
  }
  reader.text("owner_url_file", out.owner_url_file, kPathChars);
  reader.text("runtime_role", out.runtime_role, kRoleChars);
  if (reader.valid() && !out.owner_url_file.empty() && out.runtime_role.empty()) {
    reader.error(
        "runtime_role", "required",
        "Must name the role that url or url_file connects as, because owner_url_file is given.");
  }
  reader.finish();
}

void read_networks(TableReader& reader, std::string_view key, edge::Networks& out) {
  std::vector<std::string> texts;
  if (!reader.names(key, texts)) return;
  for (auto const& text : texts) {
    if (auto const network = edge::Network::parse(text)) {
      out.push_back(*network);
    } else {
      reader.error(
          key, "format",
          text +
              " is neither a network, such as 10.0.0.0/8 or 2001:db8::/32, nor a single address.");
    }
  }
}

// Reads the two lists of trusted proxies. A proxy sends either a PROXY header or X-Forwarded-For,
// so no network may be in both lists.
void read_proxies(TableReader& reader, edge::TrustedProxies& out) {
  read_networks(reader, "proxy_protocol_from", out.proxy_protocol);
  read_networks(reader, "forwarded_from", out.forwarded);
  for (auto const& one : out.proxy_protocol) {
    for (auto const& other : out.forwarded) {
      if (!one.overlaps(other)) continue;
      return reader.error("forwarded_from", "duplicate",
                          "Must not have addresses that are in proxy_protocol_from too: name each "
                          "network in one list only.");
    }
  }
}

void read_http(NodeAt const& place, Config::Http& out, Problems& errors) {
  TableReader reader(place, errors);
  reader.name("address", out.address);
  reader.number("port", out.port, kPorts);
  reader.number("threads", out.threads, kThreads);
  reader.names("agent_origins", out.agent_origins);
  read_proxies(reader, out.proxies);
  reader.finish();
}

void read_tls(NodeAt const& place, Config::Tls& out, Problems& errors) {
  TableReader reader(place, errors);
  reader.text("certificate_file", out.certificate_file, kPathChars);
  reader.text("key_file", out.key_file, kPathChars);
  out.plain_http = !out.wanted();
  reader.flag("plain_http", out.plain_http);
  if (reader.valid() && out.certificate_file.empty() != out.key_file.empty())
    reader.error("certificate_file", "required",
                 "Give both certificate_file and key_file, or neither.");
  reader.finish();
}

void read_operator(NodeAt const& place, Config::Operator& out, Problems& errors) {
  TableReader reader(place, errors);
  reader.name("address", out.address);
  reader.number("port", out.port, kPorts);
  reader.finish();
}

void read_secrets(NodeAt const& place, Config::Secrets& out, Problems& errors) {
  TableReader reader(place, errors);
  reader.text("server_key_file", out.server_key_file, kPathChars);
  reader.text("server_key_previous_file", out.server_key_previous_file, kPathChars);
  reader.finish();
}

void read_log(NodeAt const& place, Config::Log& out, Problems& errors) {
  TableReader reader(place, errors);
  reader.word("level", out.level);
  reader.word("format", out.format);
  reader.flag("addresses", out.addresses);
  reader.finish();
}

void read_cell(NodeAt const& place, Config::Cell& out, Problems& errors) {
  TableReader reader(place, errors);
  reader.text("instance", out.instance, core::kNameChars);
  reader.duration("lease_seconds", out.lease, kLeaseSeconds);
  reader.text("state_dir", out.state_dir, kPathChars);
  reader.finish();
}

void read_limits(NodeAt const& place, Config::Limits& out, Problems& errors) {
  TableReader reader(place, errors);
  reader.number("session_hours", out.session_hours, kSessionHours);
  reader.number("callbacks_in_memory", out.callbacks_in_memory, kCallbacks);
  reader.number("backlog_commands", out.backlog_commands, kBacklog);
  reader.number("drain_seconds", out.drain_seconds, kDrainSeconds);
  reader.number("connections", out.connections, kConnections);
  reader.number("connections_per_address", out.connections_per_address, kConnectionsPerAddress);
  reader.number("connections_per_user", out.connections_per_user, kConnectionsPerUser);
  reader.number("login_failures_per_address", out.login_failures_per_address,
                kConnectionsPerAddress);
  reader.number("reads_per_source_per_minute", out.reads_per_source_per_minute, kPerMinute);
  reader.number("agent_changes_per_minute", out.agent_changes_per_minute, kPerMinute);
  reader.finish();
}

std::string host_name() {
  std::array<char, kHostNameBytes> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0) return "callbackd";
  return name.data();
}

std::string environment(char const* name, std::string otherwise) {
  auto const* value = std::getenv(name);
  return value == nullptr || *value == '\0' ? std::move(otherwise) : std::string(value);
}

std::optional<std::string> key_from(std::string const& name, std::string& why) {
  auto key = read_secret(name, why);
  if (key && key->size() < kServerKeyBytesLeast) {
    why = name + ": must hold at least " + std::to_string(kServerKeyBytesLeast) +
          " bytes, as `openssl rand -hex 32` writes them";
    return std::nullopt;
  }
  return key;
}

std::optional<std::string> url_from(std::string const& name, std::string& why) {
  auto url = read_secret(name, why);
  if (url && (url->empty() || !storage::is_database_url(*url))) {
    why = name + ": " + (url->empty() ? "is empty" : kNoDatabaseUrl);
    return std::nullopt;
  }
  return url;
}

}  // namespace

// Each table of the file has a function of its own that reads it. finish() reports the keys that no
// function has read.
LoadedConfig decode_config(core::Node const& root) {
  LoadedConfig loaded;
  auto& errors = loaded.errors;
  Config config;
  TableReader reader({root, ""}, errors);
  reader.require("database");
  reader.table("database", [&](NodeAt const& p) { read_database(p, config.database, errors); });
  reader.table("http", [&](NodeAt const& p) { read_http(p, config.http, errors); });
  reader.table("tls", [&](NodeAt const& p) { read_tls(p, config.tls, errors); });
  reader.table("operator",
               [&](NodeAt const& p) { read_operator(p, config.operator_listener, errors); });
  reader.table("voice", [&](NodeAt const& p) { read_voice(p, config.voice, errors); });
  reader.table("secrets", [&](NodeAt const& p) { read_secrets(p, config.secrets, errors); });
  reader.table("log", [&](NodeAt const& p) { read_log(p, config.log, errors); });
  reader.table("cell", [&](NodeAt const& p) { read_cell(p, config.cell, errors); });
  reader.table("limits", [&](NodeAt const& p) { read_limits(p, config.limits, errors); });
  reader.finish();
  if (config.cell.instance.empty()) config.cell.instance = host_name();
  if (config.cell.state_dir.empty()) config.cell.state_dir = environment("STATE_DIRECTORY", ".");
  if (errors.empty()) loaded.config = std::move(config);
  return loaded;
}

LoadedConfig load_config(std::string const& path) {
  std::string why;
  auto const text = read_text_file(path, why);
  if (!text) return {std::nullopt, {{"", "unreadable", why, {}}}};
  auto parsed = parse_toml(*text);
  if (!parsed.errors.empty()) return {std::nullopt, std::move(parsed.errors)};
  auto loaded = decode_config(parsed.root);
  if (loaded.config) loaded.config->path = path;
  return loaded;
}

std::optional<std::string> database_url(Config const& config, std::string& why) {
  if (config.database.url.empty()) return url_from(config.database.url_file, why);
  if (storage::has_password(config.database.url) && !config.path.empty()) {
    why = secret_file_problem(config.path);  // the file holds a secret then
    if (!why.empty()) {
      why = config.path + ": " + why + " (or keep the URL in a file of its own: url_file)";
      return std::nullopt;
    }
  }
  return config.database.url;
}

std::optional<std::string> owner_database_url(Config const& config, std::string& why) {
  if (config.database.owner_url_file.empty()) return database_url(config, why);
  return url_from(config.database.owner_url_file, why);
}

std::string state_dir_problem(Config const& config) {
  auto const& folder = config.cell.state_dir;
  std::error_code error;
  if (!std::filesystem::is_directory(folder, error)) {
    return folder + ": " + (error ? error.message() : "is not a folder");
  }
  if (::access(folder.c_str(), W_OK | X_OK) == 0) return {};
  return folder + ": " + std::generic_category().message(errno);
}

std::optional<std::string> server_key(Config const& config, std::string& why) {
  return key_from(config.secrets.server_key_file, why);
}

std::optional<std::string> previous_server_key(Config const& config, std::string& why) {
  if (config.secrets.server_key_previous_file.empty()) return std::string{};
  return key_from(config.secrets.server_key_previous_file, why);
}

std::optional<std::string> ari_password(Config const& config, std::string& why) {
  auto password = read_secret(config.voice.ari_password_file, why);
  if (password && password->empty()) {
    why = config.voice.ari_password_file + ": is empty";
    return std::nullopt;
  }
  return password;
}

}  // namespace callbackd::app
