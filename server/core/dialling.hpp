// The gate before every leg to an outside number: whether the rules of [dialling] and of the
// callback's site let it pass, then how often. Engine thread. Reads the world and changes nothing.
// Layer: read.
#pragma once
#include <chrono>
#include <optional>
#include <string>

#include "core/dialling_rules.hpp"
#include "core/view.hpp"
#include "core/world.hpp"

namespace callbackd::core {

// Which rule refuses a callback's own number; nullopt: none.
std::optional<DiallingProblem> dialling_problem(World const& world, Callback const& callback);

// Why this number cannot be called now, for a request that wants it called.
std::optional<Refusal> refuse_number(World const& world, SiteId site, ClassedNumber const& number);
std::optional<Refusal> refuse_dial(World const& world, Callback const& callback,
                                   ClassedNumber const& number, Instant now);
// How long a leg to an outside number may last; zero: for ever.
std::chrono::seconds max_call(World const& world);
// An agent's own phone: empty where the gateway must not dial it.
std::string endpoint_of(World const& world, AgentEntry const& agent);
std::optional<Refusal> refuse_phone(World const& world, AgentEntry const& agent);

}  // namespace callbackd::core
