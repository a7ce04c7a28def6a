#include "core/rules/transfers.hpp"

#include "core/read/call_reads.hpp"
#include "core/rules/interaction_end.hpp"
#include "core/rules/parties.hpp"

namespace callbackd::core {

// Lets contact and party talk on without the server. The order matters. First contact and party are
// joined in the call's mix, and every leg that must not stay is hung up. Then ReleaseMix lets the
// mix go on without the server. All legs are marked as ended before the attempt is closed, so that
// closing it does not hang them up. People outside who talk in a conference stay, too.
void let_contact_go(Step& step, Callback& callback, LegNumber number) {
  auto& call = *callback.call;
  owner_leaves(step, callback);
  step.order(Join{leg_id(callback, call.contact.number), MixNumber::kCall});
  step.order(Join{leg_id(callback, number), MixNumber::kCall});
  for (auto& party : call.parties) {
    bool const outside = party.agent == kNobody && party.talks();
    bool const stays = party.leg.number == number || outside;
    if (!stays && party.leg.lives()) step.order(HangUp{leg_id(callback, party.leg.number)});
    party.leg.state = LegState::kEnded;
  }
  step.order(ReleaseMix{callback.attempt_id()});
  call.contact.state = LegState::kEnded;  // marked as ended: it must not be hung up
  remove_party(step, callback, number, to_text(PartyEnd::kTookOver));
  call.outcome = AttemptOutcome::kAnswered;
  call.cause = "transferred to a number";
  attempt_over(step, callback);
}

void call_owner_back(Step& step, Callback& callback) {
  auto const& call = *callback.call;
  step.order(Hold{leg_id(callback, call.contact.number)});
  begin_owner_leg(step, callback);
  step.interaction_changed(callback);
}

bool left_to_heir(Step& step, Callback& callback) {
  auto const* const next = likely_heir(callback);
  if (!next) return false;
  auto const number = next->leg.number;
  if (auto const* const aside = callback.call->aside()) {
    remove_party(step, callback, aside->leg.number, to_text(PartyEnd::kCallOver));
  }
  take_over(step, callback, number);
  bring_together(step, callback);
  return true;
}

}  // namespace callbackd::core
