#include "core/rules/interactions.hpp"

#include <memory>

#include "core/rules/agent_state.hpp"

namespace callbackd::core {

void open_interaction(Step& step, Callback& callback, AgentEntry& agent) {
  auto interaction = std::make_unique<OpenInteraction>();
  ++callback.interaction_number;
  interaction->settings = step.world.queue_of(callback).settings;
  interaction->site = step.world.site;
  interaction->row = {callback.interaction_id(),
                      agent.login,
                      step.world.names.queues.name(callback.queue),
                      step.now,
                      std::nullopt,
                      std::nullopt,
                      step.world.site->version};
  step.records.put(interaction->row);
  callback.interaction = std::move(interaction);
  take_work(step, agent, callback);
}

Callback* find_interaction(Step& step, AgentId agent, base::InteractionId interaction) {
  auto* const callback = step.world.find(interaction.callback);
  bool const open = callback && callback->interaction && callback->agent == agent &&
                    callback->interaction_id() == interaction;
  if (!open) return nullptr;
  step.touch(*callback);  // before the caller changes anything
  return callback;
}

void close_interaction(Step& step, Callback& callback, InteractionOutcome outcome,
                       std::optional<Cause> cause) {
  auto& agent = *step.world.roster.find(callback.agent);
  step.touch(callback);
  auto& row = callback.interaction->row;
  row.closed_at = step.now;
  row.outcome = outcome;
  step.records.put(row);
  step.before_owner_leaves(callback);
  step.notify(agent.id, InteractionClosed{row.id, outcome});
  callback.interaction.reset();
  drop_work(step, agent, callback);
  // The event does not have the reason that the agent typed, because events have no free text.
  EventData data{{"outcome", std::string{to_text(outcome)}}, {"agent", {}}};
  if (cause) data.push_back({"cause", std::string{to_text(*cause)}});
  step.log(callback, EventType::kInteractionClosed, std::move(data));
}

void interaction_is_over(Step& step, Callback const& callback, AgentId agent) {
  step.world.ended_interactions.remember(callback.interaction_id(), agent, callback.state);
}

}  // namespace callbackd::core
