// An agent accepts or rejects an offer. If the offer has ended already (for example, its deadline
// passed), the answer says how it ended. A repeated accept is answered with the interaction as long
// as it is open. A repeated reject gets the same answer as the first reject. Engine thread. Layer:
// commands.
#pragma once
#include "core/rules/step.hpp"

namespace callbackd::core {

AnswerBody handle(Step& step, AcceptOffer const& command);
AnswerBody handle(Step& step, RejectOffer const& command);

}  // namespace callbackd::core
