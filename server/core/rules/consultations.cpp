#include "core/rules/consultations.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "core/read/call_reads.hpp"
#include "core/read/views.hpp"
#include "core/rules/parties.hpp"
#include "core/rules/transfers.hpp"

namespace callbackd::core {
namespace {

Party const& part_of(AgentEntry const& agent, Callback const& callback) {
  auto const& parties = callback.call->parties;
  auto const party = std::find_if(parties.begin(), parties.end(),
                                  [&](Party const& each) { return each.agent == agent.id; });
  CALLBACKD_CHECK(party != parties.end());
  return *party;
}

}  // namespace

void on_consulted_up(Step& step, Callback& callback, Party& party) {
  party_answered(step, callback, party);
  // The mix gets the number of the leg, because a mix's number, like a leg's, must be used only
  // once in an attempt.
  MixNumber const mix{static_cast<std::uint16_t>(party.leg.number)};
  step.order(Join{leg_id(callback, callback.call->agent.number), mix});
  step.order(Join{leg_id(callback, party.leg.number), mix});
  step.interaction_changed(callback);
}

void consulted_is_gone(Step& step, Callback& callback, LegNumber number, std::string_view outcome,
                       std::string const& cause) {
  remove_party(step, callback, number, outcome, cause);
  bring_together(step, callback);
}

ConsultationView end_part(Step& step, Callback& callback, Party const& party, PartyEnd end) {
  auto const outcome = to_text(end);
  auto view = ended_view(step.world, callback, party, outcome);
  if (party.row.role == PartyRole::kConsulted) {
    consulted_is_gone(step, callback, party.leg.number, outcome, {});
  } else {
    bool const was_target = party.row.role == PartyRole::kTarget;
    remove_party(step, callback, party.leg.number, outcome);
    if (was_target) call_owner_back(step, callback);
  }
  return view;
}

void decline_all(Step& step, AgentEntry& agent) {
  while (!agent.part_in.empty()) {
    auto& callback = *agent.part_in.front();
    step.touch(callback);
    end_part(step, callback, part_of(agent, callback), PartyEnd::kDeclined);
  }
}

void decline_busy(Step& step, AgentEntry& agent) {
  auto const asked = agent.part_in;
  for (auto* const callback : asked) {
    auto const& party = part_of(agent, *callback);
    if (party.leg.lives()) continue;
    step.touch(*callback);
    consulted_is_gone(step, *callback, party.leg.number, to_text(AttemptOutcome::kBusy), {});
  }
}

void end_consultation_at_deadline(Step& step, Callback& callback) {
  if (!callback.call || callback.call->ending) return;
  auto const* const party = callback.call->aside();
  if (!party || party->deadline > step.now) return;
  consulted_is_gone(step, callback, party->leg.number, to_text(AttemptOutcome::kNoAnswer), {});
}

}  // namespace callbackd::core
