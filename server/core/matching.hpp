// Who fits whom: why an agent may not have a callback, the best agent of a callback, the best
// callback of an agent. At the end of a step no eligible pair is left. Engine thread; never opens
// an offer itself but in match().
#pragma once
#include <optional>

#include "core/step.hpp"

namespace callbackd::core {

struct Unfit {
  ExclusionReason reason{};
  SkillNeed need;  // with kSkill
};
// nullopt: may be offered now.
std::optional<Unfit> unfit(World const& world, Callback const& callback, AgentEntry const& agent,
                           Instant now);

// Whether an available agent serves the queue and has the skills that it asks for of what entered
// it then, and these besides.
bool anyone_available(World const& world, QueueEntry const& queue, Instant entered_at,
                      NeedsId needs, Instant now);

struct Choice {
  AgentEntry* agent = nullptr;  // nullptr: nobody is eligible
  ChosenBy chosen_by{};
};
Choice best_agent(World const& world, Callback const& callback, Instant now);
Callback* best_callback(World& world, AgentEntry const& agent, Instant now);
// Counts, among those who serve its queue, the eligible ones and why the others are not.
Why count_candidates(World const& world, Callback const& callback, Instant now);

void match(Step& step);

}  // namespace callbackd::core
