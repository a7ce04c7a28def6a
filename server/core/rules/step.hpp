// Step: the working state of one step: which callbacks and agents it touched, which events it
// wrote, whom it notifies. Core::step() makes one on its stack; engine thread. It guarantees that
// every changed column appears in an event, and that the answer goes out before the notifications
// that the command caused.
#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/messages/effect.hpp"
#include "core/state/world.hpp"

namespace callbackd::core {

// How a step works. touch() keeps a copy (a draft) of a callback's columns or an agent's row before
// the first change. log() writes an event with all columns that changed since the callback's last
// event of this step. finish() compares once more: what changed after the last event is added to
// that event, so that replaying all events of a callback always gives its row. A changed callback
// without any event in the step breaks this rule, and ends the process.
//
// The messages of a step leave in this order: those that timers caused, then the answer, then those
// that the command caused. So a client gets the answer to its request before any notification that
// the request caused. Example: a callback is posted and offered in the same step. The answer is 201
// with the state "queued"; offer.created comes after it.
class Step {
 public:
  Step(World& the_world, Instant at, Command const& command, Effects& effects);
  Step(Step const&) = delete;
  Step& operator=(Step const&) = delete;

  World& world;
  Instant const now;
  base::Serial const serial;
  std::string by;  // the author (EventRow::by) of the events from here on; empty: the server itself
  RecordBatch& records;

  // Call it before the first change of a callback or agent in this step.
  void touch(Callback& callback);
  void touch(AgentEntry& agent);
  // Writes an event with the columns that changed since this callback's last event, and `extras`.
  void log(Callback& callback, EventType type, EventData extras = {});
  // Does not write a new event: adds the columns that changed since this callback's last event of
  // the step to that event.
  void log_more(Callback& callback);
  void notify(AgentId agent, NotificationBody body);
  // Both functions below note that the answer shows the agent's present state. They decide when
  // finish() also sends agent.state_changed. After answer_shows() it does if the state at the end
  // of the step differs from the answer. After answer_shows_before_matching() it does if that state
  // differs from the answer, or from the state before the step.
  ChannelView answer_shows_before_matching(AgentEntry& agent);
  void answer_shows(AgentEntry& agent);
  void order(VoiceOrder order) { releases_.push_back(std::move(order)); }
  // The agent of the interaction gets interaction.updated once, at the end of the step. Changes
  // that the agent, the gateway or a timer made are always told in this step. Changes that others
  // asked for are told at most once in Limits::others_told_every.
  void interaction_changed(Callback& callback);
  // owner_changed() notes that the interaction has a new agent, who gets interaction.updated at the
  // end of the step. If the interaction leaves this agent in the same step, before_owner_leaves()
  // sends the notification earlier. So no agent is told of the end of an interaction that was never
  // shown.
  void owner_changed(Callback& callback);
  void before_owner_leaves(Callback& callback);
  void wake(Callback& callback);  // at the step's end, matching looks for an agent

  // Refreshes all agents who were touched since this function was called last. Returns those of
  // them who are available now, the longest idle first.
  std::vector<AgentEntry*> take_touched_agents();
  std::vector<Callback*> take_woken();

  // Call it before the command is handled. The messages so far were caused by timers, so they leave
  // before the answer.
  void answer_follows(Command const& command);
  // Writes rows, sets timers and adds notifications. touch() must not be called after this.
  void finish(std::optional<AnswerBody> answer);

 private:
  struct Draft {
    Callback* callback = nullptr;
    Columns logged;                         // the columns after the last event
    std::optional<std::size_t> last_event;  // its index in records.events
    bool tell = false;                      // its agent is told at the end of the step
    bool tell_in_time = false;              // told when the limit allows it, as others changed it
    bool owner_untold = false;              // a new agent was not told of it yet
  };
  struct AgentDraft {
    AgentEntry* agent = nullptr;
    AgentRow row;
    ChannelView channel;
    std::optional<ChannelView> answered;  // what the answer shows, before matching
  };
  Draft& draft_of(Callback& callback);
  void finish(Draft& draft);
  bool tells_now(Draft const& draft);
  void finish(AgentDraft const& draft);
  void forget_finished();

  RequestRef from_;
  std::vector<Release>& out_;
  std::vector<Release> releases_;
  std::size_t before_answer_ = 0;  // how many of releases_ go before the answer
  // The agent who sent the command. kNobody: somebody else (a customer, a site or a supervisor)
  // changes or cancels a callback. nullopt: timers run now, or it is any other command.
  std::optional<AgentId> agent_who_asked_;
  std::vector<Draft> drafts_;
  std::vector<AgentDraft> agent_drafts_;
  std::size_t agents_taken_ = 0;
  std::vector<Callback*> woken_;
};

}  // namespace callbackd::core
