// The workshop of one step: what it touched, what it logged, whom it tells. Lives for one call of
// Core::step. Guarantees that every changed column appears in an event, and that the answer
// precedes the notifications it caused.
#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/messages/effect.hpp"
#include "core/state/world.hpp"

namespace callbackd::core {

class Step {
 public:
  Step(World& the_world, Instant at, Command const& command, Effects& effects);
  Step(Step const&) = delete;
  Step& operator=(Step const&) = delete;

  World& world;
  Instant const now;
  base::Serial const serial;
  std::string by;  // of the events logged from here on; empty: the server itself
  RecordBatch& records;

  // Before the first change of a callback or agent in this step.
  void touch(Callback& callback);
  void touch(AgentEntry& agent);
  // Adds what changed in the columns since the last event of this callback; `extras` say more.
  void log(Callback& callback, EventType type, EventData extras = {});
  // Adds them to that event instead.
  void log_more(Callback& callback);
  void notify(AgentId agent, NotificationBody body);
  // For an answer: what matching changes afterwards is notified, even back to what was before.
  ChannelView answer_with(AgentEntry& agent);
  void told(
      AgentEntry& agent);  // the answer shows this agent's state: only later changes are notified
  void order(VoiceOrder order) { releases_.push_back(std::move(order)); }
  // Tells its agent at the end of the step; what others than the agent and the gateway did, at most
  // once in Limits::others_told_every.
  void interaction_changed(Callback& callback);
  // Has a new agent, who must hear of it before hearing that it is closed.
  void owner_changed(Callback& callback);
  void before_owner_leaves(Callback& callback);
  void wake(Callback& callback);  // looks for an agent at the end of the step

  std::vector<AgentEntry*>
  take_touched_agents();  // refreshed; the available among them, longest idle first
  std::vector<Callback*> take_woken();

  // What is released so far happened before the command: its answer already shows it.
  void answer_follows(Command const& command);
  // Rows, timers, notifications at the end; nothing may be touched afterwards.
  void finish(std::optional<AnswerBody> answer);

 private:
  struct Draft {
    Callback* callback = nullptr;
    Columns logged;                         // as the last event left them
    std::optional<std::size_t> last_event;  // in records.events
    bool tell = false;
    bool tell_in_time = false;  // not at once: others did it
    bool owner_untold = false;
  };
  struct AgentDraft {
    AgentEntry* agent = nullptr;
    AgentRow row;
    ChannelView channel;
    std::optional<ChannelView> answered;  // what the answer shows, from before matching
  };
  Draft& draft_of(Callback& callback);
  void finish(Draft& draft);
  bool tells_now(Draft const& draft);
  void finish(AgentDraft const& draft);
  void forget_finished();

  RequestRef from_;
  std::vector<Release>& out_;
  std::vector<Release> releases_;
  std::size_t before_answer_ = 0;
  std::optional<AgentId> asker_;  // kNobody: no agent; none: timers, the gateway, the server itself
  std::vector<Draft> drafts_;
  std::vector<AgentDraft> agent_drafts_;
  std::size_t agents_taken_ = 0;
  std::vector<Callback*> woken_;
};

}  // namespace callbackd::core
