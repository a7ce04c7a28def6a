// How long it may take: a range from recent accepts, and what a request made now would be told.
// Engine thread.
// Reads the world and changes nothing.
#pragma once
#include <optional>

#include "core/messages/view.hpp"
#include "core/state/world.hpp"

namespace callbackd::core {

// Of a callback posted now; of a queue that is closed it stands among those who wait for the
// opening.
std::uint32_t next_position(QueueEntry const& queue, Instant now);
// From now, with the time until a closed queue opens; nullopt: nothing is known of its waits yet.
std::optional<WaitEstimate> expected_wait(World const& world, QueueEntry const& queue, Instant now);
// What people are told of it: nothing while nobody is there who could serve, and no narrow range
// while no wait has borne one out.
std::optional<WaitEstimate> estimate_wait(World const& world, QueueEntry const& queue, Instant now);
std::optional<WaitEstimate> estimate_wait(World const& world, Callback const& callback,
                                          std::uint32_t position, Instant now);
// What to compare with the wait once it is over.
ToldWait told_wait(Callback const& callback, WaitEstimate const& estimate, Instant now);

}  // namespace callbackd::core
