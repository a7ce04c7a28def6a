// Intake: a website's request becomes a callback; a website looks at a callback. Also the checks
// and counts that changes of a callback use, too. A request is carried out completely or refused.
// Engine thread. Layer: commands.
#pragma once
#include "core/rules/step.hpp"

namespace callbackd::core {

// The refusal of a window; nullopt: it is good. `begin_is_kept`: not_before is the stored one, and
// may be in the past.
std::optional<Refusal> check_window(TimeWindow const& window, Instant now,
                                    bool begin_is_kept = false);
// The refusal when the queue can offer nothing within the window; nullopt: it can, or the window
// has no end.
std::optional<Refusal> check_hours(QueueEntry const& queue, TimeWindow const& window, Instant now);
// The refusal of a duplicate. Only the site's own server (a secret key) is told the id of
// `waiting`.
Refusal duplicate_of(Callback const& waiting, KeyKind asker);
// Counts a request towards all limits of its site, or refuses it with the limit that it has
// reached. count_source(): only towards the limit of its source; for a request that is refused for
// another reason.
std::optional<Refusal> count_request(Step& step, Site const& site, IntakeRequest const& request);
std::optional<Refusal> count_source(Step& step, Site const& site, IntakeRequest const& request);
// Sets due_at and expiry for this window; the caller then places the callback. A begin at which the
// queue is closed is due when it opens, unless the callback holds the slot of that begin.
void set_window(Step& step, Callback& callback, TimeWindow const& window);

AnswerBody handle(Step& step, PostCallback const& command);
AnswerBody handle(Step& step, GetCallback const& command);

}  // namespace callbackd::core
