// How long it may take: a range from recent accepts, and what a request made now would be told.
// Pure.
#pragma once
#include "core/step.hpp"

namespace callbackd::core {

std::optional<WaitEstimate> estimate_wait(World const& world, QueueEntry const& queue,
                                          std::uint32_t position, Instant now);
std::optional<WaitEstimate> estimate_wait(World const& world, Callback const& callback,
                                          std::uint32_t position, Instant now);
AnswerBody handle(Step& step, EstimateQueue const& command);
AnswerBody handle(Step& step, ExplainCallback const& command);

}  // namespace callbackd::core
