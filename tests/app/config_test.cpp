#include "app/config.hpp"

#include <catch2/catch.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include <unistd.h>

#include "app/temporary_folder.hpp"
#include "app/toml_node.hpp"

using namespace callbackd;
using namespace callbackd::app;

namespace {

std::string errors_of(std::string const& text) {
  auto const parsed = parse_toml(text);
  REQUIRE(parsed.errors.empty());
  std::string out;
  for (auto const& error : decode_config(parsed.root).errors)
    out += problem_text("f", error) + '\n';
  return out;
}

}  // namespace

TEST_CASE("three tenths of any lease, a second's too, are kept back") {
  Config::Cell cell;
  CHECK(cell.lease == std::chrono::seconds{1});
  CHECK(cell.lease_margin() == std::chrono::milliseconds{300});
  CHECK(cell.usable_lease() == std::chrono::milliseconds{700});
}

TEST_CASE("the annotated configuration is good and says the defaults") {
  auto const loaded = load_config(CALLBACKD_SOURCE_DIR "/config/callbackd.toml");
  for (auto const& error : loaded.errors) CHECK(problem_text("callbackd.toml", error) == "");
  REQUIRE(loaded.config);
  auto const plain = decode_config(parse_toml("[database]\nurl = \"dbname=x\"\n").root);
  REQUIRE(plain.config);
  CHECK(loaded.config->http.port == plain.config->http.port);
  CHECK(loaded.config->http.threads == plain.config->http.threads);
  CHECK(loaded.config->http.address == plain.config->http.address);
  CHECK(loaded.config->operator_listener.port == plain.config->operator_listener.port);
  CHECK(loaded.config->database.schema == plain.config->database.schema);
  CHECK(loaded.config->secrets.server_key_file == plain.config->secrets.server_key_file);
  CHECK(loaded.config->cell.lease == plain.config->cell.lease);
  CHECK(loaded.config->cell.instance == plain.config->cell.instance);
  CHECK(loaded.config->limits.session_hours == plain.config->limits.session_hours);
  CHECK(loaded.config->limits.callbacks_in_memory == plain.config->limits.callbacks_in_memory);
  CHECK(loaded.config->limits.backlog_commands == plain.config->limits.backlog_commands);
  CHECK(loaded.config->limits.drain_seconds == plain.config->limits.drain_seconds);
  CHECK(loaded.config->limits.connections == plain.config->limits.connections);
  CHECK(loaded.config->limits.connections_per_address ==
        plain.config->limits.connections_per_address);
  CHECK(loaded.config->limits.connections_per_user == plain.config->limits.connections_per_user);
  CHECK(loaded.config->limits.reads_per_source_per_minute ==
        plain.config->limits.reads_per_source_per_minute);
  CHECK(loaded.config->limits.agent_changes_per_minute ==
        plain.config->limits.agent_changes_per_minute);
  CHECK(loaded.config->voice.agent_endpoint == plain.config->voice.agent_endpoint);
  CHECK(loaded.config->voice.contact_endpoint == plain.config->voice.contact_endpoint);
  CHECK(loaded.config->voice.ari_application == plain.config->voice.ari_application);
  CHECK(loaded.config->voice.music_class == plain.config->voice.music_class);
  CHECK(loaded.config->voice.machine_context == plain.config->voice.machine_context);
  CHECK_FALSE(loaded.config->tls.wanted());
  CHECK(loaded.config->tls.plain_http == plain.config->tls.plain_http);
}

TEST_CASE("every mistake is named with line and column") {
  CHECK(errors_of("[database]\nurl = \"dbname=x\"\n[http]\nport = 80000\nprot = 1\n[colour]\n") ==
        "f:4:8: http.port: Must be between 0 and 65535.\n"
        "f:5:1: http.prot: There is no such key: did you mean port?\n"
        "f:6:2: colour: There is no such key.\n");
  CHECK(errors_of("[http]\nport = \"8080\"\n") ==
        "f:1:1: database: Must be given.\n"
        "f:2:8: http.port: Must be a whole number, not a text.\n");
  CHECK(errors_of("[database]\nurl = \"dbname=x\"\nurl_file = \"y\"\nschema = \"a;b\"\n") ==
        "f:2:7: database.url: Give exactly one of url and url_file.\n"
        "f:4:10: database.schema: Must have only lower-case letters, digits and _.\n");
  CHECK(errors_of("[database]\nurl = \"dbname=x\"\n[voice]\ngateway = \"pigeons\"\n[log]\nlevel = "
                  "\"loud\"\n") ==
        "f:4:11: voice.gateway: Must be one of simulator, asterisk.\n"
        "f:6:9: log.level: Must be one of debug, info, warning, error.\n");
  CHECK(errors_of("[database]\nurl = \"dbname=x\"\n[tls]\nkey_file = \"k\"\n") ==
        "f:3:1: tls.certificate_file: Give both certificate_file and key_file, or neither.\n");
  CHECK(errors_of("[database]\nurl = \"\"\n") ==
        "f:2:7: database.url: Must be postgresql://USER:PASSWORD@HOST/DATABASE.\n");
  CHECK(errors_of("[database]\nurl = \"postgresql//joe:secret@db/x\"\n") ==
        "f:2:7: database.url: Must be postgresql://USER:PASSWORD@HOST/DATABASE.\n");
}

TEST_CASE("trusted proxies are networks, each in one list only") {
  std::string const before = "[database]\nurl = \"dbname=x\"\n[http]\n";
  CHECK(errors_of(before + "proxy_protocol_from = [\"10.0.0.0/8\", \"2001:db8::7\"]\n"
                           "forwarded_from = [\"192.0.2.0/24\"]\n") == "");
  CHECK(errors_of(before + "proxy_protocol_from = [\"10.0.0.1/8\", \"proxy\"]\n") ==
        "f:4:23: http.proxy_protocol_from: 10.0.0.1/8 is neither a network, such as "
        "10.0.0.0/8 or 2001:db8::/32, nor a single address.\n"
        "f:4:23: http.proxy_protocol_from: proxy is neither a network, such as "
        "10.0.0.0/8 or 2001:db8::/32, nor a single address.\n");
  CHECK(errors_of(before +
                  "proxy_protocol_from = [\"10.0.0.0/8\"]\nforwarded_from = [\"10.1.2.3\"]\n") ==
        "f:5:18: http.forwarded_from: Must not have addresses that are in proxy_protocol_from too: "
        "name each network in one list only.\n");
  CHECK(errors_of("[database]\nurl = \"dbname=x\"\n[operator]\nproxy_protocol_from = []\n")
            .find("There is no such key.") != std::string::npos);
}

TEST_CASE("Asterisk needs an address, a user and a password, and endpoints with a place in them") {
  std::string const before = "[database]\nurl = \"dbname=x\"\n[voice]\ngateway = \"asterisk\"\n";
  CHECK(errors_of(before) ==
        "f:3:1: voice.ari_url: Must be given.\n"
        "f:3:1: voice.ari_user: Must be given.\n"
        "f:3:1: voice.ari_password_file: Must be given.\n");
  auto const needed = before + "ari_user = \"u\"\nari_password_file = \"p\"\n";
  CHECK(errors_of(needed + "ari_url = \"http://pbx:8088\"\n") == "");
  CHECK(errors_of(needed + "ari_url = \"pbx:8088\"\n") ==
        "f:7:11: voice.ari_url: Must be http://HOST:PORT or https://HOST:PORT.\n");
  CHECK(
      errors_of(needed + "ari_url = \"http://pbx\"\nca_file = \"ca.pem\"\n") ==
      "f:8:11: voice.ca_file: Must not be given with an ari_url that does not begin with https.\n");
  CHECK(errors_of(needed + "ari_url = \"https://pbx\"\nagent_endpoint = \"PJSIP/1\"\n"
                           "contact_endpoint = \"PJSIP/x\"\nmachine_context = \"a b\"\n"
                           "ari_application = \"a,b\"\n") ==
        "f:11:19: voice.ari_application: Must have only letters, digits, '_', '-' and '.'.\n"
        "f:10:19: voice.machine_context: Must have only letters, digits, '_', '-' and '.'.\n"
        "f:8:18: voice.agent_endpoint: Must have {phone} in it, as in PJSIP/{phone}.\n"
        "f:9:20: voice.contact_endpoint: Must have {number} or {digits} in it, as in "
        "PJSIP/{number}@trunk.\n");
}

TEST_CASE("a configuration that is not there or no TOML says why") {
  auto const absent = load_config("/nonexistent/callbackd.toml");
  REQUIRE(absent.errors.size() == 1);
  CHECK(problem_text("c.toml", absent.errors[0]) == "c.toml: No such file or directory");
  TemporaryFolder const folder;
  auto const broken = load_config(folder.write("c.toml", "[http]\nport = 80a\n"));
  REQUIRE(broken.errors.size() == 1);
  CHECK(broken.errors[0].position.line == 2);
}

TEST_CASE("a state_dir that cannot be written is named") {
  TemporaryFolder const folder;
  Config config;
  config.cell.state_dir = folder.path;
  CHECK(state_dir_problem(config).empty());
  config.cell.state_dir = "/nonexist";
  CHECK(state_dir_problem(config) == "/nonexist: No such file or directory");
  config.cell.state_dir = folder.write("file", "");
  CHECK(state_dir_problem(config) == config.cell.state_dir + ": is not a folder");
}

TEST_CASE("secrets come from files or from systemd credentials") {
  TemporaryFolder const folder;
  Config config;
  std::string why;
  config.database.url_file = folder.write("url", "  postgresql://db/x \n");
  CHECK(database_url(config, why) == "postgresql://db/x");
  config.database.url_file = folder.write("wrong", "postgresql//joe:secret@db/x\n");
  CHECK_FALSE(database_url(config, why));
  CHECK(why == config.database.url_file + ": Must be postgresql://USER:PASSWORD@HOST/DATABASE.");
  config.secrets.server_key_file = folder.write("short", "too short\n");
  CHECK_FALSE(server_key(config, why));
  CHECK(why.find("at least 32 bytes") != std::string::npos);
  CHECK(why.find("too short") == std::string::npos);

  folder.write("server_key", std::string(64, 'k') + '\n');
  config.secrets.server_key_file = "server_key";
  ::unsetenv("CREDENTIALS_DIRECTORY");
  CHECK_FALSE(server_key(config, why));
  CHECK(why.find("CREDENTIALS_DIRECTORY") != std::string::npos);
  ::setenv("CREDENTIALS_DIRECTORY", folder.path.c_str(), 1);
  CHECK(server_key(config, why) == std::string(64, 'k'));
  ::unsetenv("CREDENTIALS_DIRECTORY");
}

TEST_CASE("a secret's file that others can read or change is refused, whichever secret it is") {
  TemporaryFolder const folder;
  Config config;
  std::string why;
  using Read = std::optional<std::string> (*)(Config const&, std::string&);
  struct Kind {
    std::string* name;
    Read read;
    std::string text;
  };
  std::string const key(64, 'k');
  for (auto const& kind :
       {Kind{&config.database.url_file, database_url, "postgresql://db/x"},
        Kind{&config.database.owner_url_file, owner_database_url, "postgresql://db/x"},
        Kind{&config.secrets.server_key_file, server_key, key},
        Kind{&config.secrets.server_key_previous_file, previous_server_key, key},
        Kind{&config.voice.ari_password_file, ari_password, "word"}}) {
    *kind.name = folder.write("secret", kind.text);
    for (unsigned const mode : {0604U, 0644U, 0666U, 0602U, 0620U}) {
      std::filesystem::permissions(*kind.name, std::filesystem::perms{mode});
      CHECK_FALSE(kind.read(config, why));
      CHECK(why.find(*kind.name + ": others can read or change the file") == 0);
    }
    for (unsigned const mode : {0600U, 0400U}) {
      std::filesystem::permissions(*kind.name, std::filesystem::perms{mode});
      CHECK(kind.read(config, why) == kind.text);
    }
  }
}

TEST_CASE("a secret's file of root's may be read by its group, as systemd hands over credentials") {
  if (::geteuid() != 0) return;
  TemporaryFolder const folder;
  Config config;
  std::string why;
  config.secrets.server_key_file = "server_key";
  auto const path = folder.write("server_key", std::string(64, 'k'));
  ::setenv("CREDENTIALS_DIRECTORY", folder.path.c_str(), 1);
  std::filesystem::permissions(path, std::filesystem::perms{0440});
  CHECK(server_key(config, why));
  REQUIRE(::chown(path.c_str(), 65534, 65534) == 0);
  CHECK_FALSE(server_key(config, why));
  CHECK(why.find("belongs to another user") != std::string::npos);
  ::unsetenv("CREDENTIALS_DIRECTORY");
}

TEST_CASE("a configuration that holds a password is a secret's file itself") {
  TemporaryFolder const folder;
  std::string why;
  auto const open_to = [&](std::string const& url, unsigned mode) {
    auto const path = folder.write("c.toml", "[database]\nurl = \"" + url + "\"\n");
    std::filesystem::permissions(path, std::filesystem::perms{mode});
    auto const loaded = load_config(path);
    REQUIRE(loaded.config);
    return database_url(*loaded.config, why).has_value();
  };
  CHECK(open_to("postgresql://joe:secret@db/x", 0600));
  CHECK_FALSE(open_to("postgresql://joe:secret@db/x", 0644));
  CHECK(why.find("url_file") != std::string::npos);
  CHECK(open_to("postgresql://joe@db/x", 0644));
}

TEST_CASE("plain HTTP is spoken beside TLS only when the configuration asks for it") {
  auto const plain_with = [](std::string const& tls) {
    auto const loaded = decode_config(parse_toml("[database]\nurl = \"dbname=x\"\n" + tls).root);
    REQUIRE(loaded.config);
    return loaded.config->tls.plain_http;
  };
  CHECK(plain_with(""));
  CHECK_FALSE(plain_with("[tls]\ncertificate_file = \"c\"\nkey_file = \"k\"\n"));
  CHECK(plain_with("[tls]\ncertificate_file = \"c\"\nkey_file = \"k\"\nplain_http = true\n"));
}

TEST_CASE("an owner's URL needs the name of the role that serves") {
  CHECK(errors_of("[database]\nurl = \"dbname=x\"\nowner_url_file = \"./o\"\n") ==
        "f:1:1: database.runtime_role: Must name the role that url or url_file connects as, "
        "because owner_url_file is given.\n");
  CHECK(errors_of("[database]\nurl = \"dbname=x\"\nowner_url_file = \"./o\"\n"
                  "runtime_role = \"serve\"\n")
            .empty());
}
