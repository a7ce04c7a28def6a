#include "app/check_command.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include <unistd.h>

#include "app/data.hpp"
#include "app/site_file.hpp"
#include "app/temporary_folder.hpp"
#include "app/toml_node.hpp"
#include "core/definition/node_text.hpp"

using namespace callbackd;
using namespace callbackd::app;

namespace {

struct Ran {
  ExitStatus status{};
  std::string out, err;
};

Ran check(std::string const& path) {
  std::istringstream in;
  std::ostringstream out, err;
  auto const status = run_check(path, {in, out, err});
  return {status, out.str(), err.str()};
}

Ran check_config(std::string const& path) {
  std::istringstream in;
  std::ostringstream out, err;
  auto const status = run_check_config(path, {in, out, err});
  return {status, out.str(), err.str()};
}

}  // namespace

TEST_CASE("the annotated example is a good definition") {
  auto const ran = check(CALLBACKD_SOURCE_DIR "/config/site.example.toml");
  CHECK(ran.status == ExitStatus::kOk);
  CHECK(ran.out.find("good, with 3 queues, 1 agent, 1 site\n") != std::string::npos);
  CHECK(ran.err.find("responses: notice: This is accepted, but this version does nothing") !=
        std::string::npos);
  CHECK(ran.err.find("requests_per") == std::string::npos);
}

TEST_CASE("the problems that check prints for a broken file stay as they are") {
  // With CALLBACKD_REWRITE=1 the test also writes the expected text into the file anew.
  for (auto const* name : {"broken_site", "broken_syntax"}) {
    auto const ran = check(kData + name + ".toml");
    CHECK(ran.status == ExitStatus::kFailed);
    CHECK(ran.out.empty());
    auto const said = without(ran.err, kData);
    if (std::getenv("CALLBACKD_REWRITE") != nullptr) std::ofstream(kData + name + ".txt") << said;
    std::string why;
    CHECK(read_text_file(kData + name + ".txt", why) == said);
  }
}

TEST_CASE("files of secrets that others can read are errors, whichever key names them") {
  TemporaryFolder const folder;
  auto const secret = folder.write("secret", std::string(40, 'x'));
  auto const url = "url_file = \"" + folder.write("url", "postgresql://a:b@h/d") + "\"\n";
  auto const named = [&](std::string const& table, std::string const& key) {
    auto const line = key + " = \"" + secret + "\"\n";
    auto const text = table == "database" ? "[database]\n" + url + "runtime_role = \"r\"\n" + line
                                          : "[database]\n" + url + "[" + table + "]\n" + line;
    return folder.write("callbackd.toml", text);
  };
  std::string const both = "certificate_file = \"/nonexistent/c.pem\"\nkey_file";
  for (auto const& [table, key] :
       {std::pair<std::string, std::string>{"secrets", "server_key_file"},
        {"secrets", "server_key_previous_file"},
        {"tls", both},
        {"database", "owner_url_file"},
        {"voice", "ari_password_file"}}) {
    CAPTURE(table, key);
    auto const path = named(table, key);
    CHECK(check_config(path).status == ExitStatus::kOk);
    std::filesystem::permissions(secret, std::filesystem::perms{0644});
    auto const ran = check_config(path);
    CHECK(ran.status == ExitStatus::kFailed);
    CHECK(ran.err.find("others can read or change the file") != std::string::npos);
    std::filesystem::permissions(secret, std::filesystem::perms{0600});
  }
  std::filesystem::permissions(folder.path / "url", std::filesystem::perms{0640});
  CHECK(check_config(named("secrets", "server_key_file")).status ==
        (::geteuid() == 0 ? ExitStatus::kOk : ExitStatus::kFailed));
}

TEST_CASE("proxies that may be anybody are told, origins that are none are errors") {
  TemporaryFolder const folder;
  auto const with = [&](std::string const& line) {
    return check_config(
        folder.write("callbackd.toml", "[database]\nurl = \"dbname=x\"\n[http]\n" + line + "\n"));
  };
  for (auto const* line : {R"(forwarded_from = ["0.0.0.0/0"])", R"(proxy_protocol_from = ["::/0"])",
                           R"(forwarded_from = ["0.0.0.0/1", "128.0.0.0/1"])"}) {
    auto const ran = with(line);
    CHECK(ran.status == ExitStatus::kOk);
    CHECK(ran.err.find("notice: This network is so wide that strangers are in it") !=
          std::string::npos);
  }
  CHECK(with(R"(forwarded_from = ["10.0.0.0/8"])").err.find("strangers") == std::string::npos);
  for (auto const* origin :
       {"*", "agents.example.com", "https://a.example.com/", "https://A.example.com", "null"}) {
    auto const ran =
        with("agent_origins = [\"https://good.example.com\", \"" + std::string{origin} + "\"]");
    CHECK(ran.status == ExitStatus::kFailed);
    CHECK(ran.err.find(std::string{"http.agent_origins: "} + origin + " is not an origin") !=
          std::string::npos);
  }
  CHECK(with(R"(agent_origins = ["https://a.example.com:8443", "http://localhost:3000"])").status ==
        ExitStatus::kOk);
}

TEST_CASE("a configuration is checked with the settings that its gateway needs") {
  auto const without_gateway = check_config(CALLBACKD_SOURCE_DIR "/config/callbackd.toml");
  CHECK(without_gateway.status == ExitStatus::kOk);
  CHECK(without_gateway.err.find("notice: voice.gateway is not set, so nobody can be called") !=
        std::string::npos);
  auto const absent = check_config("/nonexistent/callbackd.toml");
  CHECK(absent.status == ExitStatus::kFailed);
  CHECK(absent.err == "/nonexistent/callbackd.toml: No such file or directory\n");
}

TEST_CASE("hours whose days are over are told, those that will open are not") {
  TemporaryFolder const folder;
  auto const ran = check(folder.write("site.toml", R"(
[[agents]]
login = "al"

[[hours]]
name = "over"
special = { "2001-01-01" = [ "09:00-10:00" ], "2002-01-01" = [ "09:00-10:00" ] }

[[hours]]
name = "ahead"
special = { "2001-01-01" = [ "09:00-10:00" ], "2099-12-31" = [ "09:00-10:00" ] }

[[hours]]
name = "weekly"
weekly = { mon = [ "09:00-10:00" ] }
special = { "2001-01-01" = [ "09:00-10:00" ] }
)"));
  CHECK(ran.status == ExitStatus::kOk);
  CHECK(ran.err.find("site.toml:5:1: hours[0]: notice: All days that these hours name are over") !=
        std::string::npos);
  CHECK(ran.err.find("hours[1]") == std::string::npos);
  CHECK(ran.err.find("hours[2]") == std::string::npos);
}

TEST_CASE("a file that is not there is said to be so") {
  auto const ran = check("/nonexistent/site.toml");
  CHECK(ran.status == ExitStatus::kFailed);
  CHECK(ran.err.rfind("/nonexistent/site.toml: No such file or directory\n", 0) == 0);
}

TEST_CASE("exporting a definition and reading it again changes nothing") {
  for (auto const* path :
       {"/config/site.example.toml", "/deploy/demo/site.toml", "/deploy/demo/once.toml"}) {
    auto const file = load_site_file(std::string(CALLBACKD_SOURCE_DIR) + path);
    REQUIRE(file.decoded.site);
    auto const exported = write_toml(file.decoded.site->written);
    auto const again = core::decode_site(parse_toml(exported).root);
    REQUIRE(again.site);
    CHECK(core::site_changes(*file.decoded.site, *again.site).empty());
    CHECK(write_toml(again.site->written) == exported);
  }
}
