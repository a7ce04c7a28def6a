// An agent accepts or rejects an offer. Engine thread. The loser of a race is told the real
// outcome. Layer: commands.
#pragma once
#include "core/rules/step.hpp"

namespace callbackd::core {

AnswerBody handle(Step& step, AcceptOffer const& command);
AnswerBody handle(Step& step, RejectOffer const& command);

}  // namespace callbackd::core
