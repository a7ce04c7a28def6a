#include "core/rules/step.hpp"

#include <algorithm>
#include <type_traits>

#include "base/check.hpp"
#include "base/limits.hpp"
#include "core/read/next_instant.hpp"
#include "core/read/rows.hpp"
#include "core/read/views.hpp"

namespace callbackd::core {
namespace {

bool same(AgentRow const& a, AgentRow const& b) {
  return a.logged_in == b.logged_in && a.ready == b.ready && a.reason == b.reason &&
         a.idle_since == b.idle_since && a.state_since == b.state_since;
}

// Adds fields to the data of an event. Each key is in the data only once.
void append(EventData& data, EventData more) {
  for (auto& field : more) {
    // A key that is there already gets the later value.
    auto const known = std::find_if(data.begin(), data.end(), [&](EventField const& other) {
      return std::string_view{other.key} == field.key;
    });
    if (known != data.end()) {
      known->value = std::move(field.value);
    } else {
      data.push_back(std::move(field));
    }
  }
}

// The agent who sent the command. kNobody: somebody else (a customer, a site or a supervisor)
// changes or cancels a callback. nullopt: it is any other command, for example one of the gateway.
std::optional<AgentId> asker_of(CommandBody const& body) {
  return std::visit(
      [](auto const& command) -> std::optional<AgentId> {
        using Body = std::decay_t<decltype(command)>;
        if constexpr (requires { command.agent; }) return command.agent;
        if constexpr (std::is_same_v<Body, ChangeCallback> ||
                      std::is_same_v<Body, CancelCallback>) {
          return kNobody;
        }
        return std::nullopt;
      },
      body);
}

}  // namespace

Step::Step(World& the_world, Instant at, Command const& command, Effects& effects)
    : world(the_world),
      now(at),
      serial(command.serial),
      records(effects.records),
      from_(command.from),
      out_(effects.releases) {}

void Step::touch(Callback& callback) {
  static_cast<void>(draft_of(callback));
}

Step::Draft& Step::draft_of(Callback& callback) {
  if (callback.draft_index == 0) {
    drafts_.push_back({&callback, callback.columns(), std::nullopt, false, false, false});
    callback.draft_index = static_cast<std::uint32_t>(drafts_.size());
  }
  return drafts_[callback.draft_index - 1];
}

void Step::touch(AgentEntry& agent) {
  if (agent.draft_index != 0) return;
  agent_drafts_.push_back({&agent, row_of(agent), agent.channel(), std::nullopt});
  agent.draft_index = static_cast<std::uint32_t>(agent_drafts_.size());
}

ChannelView Step::answer_shows_before_matching(AgentEntry& agent) {
  touch(agent);
  agent_drafts_[agent.draft_index - 1].answered = agent.channel();
  return agent.channel();
}

void Step::answer_shows(AgentEntry& agent) {
  touch(agent);
  agent_drafts_[agent.draft_index - 1].channel = agent.channel();
}

void Step::log(Callback& callback, EventType type, EventData extras) {
  Draft& draft = draft_of(callback);
  EventRow event;
  event.callback = callback.id;
  event.number = ++callback.event_number;
  event.at = now;
  event.type = type;
  event.by = by;
  event.data = std::move(extras);
  append(event.data, difference(world, draft.logged, callback.columns()));
  draft.logged = callback.columns();
  draft.last_event = records.events.size();
  records.add(std::move(event));
}

void Step::log_more(Callback& callback) {
  Draft& draft = draft_of(callback);
  auto left = difference(world, draft.logged, callback.columns());
  if (left.empty()) return;
  CALLBACKD_CHECK(draft.last_event.has_value());
  append(records.events[*draft.last_event].data, std::move(left));
  draft.logged = callback.columns();
}

void Step::notify(AgentId agent, NotificationBody body) {
  releases_.push_back(Notify{agent, std::move(body)});
}

void Step::answer_follows(Command const& command) {
  before_answer_ = releases_.size();
  agent_who_asked_ = asker_of(command.body);
}

void Step::interaction_changed(Callback& callback) {
  bool const others = agent_who_asked_ && *agent_who_asked_ != callback.agent;
  auto& draft = draft_of(callback);
  (others ? draft.tell_in_time : draft.tell) = true;
}

// Whether the agent of the interaction is told of its changes in this step. If changes are not told
// now, `kept_back` is set, and the callback's timer tells them at quiet_until. Whenever the agent
// is told, the message includes all changes so far.
bool Step::tells_now(Draft const& draft) {
  auto& interaction = *draft.callback->interaction;
  bool const others = draft.tell_in_time || interaction.kept_back;
  bool const at_once = draft.tell || (others && now >= interaction.quiet_until);
  interaction.kept_back = others && !at_once;
  if (others && at_once) interaction.quiet_until = now + base::kLimits.others_told_every;
  return at_once;
}

void Step::owner_changed(Callback& callback) {
  draft_of(callback).tell = draft_of(callback).owner_untold = true;
}

void Step::before_owner_leaves(Callback& callback) {
  if (!std::exchange(draft_of(callback).owner_untold, false)) return;
  notify(callback.agent, InteractionUpdated{interaction_view(world, callback)});
}

void Step::wake(Callback& callback) {
  touch(callback);
  woken_.push_back(&callback);
}

std::vector<AgentEntry*> Step::take_touched_agents() {
  std::vector<AgentEntry*> available;
  for (; agents_taken_ < agent_drafts_.size(); ++agents_taken_) {
    auto& agent = *agent_drafts_[agents_taken_].agent;
    world.roster.refresh(agent);
    if (agent.available()) available.push_back(&agent);
  }
  std::sort(available.begin(), available.end(), [](auto const* a, auto const* b) {
    return std::tie(a->idle_since, a->login) < std::tie(b->idle_since, b->login);
  });
  return available;
}

std::vector<Callback*> Step::take_woken() {
  return std::exchange(woken_, {});
}

// Finishes a touched callback. Adds the last changes to the last event, writes the row if there was
// an event, notifies the agent if that was asked for, and sets the timer.
void Step::finish(Draft& draft) {
  Callback& callback = *draft.callback;
  log_more(callback);
  callback.draft_index = 0;
  if (draft.last_event) records.put(row_of(world, callback));
  if (callback.interaction && tells_now(draft)) {
    notify(callback.agent, InteractionUpdated{interaction_view(world, callback)});
  }
  world.timers.set(callback, next_instant(world, callback, now));
}

// Finishes a touched agent. Writes the agent's row if it differs from the row before the step. The
// agent is notified if the state differs from the state before the step or from the state in the
// answer.
void Step::finish(AgentDraft const& draft) {
  AgentEntry& agent = *draft.agent;
  agent.draft_index = 0;
  world.roster.refresh(agent);
  world.timers.set(agent, agent.grace_until);
  auto row = row_of(agent);
  if (!same(row, draft.row)) records.put(std::move(row));
  auto const now_shows = agent.channel();
  bool const answer_is_old = draft.answered && !(now_shows == *draft.answered);
  if (!(now_shows == draft.channel) || answer_is_old)
    notify(agent.id, AgentStateChanged{now_shows});
}

// Removes from memory the callbacks that are final and have no open interaction.
void Step::forget_finished() {
  for (auto const& draft : drafts_) {
    Callback& callback = *draft.callback;
    if (!is_final(callback.state) || callback.interaction) continue;
    CALLBACKD_CHECK(!callback.offer && callback.agent == kNobody && callback.timer == kNever);
    world.unlist(callback);
    world.callbacks.erase(base::CallbackId{callback.id});
  }
}

// Finishes the step. The order matters. Drafts of callbacks come before those of agents, so that an
// agent is told of interactions before agent.state_changed. Callbacks are removed from memory last,
// because their drafts point to them.
void Step::finish(std::optional<AnswerBody> answer) {
  for (auto& draft : drafts_) finish(draft);
  for (auto const& draft : agent_drafts_) finish(draft);
  forget_finished();
  auto const caused = releases_.begin() + static_cast<std::ptrdiff_t>(before_answer_);
  std::move(releases_.begin(), caused, std::back_inserter(out_));
  if (answer) out_.push_back(Answer{from_, std::move(*answer)});
  std::move(caused, releases_.end(), std::back_inserter(out_));
}

}  // namespace callbackd::core
