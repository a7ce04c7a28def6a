#include "core/read/render.hpp"

#include <map>
#include <sstream>

#include "core/read/rows.hpp"

namespace callbackd::core {
namespace {

std::string at_text(Instant at) {
  return at == kNever ? "-" : base::to_rfc3339(at);
}

std::string extension_text(std::string const& extension) {
  return extension.empty() ? extension : " extension " + extension;
}

void render_agent(std::ostream& out, AgentEntry const& agent) {
  out << "agent " << agent.login << (agent.logged_in ? " logged_in" : " logged_out")
      << (agent.ready ? " ready" : " not_ready");
  if (!agent.reason.empty()) out << " (" << agent.reason << ")";
  out << " idle " << at_text(agent.idle_since) << " work " << agent.work.size() << " part in "
      << agent.part_in.size() << "\n";
}

void render_attempts(std::ostream& out, Callback const& callback) {
  if (!callback.extra) return;
  for (auto const& attempt : callback.extra->attempts) {
    out << "  attempt " << attempt.id.number << " in " << attempt.interaction_number << " to "
        << base::to_text(attempt.phone) << extension_text(attempt.extension) << " "
        << (attempt.outcome ? to_text(*attempt.outcome) : "open") << "\n";
  }
  if (!callback.extra->note.empty()) {
    out << "  note " << callback.note_version << " " << callback.extra->note << "\n";
  }
}

// The text leaves out the states of the legs, because after a restart only the gateway knows them.
void render_call(std::ostream& out, Callback const& callback) {
  if (!callback.call) return;
  auto const& call = *callback.call;
  out << "  call " << to_text(call.status) << " legs to " << call.last_leg << "\n";
  for (auto const& party : call.parties) {
    auto const& row = party.row;
    out << "  party " << static_cast<unsigned>(row.leg) << " " << to_text(row.role) << " "
        << (row.agent.empty() ? base::to_text(row.phone) : row.agent)
        << extension_text(row.extension) << (row.answered_at ? " answered" : "") << "\n";
  }
}

void render_exclusions(std::ostream& out, World const& world, Callback const& callback,
                       Instant now) {
  if (!callback.extra) return;
  std::map<std::string, Instant> by_login;  // sorted: the order in memory has no meaning
  for (auto const& exclusion : callback.extra->exclusions) {
    if (exclusion.until > now) {
      by_login[world.names.agents.name(exclusion.agent)] = exclusion.until;
    }
  }
  for (auto const& [login, until] : by_login) {
    out << "  excluded " << login << " until " << at_text(until) << "\n";
  }
}

void render_changes(std::ostream& out, char const* by, ChangesBy<InRow> const& made) {
  if (made.count == 0) return;
  out << "  changed by " << by << " " << made.count << " numbers " << made.numbers
      << " paced until " << at_text(made.paced_until.value_or(kNever)) << "\n";
}

void render_callback(std::ostream& out, World const& world, Callback const& callback, Instant now) {
  auto const row = row_of(world, callback);
  out << "callback " << base::to_text(callback.id) << " " << to_text(row.state) << " in "
      << row.queue << " phone " << base::to_text(callback.phone)
      << extension_text(callback.extension()) << " priority " << row.priority << "\n  due "
      << at_text(row.due_at) << " expires " << at_text(row.expires_at) << " queued "
      << at_text(callback.queued_since) << " entered " << at_text(callback.queue_entered_at)
      << "\n  numbers offer " << row.offer_number << " counted " << row.offers_counted
      << " interaction " << row.interaction_number << " attempt " << row.attempt_number << " event "
      << row.event_number << " person " << row.person_version << " note " << row.note_version
      << "\n";
  if (!row.agent.empty()) out << "  agent " << row.agent << "\n";
  if (!row.disposition.empty()) out << "  disposition " << row.disposition << "\n";
  if (!row.reserved_agent.empty()) {
    out << "  reserved " << row.reserved_agent << " until " << at_text(callback.reserved_until)
        << "\n";
  }
  if (row.slot_at) out << "  slot " << at_text(callback.slot_at) << "\n";
  render_changes(out, "token", row.token_changes);
  render_changes(out, "key", row.key_changes);
  if (row.cancel_requested) out << "  cancel requested\n";
  if (!row.required_skills.empty()) {
    out << "  needs " << needs_text(world, callback.required_skills) << "\n";
  }
  if (callback.offer) out << "  offer until " << at_text(callback.offer->row.deadline) << "\n";
  render_attempts(out, callback);
  render_call(out, callback);
  render_exclusions(out, world, callback, now);
}

}  // namespace

std::string render_world(World const& world, Instant now) {
  std::ostringstream out;
  std::map<std::string, AgentEntry const*> agents;
  for (auto const& agent : world.roster.agents()) {
    if (agent.logged_in || agent.settings) agents[agent.login] = &agent;
  }
  for (auto const& [login, agent] : agents) render_agent(out, *agent);
  for (auto const* callback : world.in_order()) render_callback(out, world, *callback, now);
  return out.str();
}

}  // namespace callbackd::core
