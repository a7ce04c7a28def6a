// A website's request becomes a callback, is looked at, moved, changed or cancelled by its
// customer. Engine thread. Nothing is changed unless all of a request can be done.
#pragma once
#include "core/step.hpp"

namespace callbackd::core {

// What is wrong with a window; nullopt: nothing.
std::optional<Refusal> check_window(TimeWindow const& window, Instant now);
bool number_blocked(World const& world, SiteId site, base::PhoneNumber phone);
// Whether the callback's site lets this other number be called; nullopt: yes.
std::optional<Refusal> refuse_number(World const& world, SiteId site, OtherNumber const& other);
Refusal duplicate_of(Callback const& waiting);
Refusal limit_reached(RequestLimits::Refused const& refused);
// Sets due and expiry for this window; the caller places the callback.
void set_window(Step& step, Callback& callback, TimeWindow const& window);

AnswerBody handle(Step& step, PostCallback const& command);
AnswerBody handle(Step& step, LookCallback const& command);
AnswerBody handle(Step& step, ChangeCallback const& command);
AnswerBody handle(Step& step, CancelCallback const& command);

std::string actor_text(Actor const& actor);  // as events say it: agent:alice, customer

}  // namespace callbackd::core
