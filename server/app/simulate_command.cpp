#include "app/simulate_command.hpp"

#include <CLI/CLI.hpp>

#include <chrono>
#include <fstream>
#include <optional>
#include <ostream>

#include "app/admin.hpp"
#include "app/config.hpp"
#include "app/recorded_day.hpp"
#include "app/site_file.hpp"
#include "app/toml_node.hpp"
#include "base/check.hpp"
#include "calendar/local_time.hpp"
#include "forecast/day_decoder.hpp"
#include "forecast/metrics.hpp"
#include "forecast/report.hpp"
#include "forecast/simulate.hpp"

namespace callbackd::app {
namespace {

constexpr int kRunsMost = 1'000;

constexpr std::chrono::days kRecordedMost{7};

constexpr char const* kSimulateFooter =
    R"(With two definitions the report shows both and the difference.
Recorded callbacks arrive when they arrived, and their calls end as they ended; each agent is there from the first
to the last event of each day. FROM and TO are dates or times of the company's zone: 2027-03-15, 2027-03-15T12:00.
Examples:
  callbackd simulate site.toml new-site.toml --day day.toml --html report.html
  callbackd simulate new-site.toml --config /etc/callbackd/callbackd.toml --recorded 2027-03-15 2027-03-16)";

// What is simulated: the definitions, and one day that is used for each of them.
struct Plan {
  std::vector<core::SitePtr> sites;
  std::string date;
  forecast::Day day;
  std::optional<RecordedDay> recorded;
  std::string zone;
  forecast::Frame frame;
};

bool print(std::string const& path, core::Problems const& problems, Terminal terminal) {
  for (auto const& problem : problems) terminal.err << problem_text(path, problem) << '\n';
  return !problems.empty();
}

bool load_sites(SimulateOptions const& options, Plan& plan, Terminal terminal) {
  for (auto const& path : options.site_paths) {
    auto const file = load_site_file(path);
    print(path, file.decoded.errors, terminal);
    if (file.decoded.site) plan.sites.push_back(file.decoded.site);
  }
  return plan.sites.size() == options.site_paths.size();
}

core::Problems read_day(SimulateOptions const& options, Plan& plan) {
  std::string why;
  auto const text = read_text_file(options.day_path, why);
  if (!text) return {{"", "unreadable", why, {}}};
  auto parsed = parse_toml(*text);
  if (!parsed.errors.empty()) return parsed.errors;
  auto decoded = forecast::decode_day(parsed.root);
  if (!decoded.day) return decoded.errors;
  plan.day = std::move(*decoded.day);
  plan.date = calendar::to_text(plan.day.date);
  auto problems = forecast::unknown_names(plan.day, plan.sites);
  if (forecast::too_many(plan.day)) {
    problems.push_back(
        {"arrivals",
         "range",
         "Must have at most " + std::to_string(forecast::kArrivalsMost) + " callbacks.",
         {}});
  }
  auto const& zone = plan.day.time_zone;
  plan.zone = zone.empty() ? plan.sites.front()->company.time_zone : zone;
  plan.frame = forecast::frame_of(plan.day, plan.zone);
  if (plan.frame.end <= plan.frame.begin) {
    problems.push_back(
        {"hours", "range", "Must not be hours that the clocks skip on this date.", {}});
  }
  return problems;
}

std::optional<base::Instant> instant_from(std::string const& text, calendar::Zone const& zone) {
  if (auto const date = calendar::date_from_text(text)) {
    return zone.to_instant(std::chrono::local_days{*date});
  }
  auto const local = calendar::local_time_from_text(text);
  return local ? std::optional{zone.to_instant(*local)} : std::nullopt;
}

// Reads the recorded day from the database. Returns what is wrong, as a text for the operator, or
// an empty text.
std::string read_recorded(SimulateOptions const& options, Plan& plan, Terminal terminal) {
  plan.zone = plan.sites.front()->company.time_zone;
  auto const zone = calendar::Zone::find(plan.zone);
  CALLBACKD_CHECK(zone);
  auto const from = instant_from(options.recorded[0], *zone);
  auto const to = instant_from(options.recorded[1], *zone);
  if (!from || !to)
    return "--recorded: FROM and TO must be written as 2027-03-15 or 2027-03-15T12:00";
  if (*to <= *from) return "--recorded: TO must be after FROM";
  if (*to - *from > kRecordedMost) return "--recorded: FROM and TO must be at most 7 days apart";
  plan.date = options.recorded[0] + " to " + options.recorded[1];
  plan.frame = {*from, *to};
  auto const loaded = load_config(options.config_path);
  if (print(options.config_path, loaded.errors, terminal))
    return "--config: this configuration has mistakes";
  auto const location = database_location(*loaded.config, terminal);
  if (!location) return "--config: the database of this configuration cannot be used";
  auto const history = storage::read_history(*location, *from, *to);
  if (!history) return history.error().what;
  if (history->callbacks.empty()) return "no callback was recorded in this time";
  plan.recorded = recorded_day(*history, plan.zone);
  plan.day = plan.recorded->day;
  return {};
}

struct Simulated {
  forecast::Report report;
  std::size_t callbacks = 0;
  std::size_t agents = 0;
};

std::vector<forecast::Arrival> arrivals_of(Plan const& plan, core::SiteDefinition const& site,
                                           std::uint64_t seed) {
  if (plan.recorded) return arrivals_for(plan.recorded->arrivals, site);
  return forecast::arrivals_of(plan.day, plan.zone, seed);
}

// Simulates one definition `runs` times, each time with the next seed. All definitions get the same
// seeds, so they get the same days.
forecast::Figures figures_of(SimulateOptions const& options, Plan const& plan,
                             core::SitePtr const& site, std::size_t& callbacks) {
  auto const presences =
      plan.recorded ? plan.recorded->presences : forecast::presences_of(plan.day, *site, plan.zone);
  forecast::FigureMaker figures{site, plan.frame};
  for (int run = 0; run < options.runs; ++run) {
    auto const seed = options.seed + static_cast<std::uint64_t>(run);
    auto const arrivals = arrivals_of(plan, *site, seed);
    figures.add(forecast::simulate({site, plan.day, plan.frame, arrivals, presences, seed}));
    callbacks += arrivals.size();
  }
  return figures.take();
}

Simulated simulate_all(SimulateOptions const& options, Plan const& plan) {
  Simulated done;
  done.report.date = plan.date;
  done.report.zone = plan.zone;
  done.report.seed = options.seed;
  for (std::size_t i = 0; i < plan.sites.size(); ++i) {
    done.report.definitions.push_back(
        {options.site_paths[i], figures_of(options, plan, plan.sites[i], done.callbacks)});
    done.agents += plan.sites[i]->agents.size();
  }
  return done;
}

bool write_file(std::string const& path, std::string const& text, Terminal terminal) {
  std::ofstream file{path, std::ios::binary | std::ios::trunc};
  file << text;
  file.close();
  if (file) return true;
  terminal.err << path << ": cannot be written\n";
  return false;
}

bool write_reports(SimulateOptions const& options, forecast::Report const& report,
                   Terminal terminal) {
  bool good = true;
  if (!options.html_path.empty()) {
    good = write_file(options.html_path, forecast::report_html(report), terminal);
  }
  if (!options.json_path.empty()) {
    good = write_file(options.json_path, forecast::report_json(report) + '\n', terminal) && good;
  }
  if (options.html_path.empty() && options.json_path.empty()) {
    terminal.out << forecast::report_json(report) << '\n';
  }
  return good;
}

}  // namespace

void add_simulate(CLI::App& program, SimulateOptions& options,
                  std::function<void()> const& chosen) {
  auto* command = program.add_subcommand(
      "simulate", "Play a described day against a site definition, and show the result");
  command->footer(kSimulateFooter);
  command->add_option("sites", options.site_paths, "One site definition, or two to compare")
      ->required()
      ->expected(1, 2)
      ->type_name("SITE.toml");
  auto* day = command
                  ->add_option("--day", options.day_path,
                               "The described day: who asks for callbacks, how long calls take, "
                               "which agents are there")
                  ->type_name("FILE");
  auto* config =
      command->add_option("--config", options.config_path, "The daemon's configuration (TOML)")
          ->type_name("FILE");
  auto* recorded =
      command
          ->add_option("--recorded", options.recorded,
                       "Play what the database recorded in this time instead of a described day")
          ->expected(2)
          ->type_name("FROM TO")
          ->needs(config)
          ->excludes(day);
  command->add_option("--seed", options.seed, "The same seed gives the same report")
      ->capture_default_str();
  command->add_option("--runs", options.runs, "How many days to play, each with the next seed")
      ->check(CLI::Range(1, kRunsMost))
      ->capture_default_str();
  command
      ->add_option("--json", options.json_path,
                   "Write the figures to this file as JSON; without this and --html they go to "
                   "standard output")
      ->type_name("FILE");
  command
      ->add_option("--html", options.html_path, "Write one page with tables and plots to this file")
      ->type_name("FILE");
  command->callback([day, recorded, chosen] {
    if (day->count() + recorded->count() == 0) {
      throw CLI::ValidationError("simulate", "give either --day or --recorded");
    }
    chosen();
  });
}

ExitStatus run_simulate(SimulateOptions const& options, Terminal terminal) {
  Plan plan;
  if (!load_sites(options, plan, terminal)) return ExitStatus::kFailed;
  if (options.recorded.empty()) {
    if (print(options.day_path, read_day(options, plan), terminal)) return ExitStatus::kFailed;
  } else if (auto const wrong = read_recorded(options, plan, terminal); !wrong.empty()) {
    terminal.err << "simulate: " << wrong << '\n';
    return ExitStatus::kFailed;
  }
  auto const started = std::chrono::steady_clock::now();
  auto const done = simulate_all(options, plan);
  std::chrono::duration<double> const took = std::chrono::steady_clock::now() - started;
  terminal.err << forecast::report_table(done.report) << done.callbacks << " callbacks and "
               << done.agents << " agents in "
               << forecast::decimal(static_cast<std::int64_t>(took.count() * 100), 2) << " s\n";
  return write_reports(options, done.report, terminal) ? ExitStatus::kOk : ExitStatus::kFailed;
}

}  // namespace callbackd::app
