#include "core/messages/types.hpp"

#include <array>
#include <utility>

#include "base/check.hpp"

namespace callbackd::core {
namespace {

template <typename E>
using Word = std::pair<E, std::string_view>;

template <typename E, std::size_t N>
std::string_view word_of(std::array<Word<E>, N> const& words, E value) {
  for (auto const& [known, text] : words) {
    if (known == value) return text;
  }
  base::contract_violated("an enum value has a word", __FILE__, __LINE__);
}

template <typename E, std::size_t N>
std::optional<E> value_of(std::array<Word<E>, N> const& words, std::string_view text) {
  for (auto const& [value, known] : words) {
    if (known == text) return value;
  }
  return std::nullopt;
}

constexpr auto kCallbackStateWords = std::to_array<Word<CallbackState>>({
    {CallbackState::kScheduled, "scheduled"},
    {CallbackState::kQueued, "queued"},
    {CallbackState::kOffered, "offered"},
    {CallbackState::kActive, "active"},
    {CallbackState::kCompleted, "completed"},
    {CallbackState::kCancelled, "cancelled"},
    {CallbackState::kExpired, "expired"},
    {CallbackState::kFailed, "failed"},
});
constexpr auto kCallStatuses = std::to_array<Word<CallStatus>>({
    {CallStatus::kReadyToCall, "ready_to_call"},
    {CallStatus::kDialing, "dialing"},
    {CallStatus::kConnected, "connected"},
    {CallStatus::kOnHold, "on_hold"},
});
constexpr auto kOfferOutcomes = std::to_array<Word<OfferOutcome>>({
    {OfferOutcome::kAccepted, "accepted"},
    {OfferOutcome::kRejected, "rejected"},
    {OfferOutcome::kTimedOut, "timed_out"},
    {OfferOutcome::kRescinded, "rescinded"},
    {OfferOutcome::kAgentLost, "agent_lost"},
});
constexpr auto kInteractionOutcomes = std::to_array<Word<InteractionOutcome>>({
    {InteractionOutcome::kCompleted, "completed"},
    {InteractionOutcome::kRescheduled, "rescheduled"},
    {InteractionOutcome::kReleased, "released"},
    {InteractionOutcome::kRevoked, "revoked"},
    {InteractionOutcome::kCancelled, "cancelled"},
    {InteractionOutcome::kTransferred, "transferred"},
    {InteractionOutcome::kAgentLost, "agent_lost"},
});
constexpr auto kAttemptOutcomes = std::to_array<Word<AttemptOutcome>>({
    {AttemptOutcome::kAnswered, "answered"},
    {AttemptOutcome::kBusy, "busy"},
    {AttemptOutcome::kNoAnswer, "no_answer"},
    {AttemptOutcome::kRejected, "rejected"},
    {AttemptOutcome::kInvalid, "invalid"},
    {AttemptOutcome::kUnreachable, "unreachable"},
    {AttemptOutcome::kMachine, "machine"},
    {AttemptOutcome::kCancelled, "cancelled"},
    {AttemptOutcome::kFailed, "failed"},
    {AttemptOutcome::kLost, "lost"},
    {AttemptOutcome::kAgentUnreachable, "agent_unreachable"},
});
constexpr auto kEventTypes = std::to_array<Word<EventType>>({
    {EventType::kCreated, "created"},
    {EventType::kScheduled, "scheduled"},
    {EventType::kQueued, "queued"},
    {EventType::kOffered, "offered"},
    {EventType::kOfferClosed, "offer_closed"},
    {EventType::kInteractionOpened, "interaction_opened"},
    {EventType::kInteractionClosed, "interaction_closed"},
    {EventType::kCallStarted, "call_started"},
    {EventType::kCallAnswered, "call_answered"},
    {EventType::kCallHeld, "call_held"},
    {EventType::kCallResumed, "call_resumed"},
    {EventType::kCallEnded, "call_ended"},
    {EventType::kDigitsSent, "digits_sent"},
    {EventType::kPartyAsked, "party_asked"},
    {EventType::kPartyJoined, "party_joined"},
    {EventType::kPartyLeft, "party_left"},
    {EventType::kTransferred, "transferred"},
    {EventType::kDispositionSet, "disposition_set"},
    {EventType::kNoteSet, "note_set"},
    {EventType::kCancelRequested, "cancel_requested"},
    {EventType::kChanged, "changed"},
    {EventType::kManageTokenVoided, "manage_token_voided"},
    {EventType::kZoneChanged, "zone_changed"},
    {EventType::kCompleted, "completed"},
    {EventType::kCancelled, "cancelled"},
    {EventType::kExpired, "expired"},
    {EventType::kFailed, "failed"},
});
constexpr auto kPartyRoles = std::to_array<Word<PartyRole>>({
    {PartyRole::kMember, "member"},
    {PartyRole::kConsulted, "consulted"},
    {PartyRole::kTarget, "target"},
    {PartyRole::kOwner, "owner"},
});
constexpr auto kConsultationStates = std::to_array<Word<ConsultationState>>({
    {ConsultationState::kOffered, "offered"},
    {ConsultationState::kRinging, "ringing"},
    {ConsultationState::kConnected, "connected"},
    {ConsultationState::kEnded, "ended"},
});
constexpr auto kExclusionReasons = std::to_array<Word<ExclusionReason>>({
    {ExclusionReason::kNotReady, "not_ready"},
    {ExclusionReason::kDisconnected, "disconnected"},
    {ExclusionReason::kBusy, "busy"},
    {ExclusionReason::kSkill, "skill"},
    {ExclusionReason::kLetItGo, "let_it_go"},
    {ExclusionReason::kClosed, "closed"},
    {ExclusionReason::kPreferredAgentFirst, "preferred_agent_first"},
    {ExclusionReason::kLimitReached, "limit_reached"},
    {ExclusionReason::kNotDue, "not_due"},
    {ExclusionReason::kNoAgents, "no_agents"},
});
constexpr auto kChoices = std::to_array<Word<ChosenBy>>({
    {ChosenBy::kLongestIdle, "longest_idle"},
    {ChosenBy::kLeastOccupied, "least_occupied"},
    {ChosenBy::kHighestSkill, "highest_skill"},
    {ChosenBy::kRoundRobin, "round_robin"},
    {ChosenBy::kPreferredAgent, "preferred_agent"},
    {ChosenBy::kOnlyCandidate, "only_candidate"},
});
constexpr auto kRefusalReasons = std::to_array<Word<RefusalReason>>({
    {RefusalReason::kUnauthenticated, "unauthenticated"},
    {RefusalReason::kForbidden, "forbidden"},
    {RefusalReason::kNotFound, "not_found"},
    {RefusalReason::kOfferClosed, "offer_closed"},
    {RefusalReason::kWrongState, "wrong_state"},
    {RefusalReason::kDispositionRequired, "disposition_required"},
    {RefusalReason::kCallInProgress, "call_in_progress"},
    {RefusalReason::kVersionConflict, "version_conflict"},
    {RefusalReason::kOutsideHours, "outside_hours"},
    {RefusalReason::kNumberRefused, "number_refused"},
    {RefusalReason::kTargetUnavailable, "target_unavailable"},
    {RefusalReason::kLimitReached, "limit_reached"},
    {RefusalReason::kUnavailable, "unavailable"},
    {RefusalReason::kInvalidFields, "invalid_fields"},
    {RefusalReason::kDuplicateCallback, "duplicate_callback"},
    {RefusalReason::kSlotFull, "slot_full"},
    {RefusalReason::kIdempotencyMismatch, "idempotency_mismatch"},
    {RefusalReason::kIdempotencyInProgress, "idempotency_in_progress"},
});
constexpr auto kRequestLimits = std::to_array<Word<RequestLimit>>({
    {RequestLimit::kSitePerMinute, "requests_per_minute"},
    {RequestLimit::kAddressPerMinute, "requests_per_address_per_minute"},
    {RequestLimit::kNumberPerHour, "requests_per_number_per_hour"},
    {RequestLimit::kNumberPerDay, "requests_per_number_per_day"},
    {RequestLimit::kPrefixPerHour, "requests_per_prefix_per_hour"},
    {RequestLimit::kPublishableWaiting, "publishable_waiting"},
    {RequestLimit::kChangesPerMinute, "changes_per_minute"},
    {RequestLimit::kChangesPerCallback, "changes_per_callback"},
    {RequestLimit::kNumberChanges, "number_changes_per_callback"},
    {RequestLimit::kReadsPerMinute, "reads_per_minute"},
    {RequestLimit::kAttemptsPerMinute, "attempts_per_minute"},
    {RequestLimit::kUserRequestsPerMinute, "user_requests_per_minute"},
    {RequestLimit::kBadTokensPerMinute, "bad_tokens_per_minute"},
    {RequestLimit::kAgentChangesPerMinute, "agent_changes_per_minute"},
    {RequestLimit::kAgentNoteBytesPerMinute, "agent_note_bytes_per_minute"},
    {RequestLimit::kAgentCallsPerMinute, "agent_calls_per_minute"},
    {RequestLimit::kAgentReadsPerMinute, "agent_reads_per_minute"},
    {RequestLimit::kAgentSessionsPerMinute, "agent_sessions_per_minute"},
});
constexpr auto kActions = std::to_array<Word<Action>>({
    {Action::kCall, "call"},
    {Action::kEnd, "end"},
    {Action::kHold, "hold"},
    {Action::kResume, "resume"},
    {Action::kSendDtmf, "send_dtmf"},
    {Action::kSendExtension, "send_extension"},
    {Action::kReschedule, "reschedule"},
    {Action::kMarkDone, "mark_done"},
    {Action::kSetDisposition, "set_disposition"},
    {Action::kSetNote, "set_note"},
    {Action::kRelease, "release"},
    {Action::kTransfer, "transfer"},
    {Action::kConference, "conference"},
    {Action::kDropParty, "drop_party"},
    {Action::kConsult, "consult"},
});

}  // namespace

std::string_view to_text(CallbackState value) {
  return word_of(kCallbackStateWords, value);
}
std::string_view to_text(CallStatus value) {
  return word_of(kCallStatuses, value);
}
std::string_view to_text(OfferOutcome value) {
  return word_of(kOfferOutcomes, value);
}
std::string_view to_text(InteractionOutcome value) {
  return word_of(kInteractionOutcomes, value);
}
std::string_view to_text(AttemptOutcome value) {
  return word_of(kAttemptOutcomes, value);
}
std::string_view to_text(EventType value) {
  return word_of(kEventTypes, value);
}
std::string_view to_text(PartyRole value) {
  return word_of(kPartyRoles, value);
}
std::string_view to_text(ConsultationState value) {
  return word_of(kConsultationStates, value);
}
std::string_view to_text(ExclusionReason value) {
  return word_of(kExclusionReasons, value);
}
std::string_view to_text(ChosenBy value) {
  return word_of(kChoices, value);
}
std::string_view to_text(RefusalReason value) {
  return word_of(kRefusalReasons, value);
}
std::string_view to_text(RequestLimit value) {
  return word_of(kRequestLimits, value);
}
std::string_view to_text(Action value) {
  return word_of(kActions, value);
}

std::optional<PartyRole> party_role_from(std::string_view text) {
  return value_of(kPartyRoles, text);
}
std::optional<CallbackState> callback_state_from(std::string_view text) {
  return value_of(kCallbackStateWords, text);
}
std::optional<OfferOutcome> offer_outcome_from(std::string_view text) {
  return value_of(kOfferOutcomes, text);
}
std::optional<AttemptOutcome> attempt_outcome_from(std::string_view text) {
  return value_of(kAttemptOutcomes, text);
}

}  // namespace callbackd::core
