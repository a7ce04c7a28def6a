// A website's request becomes a callback, is looked at, moved, changed or cancelled by its
// customer. Engine thread. Nothing is changed unless all of a request can be done.
#pragma once
#include "core/step.hpp"

namespace callbackd::core {

// What is wrong with a window; nullopt: nothing.
std::optional<Refusal> check_window(TimeWindow const& window, Instant now);
// Which one waits is told to the site's own server alone.
Refusal duplicate_of(Callback const& waiting, KeyKind asker);
Refusal limit_reached(RequestLimits::Refused const& refused);
// Counts a request by all limits of its site, or says which one it has reached. A request that is
// refused for another reason counts for its source alone.
std::optional<Refusal> count_request(Step& step, Site const& site, IntakeRequest const& request);
std::optional<Refusal> count_source(Step& step, Site const& site, IntakeRequest const& request);
// Sets due and expiry for this window; the caller places the callback.
void set_window(Step& step, Callback& callback, TimeWindow const& window);

AnswerBody handle(Step& step, PostCallback const& command);
AnswerBody handle(Step& step, LookCallback const& command);
AnswerBody handle(Step& step, ChangeCallback const& command);
AnswerBody handle(Step& step, CancelCallback const& command);
AnswerBody handle(Step& step, VoidManageToken const& command);

}  // namespace callbackd::core
