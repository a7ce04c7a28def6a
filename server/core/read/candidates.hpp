// Who may have a callback, who may not and why: for one agent, for all who can do the same, and
// counted. Engine thread. Reads the world and changes nothing.
#pragma once
#include <optional>
#include <vector>

#include "core/messages/view.hpp"
#include "core/state/world.hpp"

namespace callbackd::core {

struct Unfit {
  ExclusionReason reason{};
  SkillNeed need;  // with kSkill
};
// nullopt: may be offered now.
std::optional<Unfit> unfit(World const& world, Callback const& callback, AgentEntry const& agent,
                           Instant now);
// Its contact is on the line, and the agent's one phone is in a call already.
bool phone_in_use(Callback const& callback, AgentEntry const& agent);
// What keeps everybody away.
std::optional<ExclusionReason> keeps_all_away(World const& world, Callback const& callback,
                                              Instant now);
// The first that is not held.
std::optional<SkillNeed> missing(std::vector<SkillNeed> const& skills, Needs const& needs);
bool holds(World const& world, AgentGroup const& group, NeedsId needs);
// The groups whose agents may have a callback as far as queue and skills go, and what the others of
// the queue lack.
ClassGroups const& class_of(World const& world, Callback const& callback, Instant now);
// Whether an available agent serves the queue and has the skills that it asks for of what entered
// it then, and these besides.
bool anyone_available(World const& world, QueueEntry const& queue, Instant entered_at,
                      NeedsId needs, Instant now);
// Whether the definition has an agent who serves this queue, logged in or not.
bool anyone_serves(World const& world, QueueEntry const& queue);
// Whether somebody is connected, Ready or not, who may have what entered the queue then: now, or at
// a later step of its targets.
bool anyone_there(World const& world, QueueEntry const& queue, Instant entered_at, NeedsId needs,
                  Instant now);
// Counts, among those who serve its queue, the eligible ones and why the others are not.
Why count_candidates(World const& world, Callback const& callback, Instant now);

}  // namespace callbackd::core
