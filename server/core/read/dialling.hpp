// The gate before every leg to an outside number: whether the rules of [dialling] and of the
// callback's site let it pass, then how often. Engine thread. Reads the world and changes nothing.
// Layer: read.
#pragma once
#include <chrono>
#include <optional>
#include <string>

#include "core/definition/dialling_rules.hpp"
#include "core/messages/view.hpp"
#include "core/state/world.hpp"

namespace callbackd::core {

// Which rule refuses a callback's own number; nullopt: none.
std::optional<DiallingProblem> dialling_problem(World const& world, Callback const& callback);

// Why this number cannot be called now, for a request that wants it called.
std::optional<Refusal> refuse_number(World const& world, SiteId site, ClassedNumber const& number);
// `legs`: how many outside are dialled for it, the agent's own phone included. An agent who left
// the definition has none dialled.
std::optional<Refusal> refuse_dial(World const& world, Callback const& callback,
                                   ClassedNumber const& number, Instant now, int legs = 1);
// How long a leg to an outside number may last; zero: for ever.
std::chrono::seconds max_call(World const& world);

// An agent's own phone may be a number outside: then the rules hold for it, and how long a leg may
// last. Its legs count for all agents together; for one only where another agent has it dialled.
// How often a number is called in a day is not asked: the phone is the agent's.
std::optional<ClassedNumber> outside_phone(AgentEntry const& agent);
std::optional<Refusal> refuse_phone(World const& world, AgentEntry const& agent);
// The same of an agent whom the callback's agent wants in the call, and how often.
std::optional<Refusal> refuse_phone_of(World const& world, Callback const& callback,
                                       AgentEntry const& asked, Instant now);
// Empty where the gateway must not dial it.
std::string endpoint_of(World const& world, AgentEntry const& agent);

}  // namespace callbackd::core
