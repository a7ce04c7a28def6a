#include <chrono>
#include <ostream>
#include <string>

#include "app/admin.hpp"
#include "app/commands.hpp"
#include "app/definition_store.hpp"
#include "app/site_file.hpp"
#include "core/site_decoder.hpp"
#include "wire/definition_json.hpp"

namespace callbackd::app {
namespace {

using namespace std::chrono_literals;

constexpr auto kPatience = 30s;

ExitStatus failed(Terminal terminal, std::string const& why) {
  terminal.err << "apply: " << why << '\n';
  return ExitStatus::kFailed;
}

void print_changes(std::vector<core::SiteChange> const& changes, std::ostream& out) {
  for (auto const& change : changes) {
    if (change.before.empty()) {
      out << "+ " << change.path << " = " << change.after << '\n';
    } else if (change.after.empty()) {
      out << "- " << change.path << " = " << change.before << '\n';
    } else {
      out << "~ " << change.path << ": " << change.before << " -> " << change.after << '\n';
    }
  }
}

ExitStatus wait_for_decision(storage::Place const& place, std::int64_t version, Terminal terminal) {
  auto const name = "version " + std::to_string(version);
  auto const decision = storage::wait_for_decision(place, version, kPatience);
  if (!decision) return failed(terminal, decision.error().what);
  auto const& state = decision->state;
  if (state.decided && !state.adopted) {
    return failed(terminal, name + " was refused: " + state.refusal);
  }
  if (state.decided) {
    terminal.out << name << " is in force\n";
  } else if (decision->server_active) {
    return failed(terminal, name + " is stored, but the server did not take it over in time");
  } else {
    terminal.out << name << " is stored; no server runs, the next one to start takes it over\n";
  }
  return ExitStatus::kOk;
}

// Empty text: `out` has them all.
std::string read_moves(std::vector<std::string> const& texts, core::SiteDefinition const& site,
                       core::QueueMoves& out) {
  for (auto const& text : texts) {
    auto const equals = text.find('=');
    if (equals == 0 || equals == std::string::npos || equals + 1 == text.size()) {
      return "--move " + text + ": must be OLD=NEW, two names of queues";
    }
    auto const to = text.substr(equals + 1);
    if (site.find_queue(to) == nullptr) {
      return "--move " + text + ": the new definition has no queue " + to;
    }
    out[text.substr(0, equals)] = to;
  }
  return {};
}

std::string text_of(core::SiteDefinition const& site) {
  return wire::write_definition(site.written);
}

}  // namespace

ExitStatus run_apply(Config const& config, ApplyOptions const& options, Terminal terminal) {
  auto const file = load_site_file(options.site_path);
  print_problems(file, terminal.err);
  if (!file.decoded.site) return ExitStatus::kFailed;
  records::Records::ProposedDefinition proposal;
  if (auto const wrong = read_moves(options.moves, *file.decoded.site, proposal.moves);
      !wrong.empty()) {
    return failed(terminal, wrong);
  }
  auto const place = database_place(config, terminal);
  if (!place) return ExitStatus::kFailed;
  auto const current = newest_site(*place);
  if (!current.failure.empty()) return failed(terminal, current.failure);
  if (!current.unreadable.empty()) {
    terminal.err << "replaced as a whole: " << current.unreadable << '\n';
  }
  auto const before = current.site == nullptr ? core::SiteDefinition{} : *current.site;
  auto const changes = core::site_changes(before, *file.decoded.site);
  print_changes(changes, terminal.out);
  proposal.json = text_of(*file.decoded.site);
  bool const same = current.site != nullptr && changes.empty() && proposal.json == text_of(before);
  if (changes.empty()) terminal.out << (same ? "nothing changes\n" : "~ the order of its parts\n");
  if (options.dry_run || same) return ExitStatus::kOk;
  proposal.by = operator_name();
  proposal.at = wall_clock_now();
  proposal.base = current.version;
  auto const version = storage::propose_definition(*place, proposal, file.text, count_admins);
  if (!version) return failed(terminal, version.error().what);
  if (*version == records::Records::kNotNewest)
    return failed(terminal, "somebody else changed it meanwhile: look at the difference again");
  return wait_for_decision(*place, *version, terminal);
}

}  // namespace callbackd::app
