// Which agents may have a callback, and for which reason the others may not: for one agent, for
// groups of agents, and as counts. Agents who serve the callback's queue are its candidates. Engine
// thread. Reads the world and changes nothing.
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
// Why this agent may not be offered the callback now: the first reason that holds; nullopt: may be
// offered. The agent must serve the callback's queue.
std::optional<AgentExclusion> exclusion_of(World const& world, Callback const& callback,
                                           AgentEntry const& agent, Instant now);
// The callback's contact waits on the line, and the agent's only phone is in another call.
bool phone_in_use(Callback const& callback, AgentEntry const& agent);
// The reason that keeps every agent from it: it is not due, its queue is closed, …; nullopt: none.
std::optional<ExclusionReason> common_exclusion(World const& world, Callback const& callback,
                                                Instant now);
// The first of the needs that these skills do not fulfil; nullopt: they fulfil all.
std::optional<SkillNeed> missing(std::vector<SkillNeed> const& skills, Needs const& needs);
bool holds(World const& world, AgentGroup const& group, NeedsId needs);  // fulfils all of them
// The groups that serve the callback's queue: those that have the skills it asks for now, and what
// the others lack. The reference is good until the next call.
ClassGroups const& class_of(World const& world, Callback const& callback, Instant now);
// Whether an available agent may have a callback with these needs that entered the queue at
// `entered_at`: serves the queue, has the skills of the target step of now, and fulfils the needs.
bool anyone_available(World const& world, QueueEntry const& queue, Instant entered_at,
                      NeedsId needs, Instant now);
// Whether the definition has an agent who serves this queue, logged in or not.
bool anyone_serves(World const& world, QueueEntry const& queue);
// Whether a connected agent, Ready or not, may have such a callback at the target step of now or at
// a later one.
bool anyone_there(World const& world, QueueEntry const& queue, Instant entered_at, NeedsId needs,
                  Instant now);
// Counts the candidates, and how many of them may not have it for which reason.
Why count_candidates(World const& world, Callback const& callback, Instant now);

}  // namespace callbackd::core
