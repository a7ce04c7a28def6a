// Parties: the people in a call besides its contact and its owner (the agent of the interaction):
// how they are asked, dialled, joined and removed, and how the call gets another owner. When this
// happens is decided in consultations.hpp, transfers.hpp and the commands. Engine thread.
// Layer: rules.
#pragma once
#include <string>
#include <string_view>

#include "core/rules/step.hpp"

namespace callbackd::core {

// The most parties at once, besides contact and owner.
inline constexpr std::size_t kPartiesMax = 8;

LegNumber next_leg(Callback& callback);                       // takes the next free number
Dial dial_order(Callback const& callback, LegNumber number);  // without an endpoint

struct Invitation {
  PartyRole role{};
  AgentEntry* agent = nullptr;  // nullptr: a person outside, at `phone`
  ClassedNumber phone;
};
// Why this target cannot be asked now; nullopt: it can. A queue or routing point never can.
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
void came_up(Step& step, Callback& callback, Party& party);  // it answered: its row and its event
// Write the row of the owner's leg. After a restart these rows show whether an owner had answered
// before the restart, or answered while no server was running.
void owner_answered(Step& step, Callback& callback);
// `outcome`: the word of an AttemptOutcome or a PartyEnd, here and below.
void owner_ended(Step& step, Callback& callback, std::string_view outcome,
                 std::string const& cause = {});
void owner_leaves(Step& step, Callback& callback);  // hangs up the owner's leg if it lives
// Hangs up the party's leg if it lives, and removes the party.
void leaves(Step& step, Callback& callback, LegNumber number, std::string_view outcome,
            std::string const& cause = {});
void all_leave(Step& step, Callback& callback);  // removes all parties: the call is over

// Joins all members who answered to the call's mix; after a restart they may not be in it.
void join_members(Step& step, Callback const& callback);
// The contact answered, or a new owner took the call over: the owner is now the last agent of this
// number. Do not call it when people are only joined again (after a restart, or when a consultation
// is over): no row would tell a restart of it, and another agent may have talked with the number
// since.
void begin_talk(Step& step, Callback& callback);
// Joins owner, contact and members in the call's mix.
void bring_together(Step& step, Callback& callback);

// The party becomes the owner with its leg, and gets the interaction. The owner before leaves.
void take_over(Step& step, Callback& callback, LegNumber number);
// That agent gets the interaction and is dialled; meanwhile the contact hears a ringing tone. The
// owner before leaves.
void hand_to(Step& step, Callback& callback, AgentEntry& to);

// Notifies both agents of a consultation of its new state.
void tell_consultation(Step& step, Callback const& callback, Party const& party);

}  // namespace callbackd::core
