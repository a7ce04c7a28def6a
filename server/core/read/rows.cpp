#include "core/read/rows.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include "core/messages/callback_columns.hpp"

namespace callbackd::core {
namespace {

using Value = decltype(EventField::value);

// The needs with the names of skills instead of their numbers, because every start gives skills new
// numbers. Sorted by name.
RequiredSkills named_needs(World const& world, NeedsId needs) {
  RequiredSkills named;
  for (auto const& need : world.needs.needs(needs)) {
    named.emplace_back(world.names.skills.name(need.skill), need.level);
  }
  std::sort(named.begin(), named.end());
  return named;
}

// The value of a column in an event: one overload for each type of member that Columns has.
class EventValue {
 public:
  explicit EventValue(World const& world) : world_{world} {}
  Value operator()(CallbackState state) const { return std::string{to_text(state)}; }
  Value operator()(QueueId queue) const { return world_.names.queues.name(queue); }
  Value operator()(AgentId agent) const {
    return agent == kNobody ? Value{} : Value{world_.names.agents.name(agent)};
  }
  Value operator()(CodeId code) const {
    return code == kNoCode ? Value{} : Value{world_.names.codes.name(code)};
  }
  Value operator()(NeedsId needs) const { return needs_text(world_, needs); }
  Value operator()(Instant at) const { return at == kNever ? Value{} : Value{at}; }
  Value operator()(bool flag) const { return flag; }
  Value operator()(int number) const { return std::int64_t{number}; }
  Value operator()(std::uint32_t number) const { return std::int64_t{number}; }

 private:
  World const& world_;
};

// Copies a column from Columns into a CallbackRow. kNever becomes nullopt. kNobody and kNoCode
// become an empty text. Every other id becomes a name, and a NeedsId becomes skills with levels.
class RowValue {
 public:
  explicit RowValue(World const& world) : world_{world} {}
  template <typename From, typename To>
  void operator()(Column, From const& from, To& to) const {
    to = from;
  }
  void operator()(Column, Instant const& from, std::optional<Instant>& to) const {
    to = from == kNever ? std::nullopt : std::optional{from};
  }
  void operator()(Column, QueueId const& from, std::string& to) const {
    to = world_.names.queues.name(from);
  }
  void operator()(Column, AgentId const& from, std::string& to) const {
    to = from == kNobody ? std::string{} : world_.names.agents.name(from);
  }
  void operator()(Column, CodeId const& from, std::string& to) const {
    to = from == kNoCode ? std::string{} : world_.names.codes.name(from);
  }
  void operator()(Column, NeedsId const& from, RequiredSkills& to) const {
    to = named_needs(world_, from);
  }

 private:
  World const& world_;
};

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
  EventData data;
  EventValue const value_of{world};
  each_changing_column(
      [&](Column column, auto const& was, auto const& is) {
        if (was != is) data.push_back({column.name, value_of(is)});
      },
      before, after);
  return data;
}

CallbackRow row_of(World const& world, Callback const& callback) {
  CallbackRow row;
  row.id = callback.id;
  row.serial = callback.serial;
  row.site = world.names.sites.name(callback.site);
  row.created_at = callback.created_at;
  row.publishable = callback.publishable;
  row.event_number = callback.event_number;
  each_changing_column(RowValue{world}, callback.columns(), row);
  if (callback.extra) row.routing_values = callback.extra->routing_values;
  return row;
}

AgentRow row_of(AgentEntry const& agent) {
  return {agent.login,  agent.logged_in,  agent.ready,
          agent.reason, agent.idle_since, agent.state_since};
}

}  // namespace callbackd::core
