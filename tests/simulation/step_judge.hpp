// Judges every step of the core exactly: who had to be offered what, in which order, and why. Finds
// it by looking at each callback and each agent, with hours read off the wall. Knows the committed
// facts and who is connected. One thread. Never looks into the core and shares no index with it.
#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/messages/view.hpp"
#include "simulation/checker.hpp"

namespace callbackd::simulation {

// The agent's level of the skill; 0: the agent does not have it.
int level_of(core::Agent const& agent, std::string const& skill);

class StepJudge {
 public:
  StepJudge(Report& report, Checker const& checker) : report_(report), checker_(checker) {}

  void server_started();  // nothing of what an earlier server remembered is left
  void adopted();         // the facts have another definition; also the first one
  // Callbacks were moved out of a closed queue; not for a step that adopts another definition.
  void closed(Instant now, core::RecordBatch const& records);
  // The step's records are among the facts already.
  void stepped(Instant now, core::RecordBatch const& records,
               std::set<std::string> const& connected);
  // The question and the answer of the step that was judged last: windows, and waits in answers.
  void answered(core::CommandBody const& asked, core::AnswerBody const& answer);
  void explained(Instant now, CallbackId id, core::ExplainView::Waiting const& told);

 private:
  // A queue as it is worked now, perhaps with settings that the definition does not have any more.
  struct QueueInUse {
    core::Queue settings;
    std::optional<calendar::HoursRules> hours;
    bool known = true;  // to this server; false: any agent works it off
    bool in_force = true;
  };
  struct AgentInUse {  // what an agent works, as this server learnt it
    bool everything = false;
    std::set<std::string> queues;
    bool works() const { return everything || !queues.empty(); }
  };
  struct Agent {
    std::string login;
    core::Agent const* settings = nullptr;
    core::AgentRow row;
    std::size_t open = 0;
    bool connected = false;
  };
  struct Offered {
    CallbackId callback;
    std::string agent;
    core::ChosenBy chosen_by{};
  };
  using Counts = std::map<core::ExclusionReason, std::uint32_t>;

  // window_judge.cpp
  void judge_taken(core::TimeWindow const& window, core::CallbackView const& view);
  void judge_refused(core::PostCallback const& asked, core::Refusal const& refusal);
  void judge_wait(core::CallbackView const& view);
  std::optional<Instant> first_offerable(std::string const& queue, Instant from);

  QueueInUse const& queue_in_use_of(std::string const& queue);
  bool offerable(std::string const& queue);
  bool serves(Agent const& agent, std::string const& queue);
  std::vector<core::SkillLevel> asked(CallbackFacts const& it, Instant at);
  // The first reason, in the order in which they are told; nullopt: may be offered now.
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
  std::map<std::string, Instant> last_offered_;  // since this server started
  // of this step
  Instant now_{};
  std::vector<Agent> agents_;
  std::map<std::string, bool> offerable_;
};

}  // namespace callbackd::simulation
