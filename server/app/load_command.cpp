#include "app/load_command.hpp"

#include <CLI/CLI.hpp>

#include <csignal>
#include <map>
#include <ostream>
#include <string>

#include "base/words.hpp"
#include "lab/load.hpp"
#include "lab/load_report.hpp"

namespace callbackd::app {
namespace {

std::sig_atomic_t volatile interrupted = 0;

extern "C" void note_interrupt(int) {
  interrupted = 1;
}

constexpr char const* kLoadFooter = R"(Modes:
  accept     connections post; each waits for its answer
  lifecycle  the same, and agents accept, set a disposition and mark done what was posted
  latency    like lifecycle, one callback at a time
  idle       agents become Ready and stay
  slow       agents ask much and never read
Example:
  callbackd load accept --url http://127.0.0.1:8080 --key key.txt --seconds 5)";

// Adds an option in seconds, whose value is stored in milliseconds.
void add_seconds(CLI::App* command, std::string const& name, std::chrono::milliseconds& value,
                 std::string const& what) {
  command
      ->add_option_function<double>(
          name,
          [&value](double seconds) {
            value = std::chrono::milliseconds{static_cast<std::int64_t>(seconds * 1000)};
          },
          what)
      ->check(CLI::NonNegativeNumber)
      ->type_name("SECONDS")
      ->default_str(std::to_string(value.count() / 1000));
}

}  // namespace

void add_load(CLI::App& program, lab::LoadOptions& options, std::function<void()> const& chosen) {
  auto* command = program.add_subcommand("load", "Put load on a running server, and print figures");
  command->footer(kLoadFooter);
  static std::map<std::string, lab::LoadMode> const modes(base::kWords<lab::LoadMode>.begin(),
                                                          base::kWords<lab::LoadMode>.end());
  command->add_option("mode", options.mode, "What to measure")
      ->required()
      ->transform(CLI::CheckedTransformer(modes).description("MODE"));
  command->add_option("--url", options.url, "The server")->capture_default_str();
  command->add_option("--key", options.key_path, "File with a site's secret key")
      ->type_name("FILE");
  command->add_option("--tokens", options.tokens_path, "File with session tokens, one agent a line")
      ->type_name("FILE");
  command->add_option("--queue", options.queue, "Post for this queue")->capture_default_str();
  command->add_option("--disposition", options.disposition,
                      "Agents set this code before Mark Done");
  command->add_option("--connections", options.connections, "Connections that post")
      ->capture_default_str();
  command->add_option("--agents", options.agents, "How many agents; 0: one for each token")
      ->capture_default_str();
  command
      ->add_option("--outstanding", options.outstanding,
                   "How many callbacks may be posted and not done yet")
      ->capture_default_str();
  command->add_option("--rate", options.rate, "Posts in a second; 0: as many as are answered")
      ->capture_default_str();
  command->add_option("--first-number", options.first_number, "First phone number, after +1")
      ->capture_default_str();
  command
      ->add_option("--ids", options.ids_path,
                   "Write the ids of all accepted callbacks to this file")
      ->type_name("FILE");
  command->add_option("--asks", options.asks, "How many requests an agent who never reads sends")
      ->capture_default_str();
  add_seconds(command, "--seconds", options.duration, "How long to measure");
  add_seconds(command, "--warm-up", options.warm_up, "How long to post before measuring");
  add_seconds(command, "--timeout", options.timeout, "How long to wait for each answer");
  command->callback(chosen);
}

ExitStatus run_load(lab::LoadOptions const& options, Terminal terminal) {
  std::signal(SIGINT, note_interrupt);
  std::signal(SIGTERM, note_interrupt);
  auto const result = lab::run_load(options, {terminal.err, [] { return interrupted != 0; }});
  if (!result.failure.empty()) {
    terminal.err << "load: " << result.failure << '\n';
    return ExitStatus::kFailed;
  }
  terminal.err << lab::report_table(options, result.tally);
  terminal.out << lab::report_json(options, result.tally) << '\n';
  return ExitStatus::kOk;
}

}  // namespace callbackd::app
