#include "core/read/call_reads.hpp"

#include <algorithm>
#include <chrono>

#include "core/messages/refusals.hpp"

namespace callbackd::core {
namespace {

constexpr std::chrono::minutes kToldAhead{5};

// The first agent of a conference for whom `counts` returns true; nullptr: there is none.
template <typename Counts>
Party const* first_agent(Call const& call, Counts counts) {
  auto const found =
      std::find_if(call.parties.begin(), call.parties.end(), [&](Party const& party) {
        return party.row.role == PartyRole::kMember && party.agent != kNobody && counts(party);
      });
  return found == call.parties.end() ? nullptr : &*found;
}

}  // namespace

LegId leg_id(Callback const& callback, LegNumber number) {
  return {callback.attempt_id(), number};
}

AttemptRow* last_attempt(Callback& callback) {
  if (!callback.extra || callback.extra->attempts.empty()) return nullptr;
  return &callback.extra->attempts.back();
}

bool is_together(Callback const& callback) {
  if (!in_call(callback) || callback.call->aside()) return false;
  auto const& call = *callback.call;
  return call.agent.state == LegState::kUp && call.contact.state == LegState::kUp;
}

bool may_invite(Callback const& callback) {
  return is_together(callback) && !is_final(callback.state);
}

bool may_resume(Callback const& callback) {
  return is_together(callback) && call_status(callback) == CallStatus::kOnHold;
}

Refusal wrong_call(Callback const& callback) {
  auto refusal = wrong_call_status(call_status(callback));
  if (callback.call && callback.call->ending) refusal.detail = "The call is being ended.";
  if (callback.call && callback.call->aside()) refusal.detail = "A consultation is open.";
  return refusal;
}

Party const* heir(Callback const& callback) {
  return first_agent(*callback.call, [](Party const& party) { return party.talks(); });
}

Party const* likely_heir(Callback const& callback) {
  if (auto const* const known = heir(callback)) return known;
  return first_agent(*callback.call, [](Party const& party) { return party.talked_last(); });
}

bool can_send_digits_to(Callback const& callback, LegNumber number) {
  if (!in_call(callback)) return false;
  if (number == LegNumber::kContact) return call_status(callback) == CallStatus::kConnected;
  auto const* const party = callback.call->find_party(number);
  return party && party->talks();
}

std::string const* extension_of(Callback const& callback, LegNumber number) {
  if (number == LegNumber::kContact) {
    bool const called = callback.extra && !callback.extra->attempts.empty();
    return called ? &callback.extra->attempts.back().extension : nullptr;
  }
  auto const* const party = callback.call ? callback.call->find_party(number) : nullptr;
  return party ? &party->row.extension : nullptr;
}

bool may_send_extension(Callback const& callback) {
  if (!in_call(callback)) return false;
  auto const can = [&](LegNumber number) {
    auto const* const extension = extension_of(callback, number);
    return extension && !extension->empty() && can_send_digits_to(callback, number);
  };
  auto const& parties = callback.call->parties;
  return can(LegNumber::kContact) ||
         std::any_of(parties.begin(), parties.end(),
                     [&](Party const& party) { return can(party.leg.number); });
}

Instant consultation_ends(Callback const& callback) {
  auto const* const party = in_call(callback) ? callback.call->aside() : nullptr;
  return party ? party->deadline : kNever;
}

Instant end_warning_at(Callback const& callback) {
  if (!in_call(callback) || callback.call->told_of_end) return kNever;
  auto const ends_at = callback.call->ends_at();
  return ends_at == kNever ? kNever : ends_at - kToldAhead;
}

Instant after_call_work_ends(Callback const& callback) {
  if (!callback.interaction || callback.call || !callback.extra) return kNever;
  auto const limit = callback.interaction->settings->after_call_work_limit;
  auto const& attempts = callback.extra->attempts;
  if (limit.count() == 0 || attempts.empty()) return kNever;
  bool const in_this_one = attempts.back().interaction_number == callback.interaction_number;
  return in_this_one && attempts.back().ended_at ? *attempts.back().ended_at + limit : kNever;
}

}  // namespace callbackd::core
