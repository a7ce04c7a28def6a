// Parties: the people in a call besides its contact and its owner (the agent of the interaction).
// This file asks, dials, joins and removes parties, and gives the call another owner.
// consultations.hpp, transfers.hpp and the commands decide when this happens. Engine thread. Layer:
// rules.
#pragma once
#include <string>
#include <string_view>

#include "core/rules/step.hpp"

namespace callbackd::core {

// How many parties a call can have at the same time, besides contact and owner.
inline constexpr std::size_t kPartiesMax = 8;

LegNumber next_leg(Callback& callback);                       // a number never used in this attempt
Dial dial_order(Callback const& callback, LegNumber number);  // the caller sets the endpoint

struct Invitation {
  PartyRole role{};
  AgentEntry* agent = nullptr;  // nullptr: a person outside, at `phone`
  ClassedNumber phone;
};
// Why this target cannot be asked into the call now; nullopt: it can. A queue or a routing point
// can never be asked.
std::optional<Refusal> find_problem(Step const& step, Callback const& callback,
                                    CallTarget const& target);
bool is_queue_or_point(CallTarget const& target);  // a queue or a routing point
Invitation invitation_of(Step& step, PartyRole role, CallTarget const& target);

// Adds a party with a new leg number, and writes its row and event; nothing is dialled yet. The
// reference is valid until the call's parties change.
Party& ask(Step& step, Callback& callback, Invitation const& invitation);
void dial(Step& step, Callback& callback, Party& party);
void begin_owner_leg(Step& step, Callback& callback);  // makes and dials a new leg for the owner
void dial_owner(Step& step, Callback& callback);       // dials the leg that the owner has
void party_answered(Step& step, Callback& callback,
                    Party& party);  // the leg answered: row and event
// owner_answered() writes into the row of the owner's leg that the owner answered; owner_ended()
// writes that the leg ended. After a restart the row shows whether the owner answered before the
// restart. If the row has no answer, it is possible that the owner answered while no server was
// running.
void owner_answered(Step& step, Callback& callback);
// `outcome` is the word of an AttemptOutcome or of a PartyEnd, here and in remove_party().
void owner_ended(Step& step, Callback& callback, std::string_view outcome,
                 std::string const& cause = {});
void owner_leaves(Step& step, Callback& callback);  // hangs up the owner's leg if it lives
// Hangs up the party's leg if it lives, and removes the party.
void remove_party(Step& step, Callback& callback, LegNumber number, std::string_view outcome,
                  std::string const& cause = {});
void remove_all_parties(Step& step, Callback& callback);  // removes all parties: the call is over

// Joins all members who have answered to the call's mix. After a restart it is not known whether
// they are in it.
void join_members(Step& step, Callback const& callback);
// Notes the owner as the last agent of this number. Call it when the contact answered, or when a
// new owner took the call over. Do not call it when people are only joined again, after a restart
// or a consultation. The reason: in the meantime another agent can have talked with the number, and
// no row would show this change to the next restart.
void note_last_agent(Step& step, Callback& callback);
// Joins owner, contact and members in the call's mix, each only if the leg has answered. The call's
// status becomes kConnected.
void bring_together(Step& step, Callback& callback);

// The party becomes the owner, keeps its leg, and gets the interaction. The former owner leaves the
// call.
void take_over(Step& step, Callback& callback, LegNumber number);
// The agent `to` gets the interaction and is dialled. Meanwhile the contact hears a ringing tone.
// The former owner leaves the call.
void hand_to(Step& step, Callback& callback, AgentEntry& to);

// Tells the agents who take part in a consultation its new state.
void tell_consultation(Step& step, Callback const& callback, Party const& party);

}  // namespace callbackd::core
