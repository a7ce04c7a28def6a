#include "app/command_line.hpp"

#include <catch2/catch.hpp>
#include <sstream>
#include <string>
#include <vector>

using namespace callbackd::app;

namespace {

struct Ran {
  int status = 0;
  std::string out, err;
};

Ran run(std::vector<char const*> arguments, Serve const& serve = [](Config const&) { return 0; }) {
  arguments.insert(arguments.begin(), "callbackd");
  std::istringstream in;
  std::ostringstream out, err;
  auto const status =
      run_command_line(static_cast<int>(arguments.size()), arguments.data(), {in, out, err}, serve);
  return {status, out.str(), err.str()};
}

}  // namespace

TEST_CASE("help is given on the program and on every subcommand, with an example") {
  auto const all = run({"--help"});
  CHECK(all.status == 0);
  for (auto const* command :
       {"serve", "migrate", "check", "apply", "export", "key", "user", "load"}) {
    CHECK(all.out.find(command) != std::string::npos);
    auto const one = run({command, "--help"});
    CHECK(one.status == 0);
    CHECK(one.out.find(std::string("Example:\n  callbackd ") + command) != std::string::npos);
  }
}

TEST_CASE("a wrong call ends with 2 and says what is wrong") {
  for (auto const& arguments : std::vector<std::vector<char const*>>{
           {},
           {"dance"},
           {"serve"},
           {"check"},
           {"check", "a.toml", "--colour"},
           {"check", "a.toml", "--config", "c.toml"},
           {"apply", "--config", "c.toml"},
           {"key", "--config", "c.toml"},
           {"key", "--config", "c.toml", "--kind", "secret"},
           {"key", "--config", "c.toml", "--site", "www", "--kind", "private"},
           {"user", "--config", "c.toml"},
           {"user", "--config", "c.toml", "--login", "alice"},
           {"user", "--config", "c.toml", "--login", "a", "--roles", "boss", "--password-stdin"},
           {"user", "--config", "c.toml", "--login", "a", "--remove", "--password-stdin"}}) {
    auto const ran = run(arguments);
    CHECK(ran.status == 2);
    CHECK_FALSE(ran.err.empty());
    CHECK(ran.out.empty());
  }
}

TEST_CASE("a configuration with mistakes ends with 1, each on a line of its own") {
  auto const ran = run({"serve", "--config", "/nonexistent/c.toml"});
  CHECK(ran.status == 1);
  CHECK(ran.err == "/nonexistent/c.toml: No such file or directory\n");
}

TEST_CASE("serve gets the configuration and its status is the program's") {
  std::string path;
  auto const ran = run({"serve", "--config", CALLBACKD_SOURCE_DIR "/config/callbackd.toml"},
                       [&](Config const& config) {
                         path = config.path;
                         return 7;
                       });
  CHECK(ran.status == 7);
  CHECK(path == CALLBACKD_SOURCE_DIR "/config/callbackd.toml");
}
