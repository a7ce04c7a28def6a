// Estimate: how long a wait may take, as a range of seconds. It is made from the last accepts of
// the queue (WaitHistory), for a callback or for a request that would be made now. Engine thread.
// Reads the world and changes nothing. Layer: read.
#pragma once
#include <optional>

#include "core/messages/view.hpp"
#include "core/state/world.hpp"

namespace callbackd::core {

// The position of a callback that would be posted now. If the queue is closed, it is the position
// at the opening.
std::uint32_t next_position(QueueEntry const& queue, Instant now);
// The expected wait of a callback that would be posted now. If the queue is closed, the time until
// it opens is included. nullopt: the queue has no history yet, or no opening is found. Routing
// rules use it; people are shown estimate_wait().
std::optional<WaitEstimate> expected_wait(World const& world, QueueEntry const& queue, Instant now);
// The wait to show to people. nullopt: the queue has no history yet, or no agent is connected who
// could take the request. As long as no estimate was compared with a real wait (accuracy 0), the
// range is at least as wide as the offer timeout.
std::optional<WaitEstimate> estimate_wait(World const& world, QueueEntry const& queue, Instant now);
std::optional<WaitEstimate> estimate_wait(World const& world, Callback const& callback,
                                          std::uint32_t position, Instant now);
// Turns an estimate into one that is compared with the real wait later. The real wait counts only
// from the instant at which the callback begins to wait, so the time until then is taken off.
GivenEstimate given_estimate(Callback const& callback, WaitEstimate const& estimate, Instant now);

}  // namespace callbackd::core
