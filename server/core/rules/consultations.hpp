// An agent has asked a colleague or somebody outside while the contact hears music: how that person
// comes and goes. Engine thread. Ends in one of: both go back to the contact, the contact is handed
// over, all talk together. Layer: rules.
#pragma once
#include <string>
#include <string_view>

#include "core/rules/step.hpp"

namespace callbackd::core {

// What the gateway reports about the leg of who is consulted.
void consulted_came_up(Step& step, Callback& callback, Party& party);
void consulted_is_gone(Step& step, Callback& callback, LegNumber number, std::string_view outcome,
                       std::string const& cause);
// Either side ends the part that this party has in the call. What it was like, as ended.
ConsultationView end_part(Step& step, Callback& callback, Party const& party, PartyEnd end);
// An agent who logs out takes part in nothing any more.
void decline_all(Step& step, AgentEntry& agent);
// An agent whose phone is dialled for another call has no time for who only asked.
void decline_busy(Step& step, AgentEntry& agent);
// Who was asked did not accept in time.
void consultation_deadline(Step& step, Callback& callback);

}  // namespace callbackd::core
