// A website's request becomes a callback, or is looked at. Engine thread. Nothing is changed unless
// all of a request can be done.
#pragma once
#include "core/rules/step.hpp"

namespace callbackd::core {

// What is wrong with a window; nullopt: nothing. A begin that is kept as it was may be past.
std::optional<Refusal> check_window(TimeWindow const& window, Instant now,
                                    bool begin_is_kept = false);
// Whether the queue can offer anything within the window; nullopt: yes, or the window has no end.
std::optional<Refusal> check_hours(QueueEntry const& queue, TimeWindow const& window, Instant now);
// Which one waits is told to the site's own server alone.
Refusal duplicate_of(Callback const& waiting, KeyKind asker);
// Counts a request by all limits of its site, or says which one it has reached. A request that is
// refused for another reason counts for its source alone.
std::optional<Refusal> count_request(Step& step, Site const& site, IntakeRequest const& request);
std::optional<Refusal> count_source(Step& step, Site const& site, IntakeRequest const& request);
// Sets due and expiry for this window; the caller places the callback. What is asked for while the
// queue is closed is due when it opens, unless it is a slot that the callback holds.
void set_window(Step& step, Callback& callback, TimeWindow const& window);

AnswerBody handle(Step& step, PostCallback const& command);
AnswerBody handle(Step& step, LookCallback const& command);

}  // namespace callbackd::core
