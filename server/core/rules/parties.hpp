// Who takes part in a call beside its contact and its owner: asked, dialled, joined, gone. Engine
// thread. Knows how, not why: consultations.hpp and transfers.hpp decide.
#pragma once
#include <string>
#include <string_view>

#include "core/rules/step.hpp"

namespace callbackd::core {

// At once, beside contact and owner.
inline constexpr std::size_t kPartiesMax = 8;

LegNumber next_leg(Callback& callback);
Dial dial_order(Callback const& callback, LegNumber number);  // without whom

struct Invitation {
  PartyRole role{};
  AgentEntry* agent = nullptr;  // nullptr: somebody outside, at `phone`
  ClassedNumber phone;
};
// Why this target cannot be asked now. Queues and routing points are none.
std::optional<Refusal> find_problem(Step const& step, Callback const& callback,
                                    CallTarget const& target);
bool is_place(CallTarget const& target);  // a queue or a routing point
Invitation invitation_of(Step& step, PartyRole role, CallTarget const& target);

// Numbered, recorded and told; nobody is dialled yet. The reference is good until the next change
// of the call's parties.
Party& ask(Step& step, Callback& callback, Invitation const& invitation);
void dial(Step& step, Callback& callback, Party& party);
void begin_owner_leg(Step& step, Callback& callback);        // a new one, dialled
void dial_owner(Step& step, Callback& callback);             // on a leg of its own number
void came_up(Step& step, Callback& callback, Party& party);  // its row and its event
// What the rows say of the owner's leg: a restart tells by them who held the call and who only
// answered meanwhile.
void owner_answered(Step& step, Callback& callback);
// `outcome`: the word of an AttemptOutcome or a PartyEnd, here and below.
void owner_ended(Step& step, Callback& callback, std::string_view outcome,
                 std::string const& cause = {});
void owner_leaves(Step& step, Callback& callback);  // hung up if it lives
// Its leg is hung up if it lives; the party is gone afterwards.
void leaves(Step& step, Callback& callback, LegNumber number, std::string_view outcome,
            std::string const& cause = {});
void all_leave(Step& step, Callback& callback);  // the call is over

// Members who answered hear the call; after a restart perhaps nobody told them to.
void join_members(Step& step, Callback const& callback);
// The contact answered, or somebody new took the call over: this agent is asked first for this
// number from now on. Whoever is only joined again (a restart, a consultation that is over) begins
// no talk: a restart would know nothing of it, and others may have talked with the number since.
void begin_talk(Step& step, Callback& callback);
// Owner, contact and members hear each other.
void bring_together(Step& step, Callback& callback);

// The party's leg is the owner's from now on, and the interaction moves to that agent.
void take_over(Step& step, Callback& callback, LegNumber number);
// The interaction moves to that agent, who is dialled while the contact hears ringing.
void hand_to(Step& step, Callback& callback, AgentEntry& to);

void tell_consultation(Step& step, Callback const& callback, Party const& party);  // as updated

}  // namespace callbackd::core
