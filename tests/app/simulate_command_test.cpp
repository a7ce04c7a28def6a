#include "app/simulate_command.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include "app/data.hpp"
#include "app/toml_node.hpp"

using namespace callbackd;
using namespace callbackd::app;

namespace {

struct Ran {
  ExitStatus status{};
  std::string out, err;
};

Ran simulate(SimulateOptions const& options) {
  std::istringstream in;
  std::ostringstream out, err;
  auto const status = run_simulate(options, {in, out, err});
  return {status, out.str(), err.str()};
}

std::string const kConfig = CALLBACKD_SOURCE_DIR "/config/";

SimulateOptions with_day(std::string const& day) {
  SimulateOptions options;
  options.site_paths = {kConfig + "site.example.toml"};
  options.day_path = day;
  return options;
}

}  // namespace

TEST_CASE("the example day plays with the example site, twice the same") {
  auto const options = with_day(kConfig + "day.example.toml");
  auto const first = simulate(options);
  CHECK(first.status == ExitStatus::kOk);
  CHECK(first.err.find("Service level, %") != std::string::npos);
  CHECK(simulate(options).out == first.out);
  auto other = options;
  other.seed = 2;
  CHECK(simulate(other).out != first.out);
}

TEST_CASE("every mistake of a day is named with its line, field and rule") {
  auto const ran = simulate(with_day(kData + "broken_day.toml"));
  CHECK(ran.status == ExitStatus::kFailed);
  CHECK(ran.out.empty());
  auto const said = without(ran.err, kData);
  // With CALLBACKD_REWRITE=1 the test also writes the expected text into the file anew.
  if (std::getenv("CALLBACKD_REWRITE") != nullptr) std::ofstream(kData + "broken_day.txt") << said;
  std::string why;
  CHECK(read_text_file(kData + "broken_day.txt", why) == said);
}

TEST_CASE("names that the definition does not have are mistakes of the day") {
  auto const path = kData + "strange_day.toml";
  auto const ran = simulate(with_day(path));
  CHECK(ran.status == ExitStatus::kFailed);
  CHECK(
      without(ran.err, kData) ==
      "strange_day.toml:4:1: arrivals[0].site: The site definition has nothing called shop.\n"
      "strange_day.toml:4:1: arrivals[0].queue: The site definition has nothing called repairs.\n"
      "strange_day.toml:12:1: handling[1].queue: The site definition has nothing called repairs.\n"
      "strange_day.toml:16:1: staffing[0].agents: The site definition has nothing called bob*.\n");
}

TEST_CASE("a file that cannot be read or written is named") {
  auto const ran = simulate(with_day(kData + "no_such_day.toml"));
  CHECK(ran.status == ExitStatus::kFailed);
  CHECK(ran.err.find("no_such_day.toml: No such file or directory") != std::string::npos);
  auto options = with_day(kConfig + "day.example.toml");
  options.html_path = kData + "no/such/folder.html";
  auto const unwritten = simulate(options);
  CHECK(unwritten.status == ExitStatus::kFailed);
  CHECK(unwritten.err.find("folder.html: cannot be written") != std::string::npos);
  options.site_paths = {kData + "broken_site.toml"};
  CHECK(simulate(options).status == ExitStatus::kFailed);
}
