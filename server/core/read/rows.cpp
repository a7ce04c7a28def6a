#include "core/read/rows.hpp"

#include <algorithm>

namespace callbackd::core {
namespace {

using Value = decltype(EventField::value);

std::optional<Instant> optional_instant(Instant at) {
  return at == kNever ? std::nullopt : std::optional{at};
}
Value instant_value(Instant at) {
  return at == kNever ? Value{} : Value{at};
}
Value number_value(std::uint32_t number) {
  return static_cast<std::int64_t>(number);
}
std::string agent_name(World const& world, AgentId agent) {
  return agent == kNobody ? std::string{} : world.names.agents.name(agent);
}
Value agent_value(World const& world, AgentId agent) {
  return agent == kNobody ? Value{} : Value{world.names.agents.name(agent)};
}
std::string code_name(World const& world, CodeId code) {
  return code == kNoCode ? std::string{} : world.names.codes.name(code);
}

class Differences {
 public:
  template <typename T, typename ToValue>
  void column(char const* key, T const& before, T const& after, ToValue to_value) {
    if (before != after) data.push_back({key, to_value(after)});
  }
  EventData data;
};

void numbers(Differences& out, Columns const& before, Columns const& after) {
  out.column("offer_number", before.offer_number, after.offer_number, number_value);
  out.column("offers_counted", before.offers_counted, after.offers_counted, number_value);
  out.column("interaction_number", before.interaction_number, after.interaction_number,
             number_value);
  out.column("attempt_number", before.attempt_number, after.attempt_number, number_value);
  out.column("person_version", before.person_version, after.person_version, number_value);
  out.column("note_version", before.note_version, after.note_version, number_value);
  out.column("token_version", before.token_version, after.token_version, number_value);
}

struct ChangeKeys {
  char const* count;
  char const* numbers;
  char const* paced_until;
};
constexpr ChangeKeys kTokenKeys{"token_changes", "token_number_changes", "token_paced_until"};
constexpr ChangeKeys kKeyKeys{"key_changes", "key_number_changes", "key_paced_until"};

void changes(Differences& out, ChangeKeys const& keys, ChangesMade const& before,
             ChangesMade const& after) {
  out.column(keys.count, before.count, after.count, number_value);
  out.column(keys.numbers, before.numbers, after.numbers, number_value);
  out.column(keys.paced_until, before.paced_until, after.paced_until, instant_value);
}

ChangesRow changes_row(ChangesMade const& made) {
  return {made.count, made.numbers, optional_instant(made.paced_until)};
}

// By name: numbers of skills are given anew by every server.
std::vector<std::pair<std::string, int>> named_needs(World const& world, NeedsId needs) {
  std::vector<std::pair<std::string, int>> named;
  for (auto const& need : world.needs.needs(needs)) {
    named.emplace_back(world.names.skills.name(need.skill), need.level);
  }
  std::sort(named.begin(), named.end());
  return named;
}

}  // namespace

std::string needs_text(World const& world, NeedsId needs) {
  std::string text;
  for (auto const& [skill, level] : named_needs(world, needs)) {
    if (!text.empty()) text += ' ';
    text += skill + ':' + std::to_string(level);
  }
  return text;
}

EventData difference(World const& world, Columns const& before, Columns const& after) {
  Differences out;
  auto const agent = [&](AgentId id) { return agent_value(world, id); };
  auto const flag = [](bool value) { return Value{value}; };
  out.column("state", before.state, after.state,
             [](CallbackState state) { return Value{std::string{to_text(state)}}; });
  out.column("queue", before.queue, after.queue,
             [&](QueueId id) { return Value{world.names.queues.name(id)}; });
  out.column("priority", before.priority, after.priority,
             [](int priority) { return Value{static_cast<std::int64_t>(priority)}; });
  out.column("due_at", before.due_at, after.due_at, instant_value);
  out.column("expires_at", before.expires_at, after.expires_at, instant_value);
  out.column("queued_since", before.queued_since, after.queued_since, instant_value);
  out.column("queue_entered_at", before.queue_entered_at, after.queue_entered_at, instant_value);
  out.column("agent", before.agent, after.agent, agent);
  numbers(out, before, after);
  out.column("disposition", before.disposition, after.disposition, [&](CodeId code) {
    return code == kNoCode ? Value{} : Value{world.names.codes.name(code)};
  });
  out.column("reserved_agent", before.reserved_agent, after.reserved_agent, agent);
  out.column("reserved_until", before.reserved_until, after.reserved_until, instant_value);
  out.column("slot_at", before.slot_at, after.slot_at, instant_value);
  out.column("ended_at", before.ended_at, after.ended_at, instant_value);
  changes(out, kTokenKeys, before.token_changes, after.token_changes);
  changes(out, kKeyKeys, before.key_changes, after.key_changes);
  out.column("required_skills", before.required_skills, after.required_skills,
             [&](NeedsId needs) { return Value{needs_text(world, needs)}; });
  out.column("cancel_requested", before.cancel_requested, after.cancel_requested, flag);
  out.column("not_after_given", before.not_after_given, after.not_after_given, flag);
  return std::move(out.data);
}

CallbackRow row_of(World const& world, Callback const& callback) {
  CallbackRow row;
  row.id = callback.id;
  row.serial = callback.serial;
  row.site = world.names.sites.name(callback.site);
  row.created_at = callback.created_at;
  row.publishable = callback.publishable;
  row.state = callback.state;
  row.queue = world.names.queues.name(callback.queue);
  row.priority = callback.priority;
  row.due_at = callback.due_at;
  row.expires_at = callback.expires_at;
  row.queued_since = optional_instant(callback.queued_since);
  row.queue_entered_at = optional_instant(callback.queue_entered_at);
  row.agent = agent_name(world, callback.agent);
  row.offer_number = callback.offer_number;
  row.offers_counted = callback.offers_counted;
  row.interaction_number = callback.interaction_number;
  row.attempt_number = callback.attempt_number;
  row.event_number = callback.event_number;
  row.person_version = callback.person_version;
  row.note_version = callback.note_version;
  row.disposition = code_name(world, callback.disposition);
  row.reserved_agent = agent_name(world, callback.reserved_agent);
  row.reserved_until = optional_instant(callback.reserved_until);
  row.cancel_requested = callback.cancel_requested;
  row.not_after_given = callback.not_after_given;
  row.slot_at = optional_instant(callback.slot_at);
  row.token_version = callback.token_version;
  row.ended_at = optional_instant(callback.ended_at);
  row.token_changes = changes_row(callback.token_changes);
  row.key_changes = changes_row(callback.key_changes);
  if (callback.extra) row.routing_values = callback.extra->routing_values;
  row.required_skills = named_needs(world, callback.required_skills);
  return row;
}

AgentRow row_of(AgentEntry const& agent) {
  return {agent.login,  agent.logged_in,  agent.ready,
          agent.reason, agent.idle_since, agent.state_since};
}

}  // namespace callbackd::core
