// The checks before every leg to an outside number: first the rules of [dialling] and of the
// callback's site, then the limits of how often. A function that begins with refuse_ returns the
// refusal, or nullopt when dialling is allowed. Engine thread. Reads the world and changes nothing.
// Layer: read.
#pragma once
#include <chrono>
#include <optional>
#include <string>

#include "core/definition/dialling_rules.hpp"
#include "core/messages/view.hpp"
#include "core/state/world.hpp"

namespace callbackd::core {

// The rule that refuses the callback's own number; nullopt: none.
std::optional<DiallingProblem> dialling_problem(World const& world, Callback const& callback);

// The refusal by the rules alone: the limits of how often are not checked.
std::optional<Refusal> refuse_number(World const& world, SiteId site, ClassedNumber const& number);
// Everything, for a call that the callback's agent asks for. `legs`: how many outside legs are
// dialled for it, the agent's own phone included. For an agent who left the definition nothing is
// dialled.
std::optional<Refusal> refuse_dial(World const& world, Callback const& callback,
                                   ClassedNumber const& number, Instant now, int legs = 1);
// How long a leg to an outside number may last; zero: no limit.
std::chrono::seconds max_call(World const& world);

// An agent's own phone may be an outside number. Then the rules and the longest call hold for it,
// and its legs count for dials_per_hour. They count for dials_per_agent_per_hour only when another
// agent's call has the phone dialled. The limit of calls to one number in a day is for customers,
// and is not asked. nullopt: the phone is not an outside number.
std::optional<ClassedNumber> outside_phone(AgentEntry const& agent);
std::optional<Refusal> refuse_phone(World const& world, AgentEntry const& agent);
// For the phone of another agent whom the callback's agent wants in the call: the rules, and how
// often.
std::optional<Refusal> refuse_phone_of(World const& world, Callback const& callback,
                                       AgentEntry const& asked, Instant now);
// The text that the gateway dials for the agent's phone; empty: it must not be dialled.
std::string endpoint_of(World const& world, AgentEntry const& agent);

}  // namespace callbackd::core
