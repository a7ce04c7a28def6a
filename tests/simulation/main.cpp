// The program `simulation`: runs seeds of the simulated cell in several processes at the same time.
// If a rule is broken, it prints the seed and the command that plays this seed again. It does the
// same if a broken contract ends the process.
#include <sys/wait.h>
#include <unistd.h>

#include <spdlog/spdlog.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <thread>

#include "simulation/day.hpp"
#include "simulation/world.hpp"

namespace callbackd::simulation {
namespace {

struct Options {
  std::uint64_t from = 1;
  std::uint64_t seeds = 2'000;
  std::uint64_t jobs = 2;
  bool trace = false;
  bool digests = false;
  std::string_view only;  // world or day; empty: both
  char const* program = "simulation";
};

char current_seed[256];

void ended_by_contract(int signal) {
  static_cast<void>(!write(STDOUT_FILENO, current_seed, std::strlen(current_seed)));
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

template <typename Kind>
bool play(Options const& options, std::uint64_t seed, char const* kind) {
  if (!options.only.empty() && options.only != kind) return true;
  Kind one{seed, options.trace};
  one.run();
  auto const& report = one.report();
  if (options.digests) {
    std::printf("%llu %s %016llx\n", static_cast<unsigned long long>(seed), kind,
                static_cast<unsigned long long>(report.digest()));
  }
  if (!report.failed()) return true;
  std::printf("seed %llu: %s\nagain: %s --only %s --seed %llu --trace\n",
              static_cast<unsigned long long>(seed), report.violation().c_str(), options.program,
              kind, static_cast<unsigned long long>(seed));
  return false;
}

bool run_one(Options const& options, std::uint64_t seed) {
  std::snprintf(current_seed, sizeof current_seed,
                "seed %llu ended the process; again: %s --seed %llu --trace\n",
                static_cast<unsigned long long>(seed), options.program,
                static_cast<unsigned long long>(seed));
  return play<World>(options, seed, "world") && play<Day>(options, seed, "day");
}

// Runs the share of one process, which is every jobs-th seed. It stops at the first seed that
// fails.
int run_share(Options const& options, std::uint64_t share) {
  std::signal(SIGABRT, ended_by_contract);
  std::signal(SIGSEGV, ended_by_contract);
  for (auto at = share; at < options.seeds; at += options.jobs) {
    if (!run_one(options, options.from + at)) return EXIT_FAILURE;
  }
  return EXIT_SUCCESS;
}

int run_all(Options const& options) {
  std::fflush(nullptr);
  for (std::uint64_t share = 0; share < options.jobs; ++share) {
    auto const child = fork();
    if (child < 0) return EXIT_FAILURE;
    if (child > 0) continue;
    auto const status = run_share(options, share);
    std::fflush(nullptr);
    _exit(status);
  }
  bool good = true;
  for (int status = 0; wait(&status) > 0;) good = good && status == 0;
  if (good)
    std::printf("%llu seeds, no violation\n", static_cast<unsigned long long>(options.seeds));
  return good ? EXIT_SUCCESS : EXIT_FAILURE;
}

bool parse(int argc, char** argv, Options& options) {
  options.program = argv[0];
  for (int at = 1; at < argc; ++at) {
    std::string_view const word = argv[at];
    if (word == "--trace") {
      options.trace = true;
      continue;
    }
    if (word == "--digests") {
      options.digests = true;
      continue;
    }
    if (at + 1 == argc) return false;
    if (word == "--only") {
      options.only = argv[++at];
      if (options.only != "world" && options.only != "day") return false;
      continue;
    }
    auto const number = std::strtoull(argv[++at], nullptr, 10);
    if (word == "--seeds") {
      options.seeds = number;
    } else if (word == "--from") {
      options.from = number;
    } else if (word == "--jobs") {
      options.jobs = number;
    } else if (word == "--seed") {
      options.from = number;
      options.seeds = 1;
    } else {
      return false;
    }
  }
  return options.seeds > 0 && options.jobs > 0;
}

}  // namespace
}  // namespace callbackd::simulation

int main(int argc, char** argv) {
  using namespace callbackd::simulation;
  spdlog::set_level(spdlog::level::off);
  std::setvbuf(stdout, nullptr, _IOLBF, 1 << 16);
  Options options;
  if (!parse(argc, argv, options)) {
    std::fputs(
        "usage: simulation [--seeds N] [--from N] [--jobs N] [--digests] [--only world|day]\n"
        "       simulation --seed N [--trace] [--only world|day]\n",
        stderr);
    return 2;
  }
  if (options.seeds == 1 || options.digests) {
    options.jobs = 1;
    return run_share(options, 0);
  }
  return run_all(options);
}
