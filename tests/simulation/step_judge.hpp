// StepJudge checks every step of the core exactly: which callback had to be offered to which agent,
// in which order, and why. It looks at every callback and every agent, and reads office hours off a
// wall clock (wall_hours.hpp). It knows the committed facts and who is connected. It never looks
// into the core, and uses none of its indexes. Day owns it. Main thread.
#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/messages/view.hpp"
#include "simulation/checker.hpp"

namespace callbackd::simulation {

// The agent's level of the skill. 0: the agent does not have the skill.
int level_of(core::Agent const& agent, std::string const& skill);

class StepJudge {
 public:
  StepJudge(Report& report, Checker const& checker) : report_(report), checker_(checker) {}

  void server_started();  // forgets what only the earlier server remembered
  void adopted();         // the facts have a new definition, or their first one
  // Checks the callbacks that a step moved out of closed queues. Do not call it for a step that
  // adopts a definition.
  void closed(Instant now, core::RecordBatch const& records);
  // Checks the offers of a step. The facts must already include the records of this step.
  void stepped(Instant now, core::RecordBatch const& records,
               std::set<std::string> const& connected);
  // Checks the answer of the step that was judged last: the windows and the waits in it.
  void answered(core::CommandBody const& asked, core::AnswerBody const& answer);
  void explained(Instant now, CallbackId id, core::ExplainView::Waiting const& told);

 private:
  // The settings of a queue that count now. If the definition in force does not have the queue any
  // more, they are the last settings of the queue.
  struct QueueInUse {
    core::Queue settings;
    std::optional<calendar::HoursRules> hours;
    bool known = true;  // false: this server never knew it, and any agent may serve it
    bool in_force = true;
  };
  struct AgentInUse {  // the queues that an agent serves, as this server learnt them
    bool everything = false;
    std::set<std::string> queues;
    bool works() const { return everything || !queues.empty(); }
  };
  struct Agent {
    std::string login;
    core::Agent const* settings = nullptr;
    core::AgentRow row;
    std::size_t in_hand = 0;
    bool connected = false;
  };
  struct Offered {
    CallbackId callback;
    std::string agent;
    core::ChosenBy chosen_by{};
  };
  using Counts = std::map<core::ExclusionReason, std::uint32_t>;

  // The functions below are in window_judge.cpp. They check the answers to customers.
  void judge_taken(core::TimeWindow const& window, core::CallbackView const& view);
  void judge_refused(core::PostCallback const& asked, core::Refusal const& refusal);
  void judge_wait(core::CallbackView const& view);
  std::optional<Instant> first_offerable(std::string const& queue, Instant from);

  QueueInUse const& queue_in_use_of(std::string const& queue);
  bool offerable(std::string const& queue);
  bool serves(Agent const& agent, std::string const& queue);
  std::vector<core::SkillLevel> asked(CallbackFacts const& it, Instant at);
  // Returns the first reason why the agent may not have the callback. There is a fixed order of
  // reasons, in which they are also shown to users. nullopt: the callback may be offered to the
  // agent now.
  std::optional<core::ExclusionReason> kept_away(CallbackFacts const& it, Agent const& agent);
  bool before(CallbackRow const& a, CallbackRow const& b);
  Agent* best_for(CallbackFacts const& it, core::ChosenBy& chosen_by);
  void take_agents(std::set<std::string> const& connected);
  std::vector<CallbackFacts const*> queued(std::vector<Offered> const& taken_back);
  void judge_why(CallbackFacts const& it, core::Why const& why);
  std::uint32_t count(CallbackFacts const& it, Counts& away);
  void judge_skill(CallbackFacts const& it, core::ExplainView::Excluded const& told);
  std::optional<Instant> ends(CallbackFacts const& it, core::ExclusionReason reason);
  void compare(CallbackFacts const& it, std::vector<core::Why::Excluded> const& told, Counts away);

  Report& report_;
  Checker const& checker_;
  std::map<std::string, QueueInUse> queues_in_use_;
  std::map<std::string, AgentInUse> agents_in_use_;
  std::map<std::string, Instant> last_offered_;  // since the present server started
  // The members below belong to the present step.
  Instant now_{};
  std::vector<Agent> agents_;
  std::map<std::string, bool> offerable_;
};

}  // namespace callbackd::simulation
