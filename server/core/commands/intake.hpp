// Intake: makes a callback from a website's request, and answers a website that looks at a
// callback. Other commands use the checks and counts of this file too. A request is carried out
// completely or refused. Engine thread. Layer: commands.
#pragma once
#include "core/rules/step.hpp"

namespace callbackd::core {

// Why a window is refused; nullopt: the window is good. `begin_is_kept`: the window's not_before is
// the one that is stored already, so it may be in the past.
std::optional<Refusal> check_window(TimeWindow const& window, Instant now,
                                    bool begin_is_kept = false);
// The refusal if the queue can offer nothing within the window. nullopt: the queue can make an
// offer within the window, or the window has no end.
std::optional<Refusal> check_hours(QueueEntry const& queue, TimeWindow const& window, Instant now);
// The refusal of a request because `waiting`, a callback of the same number, is in the same queue
// already. Only the site's own server (a secret key) is told the id of `waiting`.
Refusal duplicate_of(Callback const& waiting, KeyKind asker);
// count_request() checks all limits of the site. If one is reached, it returns the refusal.
// Otherwise it counts the request. count_source() does the same for one limit only, that of the
// request's source. It is for a request that is refused for another reason.
std::optional<Refusal> count_request(Step& step, Site const& site, IntakeRequest const& request);
std::optional<Refusal> count_source(Step& step, Site const& site, IntakeRequest const& request);
// Sets due_at and expiry for this window; the caller then places the callback. If the window begins
// in the future and the queue is closed at its begin, the callback is due when the queue opens.
// There is one exception: a callback that holds the slot of that begin is due at the begin.
void set_times_for(Step& step, Callback& callback, TimeWindow const& window);

AnswerBody handle(Step& step, PostCallback const& command);
AnswerBody handle(Step& step, GetCallback const& command);

}  // namespace callbackd::core
