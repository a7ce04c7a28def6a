#include <chrono>
#include <ostream>
#include <string>

#include "app/admin.hpp"
#include "app/commands.hpp"
#include "app/definition_store.hpp"
#include "app/site_file.hpp"
#include "core/definition/site_decoder.hpp"
#include "wire/definition_json.hpp"

namespace callbackd::app {
namespace {

using namespace std::chrono_literals;

constexpr auto kPatience = 30s;

ExitStatus apply_failed(Terminal terminal, std::string const& why) {
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

// Waits until a running server has decided on the version, and prints the result. `expected` says
// why the next server that starts would refuse the version, if the database stays as it is. An
// empty text means that the next server would not refuse it.
ExitStatus wait_for_decision(storage::DatabaseLocation const& location, std::int64_t version,
                             std::string const& expected, Terminal terminal) {
  auto const name = "version " + std::to_string(version);
  auto const decision = storage::wait_for_decision(location, version, kPatience);
  if (!decision) return apply_failed(terminal, decision.error().what);
  auto const& state = decision->state;
  if (state.decided && !state.adopted) {
    return apply_failed(terminal, name + " was refused: " + state.refusal);
  }
  if (state.decided) {
    terminal.out << name << " is in force\n";
  } else if (decision->server_active) {
    return apply_failed(
        terminal, name + " is stored, but the running server did not put it in force in time");
  } else if (!expected.empty()) {
    return apply_failed(terminal,
                        name + " is stored; no server runs, and the next one to start would " +
                            "refuse it as things are: " + expected);
  } else {
    terminal.out << name
                 << " is stored; no server runs, and the next one to start puts it in force\n";
  }
  return ExitStatus::kOk;
}

// The state of the database before the definition is proposed.
struct Before {
  StoredSite newest;
  StoredSite in_force;
  storage::WaitingWork work;

  bool has(std::string const& queue) const {
    auto const defines = [&](StoredSite const& stored) {
      return stored.site != nullptr && stored.site->find_queue(queue) != nullptr;
    };
    return defines(newest) || defines(in_force) || work.callbacks.contains(queue);
  }
};

std::string wrong_move(std::string const& from, std::string const& to, Before const& before,
                       core::SiteDefinition const& next) {
  if (!before.has(from))
    return "there is no queue " + from + ", and no callback waits in a queue of this name";
  if (next.find_queue(from) != nullptr) return "the new definition still has the queue " + from;
  if (next.find_queue(to) == nullptr) return "the new definition has no queue " + to;
  return {};
}

// Reads the --move options into `out`. Returns what is wrong with them, or an empty text.
std::string read_moves(std::vector<std::string> const& texts, Before const& before,
                       core::SiteDefinition const& next, core::QueueMoves& out) {
  for (auto const& text : texts) {
    auto const equals = text.find('=');
    if (equals == 0 || equals == std::string::npos || equals + 1 == text.size()) {
      return "--move " + text + ": must be OLD=NEW, two names of queues";
    }
    auto const from = text.substr(0, equals);
    auto const to = text.substr(equals + 1);
    auto const wrong = wrong_move(from, to, before, next);
    if (!wrong.empty()) return "--move " + text + ": " + wrong;
    out[from] = to;
  }
  return {};
}

void print_moves(core::QueueMoves const& moves, Before const& before, std::ostream& out) {
  for (auto const& [from, to] : moves) {
    auto const waiting = before.work.callbacks.find(from);
    out << "> " << from << " -> " << to << ": "
        << (waiting == before.work.callbacks.end() ? 0 : waiting->second) << " waiting\n";
  }
}

// Returns the reason why a server would refuse the definition now, or an empty text. A server that
// starts later may decide otherwise, because other callbacks may wait then.
std::string what_would_refuse(Before const& before, core::QueueMoves const& given,
                              core::SiteDefinition const& next) {
  core::WaitingByQueue leaving;
  for (auto const& [queue, count] : before.work.callbacks) {
    bool const in_force =
        before.in_force.site != nullptr && before.in_force.site->find_queue(queue) != nullptr;
    if (in_force) leaving.emplace(queue, count);
  }
  auto const moves = core::followed_by(before.work.moves, given, [&](std::string const& queue) {
    return next.find_queue(queue) != nullptr;
  });
  auto const wrong = core::waiting_work_refuses(leaving, moves, next);
  return wrong ? wrong->field + ": " + wrong->message : std::string{};
}

// Reads the present state of the database into `out`. Returns what failed, or an empty text.
std::string read_database_state(storage::DatabaseLocation const& location, Before& out) {
  out.newest = newest_site(location);
  if (!out.newest.failure.empty()) return out.newest.failure;
  auto const in_force = storage::definition_in_force(location);
  if (!in_force) return in_force.error().what;
  if (*in_force) {
    bool const newest = (*in_force)->version == out.newest.version;
    out.in_force = newest ? out.newest : site_from_json((*in_force)->json, (*in_force)->version);
  }
  auto work = storage::waiting_work(location);
  if (!work) return work.error().what;
  out.work = std::move(*work);
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
  auto const location = database_location(config, terminal);
  if (!location) return ExitStatus::kFailed;
  Before known;
  if (auto const why = read_database_state(*location, known); !why.empty())
    return apply_failed(terminal, why);
  auto const& next = *file.decoded.site;
  records::ProposeDefinition proposal;
  if (auto const wrong = read_moves(options.moves, known, next, proposal.moves); !wrong.empty()) {
    return apply_failed(terminal, wrong);
  }
  auto const& current = known.newest;
  if (!current.unreadable.empty()) {
    terminal.err << "notice: the site definition is replaced as a whole, because the stored one "
                    "cannot be read: "
                 << current.unreadable << '\n';
  }
  auto const before = current.site == nullptr ? core::SiteDefinition{} : *current.site;
  auto const changes = core::site_changes(before, next);
  print_changes(changes, terminal.out);
  proposal.json = text_of(next);
  bool const same = current.site != nullptr && changes.empty() && proposal.json == text_of(before);
  if (changes.empty()) terminal.out << (same ? "nothing changes\n" : "~ the order of its parts\n");
  print_moves(proposal.moves, known, terminal.out);
  auto const refusal = what_would_refuse(known, proposal.moves, next);
  if (options.dry_run && !refusal.empty())
    return apply_failed(terminal, "this would be refused: " + refusal);
  if (options.dry_run || (same && proposal.moves.empty())) return ExitStatus::kOk;
  proposal.by = operator_name();
  proposal.at = wall_clock_now();
  // `base` is the version with which the new definition was compared above. The proposal is stored
  // only if the database has no newer version.
  proposal.base = current.version;
  auto const version = storage::propose_definition(*location, proposal, file.text, count_admins);
  if (!version) return apply_failed(terminal, version.error().what);
  if (*version == records::kNotNewest)
    return apply_failed(
        terminal,
        "somebody else changed the site definition in the meantime: look at the difference again");
  return wait_for_decision(*location, *version, refusal, terminal);
}

}  // namespace callbackd::app
