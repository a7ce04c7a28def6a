#include "app/check_command.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include "app/data.hpp"
#include "app/site_file.hpp"
#include "app/toml_node.hpp"
#include "core/node_text.hpp"

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

}  // namespace

TEST_CASE("the annotated example is a good definition") {
  auto const ran = check(CALLBACKD_SOURCE_DIR "/config/site.example.toml");
  CHECK(ran.status == ExitStatus::kOk);
  CHECK(ran.out.find("good, with 3 queues, 1 agent, 1 site\n") != std::string::npos);
  CHECK(ran.err.find("responses: notice: accepted, not acted upon") != std::string::npos);
  CHECK(ran.err.find("requests_per") == std::string::npos);
}

TEST_CASE("what check says about a broken file stays as it is") {
  // CALLBACKD_REWRITE=1 writes the golden file anew.
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

TEST_CASE("a configuration is checked with what its gateway needs") {
  auto const check_config = [](std::string const& path) {
    std::istringstream in;
    std::ostringstream out, err;
    auto const status = run_check_config(path, {in, out, err});
    return Ran{status, out.str(), err.str()};
  };
  auto const without_gateway = check_config(CALLBACKD_SOURCE_DIR "/config/callbackd.toml");
  CHECK(without_gateway.status == ExitStatus::kOk);
  CHECK(without_gateway.err.find("notice: voice.gateway is not set: nobody can be called") !=
        std::string::npos);
  auto const absent = check_config("/nonexistent/callbackd.toml");
  CHECK(absent.status == ExitStatus::kFailed);
  CHECK(absent.err == "/nonexistent/callbackd.toml: No such file or directory\n");
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
