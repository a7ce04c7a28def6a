// An agent accepts or rejects an offer. If the offer has ended already (the deadline passed, for
// example), the answer says how it ended. A repeated accept or reject gets the same answer again.
// Engine thread. Layer: commands.
#pragma once
#include "core/rules/step.hpp"

namespace callbackd::core {

AnswerBody handle(Step& step, AcceptOffer const& command);
AnswerBody handle(Step& step, RejectOffer const& command);

}  // namespace callbackd::core
