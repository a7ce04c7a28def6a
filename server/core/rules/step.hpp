// Step: the working state of one step: which callbacks and agents it touched, which events it
// wrote, whom it notifies. Lives for one call of Core::step; engine thread. It guarantees that
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

// How it works. touch() keeps a copy (a draft) of a callback's columns or an agent's row before the
// first change. log() writes an event with all columns that changed since the callback's last event
// of this step. finish() compares once more: what changed after the last event is added to that
// event, so that replaying all events of a callback always gives its row. A changed callback
// without any event in the step is a broken contract and ends the process.
//
// Releases leave in this order: first those from before the command (timers), then the answer, then
// those that the command caused. So a client never hears of an effect of its request before the
// answer. Example: a post that is offered at once gives 201 with state "queued", then
// offer.created.
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
  // Adds the changed columns to this callback's last event of the step instead.
  void log_more(Callback& callback);
  void notify(AgentId agent, NotificationBody body);
  // Both say that the answer shows this agent's state of now, so that only later changes are
  // notified. With answer_shows_before_matching(), matching counts as later even if it brings the
  // state back to what it was before the command.
  ChannelView answer_shows_before_matching(AgentEntry& agent);
  void answer_shows(AgentEntry& agent);
  void order(VoiceOrder order) { releases_.push_back(std::move(order)); }
  // Its agent gets interaction.updated at the end of the step, once. Changes that others asked for
  // (neither the agent nor the gateway nor a timer) are told at most once in
  // Limits::others_told_every.
  void interaction_changed(Callback& callback);
  // owner_changed(): the interaction has a new agent, who gets interaction.updated at the end of
  // the step. If it leaves that agent within the same step, before_owner_leaves() sends it first,
  // so that no agent is told of the end of an interaction that was never shown.
  void owner_changed(Callback& callback);
  void before_owner_leaves(Callback& callback);
  void wake(Callback& callback);  // matching looks for an agent for it at the end of the step

  // The touched agents who are available now, longest idle first; refreshes all touched ones.
  std::vector<AgentEntry*> take_touched_agents();
  std::vector<Callback*> take_woken();

  // Call it before the command is handled: releases so far belong to timers and go before the
  // answer.
  void answer_follows(Command const& command);
  // Writes rows, sets timers and adds notifications. Nothing may be touched afterwards.
  void finish(std::optional<AnswerBody> answer);

 private:
  struct Draft {
    Callback* callback = nullptr;
    Columns logged;                         // as the last event left them
    std::optional<std::size_t> last_event;  // in records.events
    bool tell = false;                      // its agent is told at the end of the step
    bool tell_in_time = false;  // others changed it: its agent is told when the limit allows it
    bool owner_untold = false;  // it has a new agent, who was not told yet
  };
  struct AgentDraft {
    AgentEntry* agent = nullptr;
    AgentRow row;
    ChannelView channel;
    std::optional<ChannelView> answered;  // as the answer shows it, before matching
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
  // The agent whose command it is. kNobody: a person who is no agent; none: a timer, the gateway,
  // or the server itself.
  std::optional<AgentId> asker_;
  std::vector<Draft> drafts_;
  std::vector<AgentDraft> agent_drafts_;
  std::size_t agents_taken_ = 0;
  std::vector<Callback*> woken_;
};

}  // namespace callbackd::core
