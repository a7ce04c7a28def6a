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

std::string text_of(core::SiteDefinition const& site) {
  return wire::write_definition(core::encode_site(site));
}

}  // namespace

ExitStatus run_apply(Config const& config, ApplyOptions const& options, Terminal terminal) {
  auto const file = load_site_file(options.site_path);
  print_problems(file, terminal.err);
  if (!file.decoded.site) return ExitStatus::kFailed;
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
  records::Records::ProposedDefinition proposal;
  proposal.json = text_of(*file.decoded.site);
  bool const same = current.site != nullptr && changes.empty() && proposal.json == text_of(before);
  if (changes.empty()) terminal.out << (same ? "nothing changes\n" : "~ the order of its parts\n");
  if (options.dry_run || same) return ExitStatus::kOk;
  proposal.by = operator_name();
  proposal.at = wall_clock_now();
  proposal.base = current.version;
  auto const version = storage::propose_definition(*place, proposal, file.text);
  if (!version) return failed(terminal, version.error().what);
  if (*version == 0)
    return failed(terminal, "somebody else changed it meanwhile: look at the difference again");
  return wait_for_decision(*place, *version, terminal);
}

}  // namespace callbackd::app
