// The daemon's configuration: the values of callbackd.toml, decoded and checked.
// config/callbackd.toml explains every key. A subcommand reads it once, at its start, on the main
// thread; afterwards it does not change, and any thread may read it. Secrets in other files are
// read only when a command needs them, and are never logged.
#pragma once
#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "app/config_voice.hpp"
#include "base/limits.hpp"
#include "base/words.hpp"
#include "core/definition/table_reader.hpp"
#include "edge/net/trusted_proxies.hpp"

namespace callbackd::app {

enum class LogFormat : std::uint8_t { kText, kJson };
constexpr auto words_of(std::type_identity<LogFormat>) {
  using enum LogFormat;
  return std::to_array<base::Word<LogFormat>>({{"text", kText}, {"json", kJson}});
}
enum class LogLevel : std::uint8_t { kDebug, kInfo, kWarning, kError };
constexpr auto words_of(std::type_identity<LogLevel>) {
  using enum LogLevel;
  return std::to_array<base::Word<LogLevel>>(
      {{"debug", kDebug}, {"info", kInfo}, {"warning", kWarning}, {"error", kError}});
}

struct Config {
  struct Database {
    std::string url;  // exactly one of these two
    std::string url_file;
    std::string schema = "callbackd";
    // The file with the URL with which `migrate` connects, as the owner of the schema. If this name
    // is empty, `migrate` connects with url or url_file.
    std::string owner_url_file;
    std::string runtime_role;  // the role that `serve` connects as; empty: it is the schema's owner
  };
  struct Http {
    std::string address = "127.0.0.1";
    int port = 8080;
    int threads = 2;
    std::vector<std::string> agent_origins;
    edge::TrustedProxies proxies;
  };
  struct Tls {
    std::string certificate_file;  // both or none
    std::string key_file;
    bool plain_http = true;  // the default is true only without a certificate
    bool wanted() const { return !certificate_file.empty(); }
  };
  struct Operator {
    std::string address = "127.0.0.1";
    int port = 9090;
  };
  struct Secrets {
    std::string server_key_file = "server_key";
    std::string server_key_previous_file;  // empty: none
  };
  struct Log {
    LogLevel level = LogLevel::kInfo;
    LogFormat format = LogFormat::kText;
    bool addresses = false;  // the trail's lines show clients' addresses; false: hashes of them
  };
  struct Cell {
    std::string instance;  // empty in the file: the host's name
    std::chrono::seconds lease{1};

    // The server stops sending answers this long before the lease ends. usable_lease() is the part
    // of the lease before this margin.
    std::chrono::milliseconds lease_margin() const {
      return std::chrono::milliseconds{lease} * 3 / 10;
    }
    std::chrono::milliseconds usable_lease() const { return lease - lease_margin(); }
    std::string state_dir;  // empty in the file: $STATE_DIRECTORY, else the current folder
  };
  struct Limits {
    int session_hours = 12;
    int callbacks_in_memory = 2'000'000;
    int backlog_commands = 20'000;
    int drain_seconds = 30;
    int connections = 18'000;
    int connections_per_address = 256;  // of strangers; 0: no limit
    int connections_per_user = 4;
    int login_failures_per_address = 50;  // in a minute; 0: no limit
    int reads_per_source_per_minute = base::kLimits.reads_per_source_per_minute;  // 0: no limit
    int agent_changes_per_minute = base::kLimits.agent_changes_per_minute;        // 0: no limit
  };

  std::string path;  // of the file that was read
  Database database;
  Http http;
  Tls tls;
  Operator operator_listener;
  VoiceConfig voice;
  Secrets secrets;
  Log log;
  Cell cell;
  Limits limits;
};

struct LoadedConfig {
  std::optional<Config> config;  // nullopt: `errors` says why
  core::Problems errors;
};

LoadedConfig decode_config(core::Node const& root);  // without path
// Reads the configuration. If the file cannot be read or is not TOML, only that is reported.
// Otherwise all mistakes are found, each with its field and its place in the file.
LoadedConfig load_config(std::string const& path);

// Each of these functions returns a secret. If the secret is in a file of its own, white space
// around it is removed. If a function returns nullopt, `why` says what is wrong, without the value
// of the secret.
std::optional<std::string> database_url(Config const& config, std::string& why);
std::optional<std::string> owner_database_url(Config const& config, std::string& why);
std::optional<std::string> server_key(Config const& config, std::string& why);
// Returns an empty text if no previous key is configured.
std::optional<std::string> previous_server_key(Config const& config, std::string& why);
std::optional<std::string> ari_password(Config const& config, std::string& why);

// Checks whether files can be written into the folder [cell] state_dir. Returns the reason why not,
// or an empty text if they can.
std::string state_dir_problem(Config const& config);

inline constexpr std::size_t kServerKeyBytesLeast = 32;

}  // namespace callbackd::app
