#include "app/config.hpp"

#include <catch2/catch.hpp>
#include <cstdio>
#include <cstdlib>
#include <string>

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
        "f:4:8: http.port: must be between 0 and 65535\n"
        "f:5:1: http.prot: is not a known key, did you mean port?\n"
        "f:6:2: colour: is not a known key\n");
  CHECK(errors_of("[http]\nport = \"8080\"\n") ==
        "f:1:1: database: is required\n"
        "f:2:8: http.port: must be a whole number, not a text\n");
  CHECK(errors_of("[database]\nurl = \"dbname=x\"\nurl_file = \"y\"\nschema = \"a;b\"\n") ==
        "f:2:7: database.url: give exactly one of url, url_file\n"
        "f:4:10: database.schema: must be lower-case letters, digits and _\n");
  CHECK(errors_of("[database]\nurl = \"dbname=x\"\n[voice]\ngateway = \"pigeons\"\n[log]\nlevel = "
                  "\"loud\"\n") ==
        "f:4:11: voice.gateway: must be one of simulator, asterisk\n"
        "f:6:9: log.level: must be one of debug, info, warning, error\n");
  CHECK(errors_of("[database]\nurl = \"dbname=x\"\n[tls]\nkey_file = \"k\"\n") ==
        "f:3:1: tls.certificate_file: give both of certificate_file, key_file, or none\n");
  CHECK(errors_of("[database]\nurl = \"postgresql//joe:secret@db/x\"\n") ==
        "f:2:7: database.url: is not postgresql://USER:PASSWORD@HOST/DATABASE\n");
}

TEST_CASE("Asterisk needs an address, a user and a password, and endpoints with a place in them") {
  std::string const before = "[database]\nurl = \"dbname=x\"\n[voice]\ngateway = \"asterisk\"\n";
  CHECK(errors_of(before) ==
        "f:3:1: voice.ari_url: is required\n"
        "f:3:1: voice.ari_user: is required\n"
        "f:3:1: voice.ari_password_file: is required\n");
  auto const needed = before + "ari_user = \"u\"\nari_password_file = \"p\"\n";
  CHECK(errors_of(needed + "ari_url = \"http://pbx:8088\"\n") == "");
  CHECK(errors_of(needed + "ari_url = \"pbx:8088\"\n") ==
        "f:7:11: voice.ari_url: must be http://HOST:PORT or https://HOST:PORT\n");
  CHECK(errors_of(needed + "ari_url = \"http://pbx\"\nca_file = \"ca.pem\"\n") ==
        "f:8:11: voice.ca_file: is for an ari_url that begins with https\n");
  CHECK(errors_of(needed + "ari_url = \"https://pbx\"\nagent_endpoint = \"PJSIP/1\"\n"
                           "contact_endpoint = \"PJSIP/x\"\nmachine_context = \"a b\"\n"
                           "ari_application = \"a,b\"\n") ==
        "f:11:19: voice.ari_application: must be letters, digits, _, - and .\n"
        "f:10:19: voice.machine_context: must be letters, digits, _, - and .\n"
        "f:8:18: voice.agent_endpoint: must have {phone} in it, as PJSIP/{phone} has\n"
        "f:9:20: voice.contact_endpoint: must have {number} or {digits} in it, as "
        "PJSIP/{number}@trunk has\n");
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
  CHECK(state_dir_problem(config) == config.cell.state_dir + ": is no folder");
}

TEST_CASE("secrets come from files or from systemd credentials") {
  TemporaryFolder const folder;
  Config config;
  std::string why;
  config.database.url_file = folder.write("url", "  postgresql://db/x \n");
  CHECK(database_url(config, why) == "postgresql://db/x");
  config.database.url_file = folder.write("wrong", "postgresql//joe:secret@db/x\n");
  CHECK_FALSE(database_url(config, why));
  CHECK(why == config.database.url_file + ": is not postgresql://USER:PASSWORD@HOST/DATABASE");
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
