// Consultation: an agent asks another agent, or a person outside, while the contact hears music.
// This file joins and removes the consulted party. If the call goes on, a consultation ends in one
// of three ways: the agent goes back to the contact, the contact is handed over, or all talk
// together. Engine thread. Layer: rules.
#pragma once
#include <string>
#include <string_view>

#include "core/rules/step.hpp"

namespace callbackd::core {

// Call on_consulted_up() when the leg of the consulted party has answered. consulted_is_gone() ends
// the consultation: it removes the party, and joins owner and contact again. Call it for every end,
// also when the party declined or never accepted.
void on_consulted_up(Step& step, Callback& callback, Party& party);
void consulted_is_gone(Step& step, Callback& callback, LegNumber number, std::string_view outcome,
                       std::string const& cause);
// Ends this party's part in the call, because the owner or the party wants that. Returns the last
// view of the consultation, with the state ended.
ConsultationView end_part(Step& step, Callback& callback, Party const& party, PartyEnd end);
// Called when the agent logs out. Ends the agent's part in all calls of other agents.
void decline_all(Step& step, AgentEntry& agent);
// Called when another call takes the agent's phone. Declines all consultations that the agent has
// not accepted yet.
void decline_busy(Step& step, AgentEntry& agent);
// Ends a consultation that was not accepted before its deadline.
void end_consultation_at_deadline(Step& step, Callback& callback);

}  // namespace callbackd::core
