// The gate before every leg to an outside number: the rules of [dialling] and of the callback's
// site, then how often. No other file orders such a leg. Engine thread, but for dialling_problem(),
// which is pure.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "core/dial_string.hpp"
#include "core/step.hpp"

namespace callbackd::core {

struct DiallingProblem {
  std::string rule;     // country, prefix, blocked, or the type as libphonenumber names it
  std::string message;  // goes on after a field's name
};
// Which rule refuses this number; nullopt: none. A site that is not in the definition: then the
// numbers that any site blocks are refused.
std::optional<DiallingProblem> dialling_problem(SiteDefinition const& definition,
                                                std::string_view site, ClassedNumber const& number);
// The same for a callback's own number.
std::optional<DiallingProblem> dialling_problem(World const& world, Callback const& callback);

// Why this number cannot be called now, for a request that wants it called.
std::optional<Refusal> refuse_number(World const& world, SiteId site, ClassedNumber const& number);
// `legs`: how many outside are dialled for it, her own phone included. An agent who left the
// definition has none dialled.
std::optional<Refusal> refuse_dial(Step const& step, Callback const& callback,
                                   ClassedNumber const& number, int legs = 1);
// Counted once, when the call or the party that needs it begins.
void count_dial(Step& step, Callback const& callback);
// How long a leg to an outside number may last; zero: for ever.
std::chrono::seconds max_call(World const& world);

// An agent's own phone may be a number outside: then the rules hold for it, and how long a leg may
// last. Its legs count for all agents together; for one only where another agent has it dialled.
// How often a number is called in a day is not asked: the phone is the agent's.
std::optional<ClassedNumber> outside_phone(AgentEntry const& agent);
std::optional<Refusal> refuse_phone(World const& world, AgentEntry const& agent);
// The same of one whom the callback's agent wants in the call, and how often.
std::optional<Refusal> refuse_phone_of(Step const& step, Callback const& callback,
                                       AgentEntry const& asked);
void count_phone_of(Step& step, Callback const& callback, AgentEntry const& asked);

// The only ways to a leg outside: nobody orders one that the rules refuse. They say when the
// gateway ends the leg by itself; kNever: it does not.
Instant dial_phone(Step& step, AgentEntry const& agent, Dial order);
Instant dial_outside(Step& step, Callback const& callback, ClassedNumber const& number, Dial order);

}  // namespace callbackd::core
