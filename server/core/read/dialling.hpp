// The checks before every leg to an outside number. First come the rules of [dialling] and of the
// callback's site, then the limits of how often numbers may be dialled. A function that begins with
// refuse_ returns the refusal, or nullopt when dialling is allowed. Engine thread. Reads the world
// and changes nothing. Layer: read.
#pragma once
#include <chrono>
#include <optional>
#include <string>

#include "core/definition/dialling_rules.hpp"
#include "core/messages/view.hpp"
#include "core/state/world.hpp"

namespace callbackd::core {

// The rule that forbids to dial the callback's own number; nullopt: no rule does.
std::optional<DiallingProblem> dialling_problem(World const& world, Callback const& callback);

// Checks the dialling rules alone, not the limits of how often numbers may be dialled.
std::optional<Refusal> refuse_number(World const& world, SiteId site, ClassedNumber const& number);
// Checks the dialling rules and all limits, for a call that the callback's agent asks for. `legs`
// is how many outside legs are dialled for it, the agent's own phone included. A call of an agent
// who left the definition is always refused.
std::optional<Refusal> refuse_dial(World const& world, Callback const& callback,
                                   ClassedNumber const& number, Instant now, int legs = 1);
// How long a leg to an outside number may last; zero: no limit.
std::chrono::seconds max_call(World const& world);

// The number of the agent's own phone if it is an outside number; nullopt: it is not. For such a
// phone the dialling rules and max_call() hold, and its legs count for dials_per_hour. They count
// for dials_per_agent_per_hour only when the phone is dialled for another agent's call. The limit
// of calls to one number in a day is for customers' numbers, so it is not checked.
std::optional<ClassedNumber> outside_phone(AgentEntry const& agent);
std::optional<Refusal> refuse_phone(World const& world, AgentEntry const& agent);
// The callback's agent wants another agent in the call. Checks the phone of that other agent: the
// dialling rules, and the limits of how often numbers may be dialled.
std::optional<Refusal> refuse_phone_of(World const& world, Callback const& callback,
                                       AgentEntry const& asked, Instant now);
// The text that the gateway dials for the agent's phone; empty: it must not be dialled.
std::string endpoint_of(World const& world, AgentEntry const& agent);

}  // namespace callbackd::core
