// Finds which agents may have a callback, and for all other agents the reason why not. It answers
// for one agent, for groups of agents, or as counts. The candidates of a callback are the agents
// who serve its queue. Engine thread. Reads the world and changes nothing. Layer: read.
#pragma once
#include <optional>
#include <vector>

#include "core/messages/view.hpp"
#include "core/state/world.hpp"

namespace callbackd::core {

struct AgentExclusion {
  ExclusionReason reason{};
  SkillNeed need;  // with kSkill
};
// Why this agent may not be offered the callback now: the first reason that holds. nullopt: the
// agent may be offered it. The agent must serve the callback's queue.
std::optional<AgentExclusion> exclusion_of(World const& world, Callback const& callback,
                                           AgentEntry const& agent, Instant now);
// Whether the callback's contact waits on hold, and the agent's only phone is in another call.
bool phone_in_use(Callback const& callback, AgentEntry const& agent);
// The reason for which no agent may have the callback: it is not due, its queue is closed, …;
// nullopt: there is no such reason.
std::optional<ExclusionReason> common_exclusion(World const& world, Callback const& callback,
                                                Instant now);
// The first need that these skills do not fulfil; nullopt: they fulfil all needs.
std::optional<SkillNeed> missing(std::vector<SkillNeed> const& skills, Needs const& needs);
bool has_needed_skills(World const& world, AgentGroup const& group, NeedsId needs);
// The groups of agents who serve the callback's queue, in two parts. The first part has the groups
// with all skills that the callback asks for now. The second part has the groups that lack a skill,
// and says which skill they lack. The reference is valid until this function is called again.
ClassGroups const& class_of(World const& world, Callback const& callback, Instant now);
// Whether an available agent may now have a callback with these needs that entered the queue at
// `entered_at`. The queue must be open for offers. The agent must serve the queue, have the skills
// of the present target step, and fulfil the needs.
bool anyone_available(World const& world, QueueEntry const& queue, Instant entered_at,
                      NeedsId needs, Instant now);
// Whether the definition has an agent who serves this queue, logged in or not.
bool anyone_serves(World const& world, QueueEntry const& queue);
// Whether a connected agent, Ready or not, may have a callback with these needs that entered the
// queue at `entered_at`, at the present target step or at a later one.
bool anyone_there(World const& world, QueueEntry const& queue, Instant entered_at, NeedsId needs,
                  Instant now);
// Counts the candidates of a callback: the agents who serve its queue. Also counts, for each
// reason, the candidates who may not be offered the callback now because of that reason.
Why count_candidates(World const& world, Callback const& callback, Instant now);

}  // namespace callbackd::core
