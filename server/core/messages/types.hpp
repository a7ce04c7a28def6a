// The closed lists of the domain and their words (to_text, from_text). Nothing else in the code
// spells these words.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "core/definition/words.hpp"

namespace callbackd::core {

enum class CallbackState : std::uint8_t {
  kScheduled,
  kQueued,
  kOffered,
  kActive,
  kCompleted,
  kCancelled,
  kExpired,
  kFailed
};
inline constexpr std::size_t kCallbackStates = 8;
constexpr auto words_of(std::type_identity<CallbackState>) {
  return std::to_array<Word<CallbackState>>({
      {"scheduled", CallbackState::kScheduled},
      {"queued", CallbackState::kQueued},
      {"offered", CallbackState::kOffered},
      {"active", CallbackState::kActive},
      {"completed", CallbackState::kCompleted},
      {"cancelled", CallbackState::kCancelled},
      {"expired", CallbackState::kExpired},
      {"failed", CallbackState::kFailed},
  });
}
enum class CallStatus : std::uint8_t { kReadyToCall, kDialing, kConnected, kOnHold };
constexpr auto words_of(std::type_identity<CallStatus>) {
  return std::to_array<Word<CallStatus>>({
      {"ready_to_call", CallStatus::kReadyToCall},
      {"dialing", CallStatus::kDialing},
      {"connected", CallStatus::kConnected},
      {"on_hold", CallStatus::kOnHold},
  });
}
enum class OfferOutcome : std::uint8_t { kAccepted, kRejected, kTimedOut, kRescinded, kAgentLost };
constexpr auto words_of(std::type_identity<OfferOutcome>) {
  return std::to_array<Word<OfferOutcome>>({
      {"accepted", OfferOutcome::kAccepted},
      {"rejected", OfferOutcome::kRejected},
      {"timed_out", OfferOutcome::kTimedOut},
      {"rescinded", OfferOutcome::kRescinded},
      {"agent_lost", OfferOutcome::kAgentLost},
  });
}
enum class InteractionOutcome : std::uint8_t {
  kCompleted,
  kRescheduled,
  kReleased,
  kRevoked,
  kCancelled,
  kTransferred,
  kAgentLost
};
constexpr auto words_of(std::type_identity<InteractionOutcome>) {
  return std::to_array<Word<InteractionOutcome>>({
      {"completed", InteractionOutcome::kCompleted},
      {"rescheduled", InteractionOutcome::kRescheduled},
      {"released", InteractionOutcome::kReleased},
      {"revoked", InteractionOutcome::kRevoked},
      {"cancelled", InteractionOutcome::kCancelled},
      {"transferred", InteractionOutcome::kTransferred},
      {"agent_lost", InteractionOutcome::kAgentLost},
  });
}
enum class AttemptOutcome : std::uint8_t {
  kAnswered,
  kBusy,
  kNoAnswer,
  kRejected,
  kInvalid,
  kUnreachable,
  kMachine,
  kCancelled,
  kFailed,
  kLost,
  kAgentUnreachable
};
constexpr auto words_of(std::type_identity<AttemptOutcome>) {
  return std::to_array<Word<AttemptOutcome>>({
      {"answered", AttemptOutcome::kAnswered},
      {"busy", AttemptOutcome::kBusy},
      {"no_answer", AttemptOutcome::kNoAnswer},
      {"rejected", AttemptOutcome::kRejected},
      {"invalid", AttemptOutcome::kInvalid},
      {"unreachable", AttemptOutcome::kUnreachable},
      {"machine", AttemptOutcome::kMachine},
      {"cancelled", AttemptOutcome::kCancelled},
      {"failed", AttemptOutcome::kFailed},
      {"lost", AttemptOutcome::kLost},
      {"agent_unreachable", AttemptOutcome::kAgentUnreachable},
  });
}
enum class EventType : std::uint8_t {
  kCreated,
  kScheduled,
  kQueued,
  kOffered,
  kOfferClosed,
  kInteractionOpened,
  kInteractionClosed,
  kCallStarted,
  kCallAnswered,
  kCallHeld,
  kCallResumed,
  kCallEnded,
  kDigitsSent,
  kPartyAsked,
  kPartyJoined,
  kPartyLeft,
  kTransferred,
  kDispositionSet,
  kNoteSet,
  kCancelRequested,
  kChanged,
  kManageTokenVoided,
  kZoneChanged,
  kCompleted,
  kCancelled,
  kExpired,
  kFailed
};
constexpr auto words_of(std::type_identity<EventType>) {
  return std::to_array<Word<EventType>>({
      {"created", EventType::kCreated},
      {"scheduled", EventType::kScheduled},
      {"queued", EventType::kQueued},
      {"offered", EventType::kOffered},
      {"offer_closed", EventType::kOfferClosed},
      {"interaction_opened", EventType::kInteractionOpened},
      {"interaction_closed", EventType::kInteractionClosed},
      {"call_started", EventType::kCallStarted},
      {"call_answered", EventType::kCallAnswered},
      {"call_held", EventType::kCallHeld},
      {"call_resumed", EventType::kCallResumed},
      {"call_ended", EventType::kCallEnded},
      {"digits_sent", EventType::kDigitsSent},
      {"party_asked", EventType::kPartyAsked},
      {"party_joined", EventType::kPartyJoined},
      {"party_left", EventType::kPartyLeft},
      {"transferred", EventType::kTransferred},
      {"disposition_set", EventType::kDispositionSet},
      {"note_set", EventType::kNoteSet},
      {"cancel_requested", EventType::kCancelRequested},
      {"changed", EventType::kChanged},
      {"manage_token_voided", EventType::kManageTokenVoided},
      {"zone_changed", EventType::kZoneChanged},
      {"completed", EventType::kCompleted},
      {"cancelled", EventType::kCancelled},
      {"expired", EventType::kExpired},
      {"failed", EventType::kFailed},
  });
}
enum class ExclusionReason : std::uint8_t {
  kNotReady,
  kDisconnected,
  kBusy,
  kSkill,
  kLetItGo,
  kClosed,
  kPreferredAgentFirst,
  kLimitReached,  // its number was dialled often enough for a day
  kNotDue,
  kNoAgents  // nobody in the definition serves its queue
};
constexpr auto words_of(std::type_identity<ExclusionReason>) {
  return std::to_array<Word<ExclusionReason>>({
      {"not_ready", ExclusionReason::kNotReady},
      {"disconnected", ExclusionReason::kDisconnected},
      {"busy", ExclusionReason::kBusy},
      {"skill", ExclusionReason::kSkill},
      {"let_it_go", ExclusionReason::kLetItGo},
      {"closed", ExclusionReason::kClosed},
      {"preferred_agent_first", ExclusionReason::kPreferredAgentFirst},
      {"limit_reached", ExclusionReason::kLimitReached},
      {"not_due", ExclusionReason::kNotDue},
      {"no_agents", ExclusionReason::kNoAgents},
  });
}
enum class ChosenBy : std::uint8_t {
  kLongestIdle,
  kLeastOccupied,
  kHighestSkill,
  kRoundRobin,
  kPreferredAgent,
  kOnlyCandidate
};
constexpr auto words_of(std::type_identity<ChosenBy>) {
  return std::to_array<Word<ChosenBy>>({
      {"longest_idle", ChosenBy::kLongestIdle},
      {"least_occupied", ChosenBy::kLeastOccupied},
      {"highest_skill", ChosenBy::kHighestSkill},
      {"round_robin", ChosenBy::kRoundRobin},
      {"preferred_agent", ChosenBy::kPreferredAgent},
      {"only_candidate", ChosenBy::kOnlyCandidate},
  });
}
// As what somebody beside the contact and the owner is in a call. kTarget: is dialled to be given
// the contact; kOwner: took the call over, or the owner's leg that was dialled anew.
enum class PartyRole : std::uint8_t { kMember, kConsulted, kTarget, kOwner };
constexpr auto words_of(std::type_identity<PartyRole>) {
  return std::to_array<Word<PartyRole>>({
      {"member", PartyRole::kMember},
      {"consulted", PartyRole::kConsulted},
      {"target", PartyRole::kTarget},
      {"owner", PartyRole::kOwner},
  });
}
enum class ConsultationState : std::uint8_t { kOffered, kRinging, kConnected, kEnded };
constexpr auto words_of(std::type_identity<ConsultationState>) {
  return std::to_array<Word<ConsultationState>>({
      {"offered", ConsultationState::kOffered},
      {"ringing", ConsultationState::kRinging},
      {"connected", ConsultationState::kConnected},
      {"ended", ConsultationState::kEnded},
  });
}
// Why a request is refused; the words are data.reason and the problem codes of proto/.
enum class RefusalReason : std::uint8_t {
  kUnauthenticated,
  kForbidden,
  kNotFound,
  kOfferClosed,
  kWrongState,
  kDispositionRequired,
  kCallInProgress,
  kVersionConflict,
  kOutsideHours,
  kNumberRefused,
  kTargetUnavailable,
  kLimitReached,
  kUnavailable,
  kInvalidFields,
  kDuplicateCallback,
  kSlotFull,
  kIdempotencyMismatch,
  kIdempotencyInProgress
};
constexpr auto words_of(std::type_identity<RefusalReason>) {
  return std::to_array<Word<RefusalReason>>({
      {"unauthenticated", RefusalReason::kUnauthenticated},
      {"forbidden", RefusalReason::kForbidden},
      {"not_found", RefusalReason::kNotFound},
      {"offer_closed", RefusalReason::kOfferClosed},
      {"wrong_state", RefusalReason::kWrongState},
      {"disposition_required", RefusalReason::kDispositionRequired},
      {"call_in_progress", RefusalReason::kCallInProgress},
      {"version_conflict", RefusalReason::kVersionConflict},
      {"outside_hours", RefusalReason::kOutsideHours},
      {"number_refused", RefusalReason::kNumberRefused},
      {"target_unavailable", RefusalReason::kTargetUnavailable},
      {"limit_reached", RefusalReason::kLimitReached},
      {"unavailable", RefusalReason::kUnavailable},
      {"invalid_fields", RefusalReason::kInvalidFields},
      {"duplicate_callback", RefusalReason::kDuplicateCallback},
      {"slot_full", RefusalReason::kSlotFull},
      {"idempotency_mismatch", RefusalReason::kIdempotencyMismatch},
      {"idempotency_in_progress", RefusalReason::kIdempotencyInProgress},
  });
}
// With which kind of a site's keys a request was made. A customer's manage token counts as a
// publishable key: whoever has either may be anybody.
enum class KeyKind : std::uint8_t { kSecret, kPublishable };
inline constexpr std::size_t kKeyKinds = 2;
// Which limit was reached; the words are stable, those of a site's requests are its settings'
// names.
enum class RequestLimit : std::uint8_t {
  kSitePerMinute,
  kAddressPerMinute,
  kNumberPerHour,
  kNumberPerDay,
  kPrefixPerHour,
  kPublishableWaiting,
  kChangesPerMinute,       // of one callback, as the next two are
  kChangesPerCallback,     // in its life
  kNumberChanges,          // in its life
  kReadsPerMinute,         // of a source
  kAttemptsPerMinute,      // of a source: changes and cancels that it tries
  kUserRequestsPerMinute,  // of a supervisor or administrator
  kBadTokensPerMinute,     // of a source: tokens and keys that nobody knows
  kAgentChangesPerMinute,  // of an agent, as the rest are
  kAgentNoteBytesPerMinute,
  kAgentCallsPerMinute,
  kAgentReadsPerMinute,
  kAgentSessionsPerMinute  // the last one
};
inline constexpr std::size_t kRequestLimitCount =
    static_cast<std::size_t>(RequestLimit::kAgentSessionsPerMinute) + 1;
constexpr auto words_of(std::type_identity<RequestLimit>) {
  return std::to_array<Word<RequestLimit>>({
      {"requests_per_minute", RequestLimit::kSitePerMinute},
      {"requests_per_address_per_minute", RequestLimit::kAddressPerMinute},
      {"requests_per_number_per_hour", RequestLimit::kNumberPerHour},
      {"requests_per_number_per_day", RequestLimit::kNumberPerDay},
      {"requests_per_prefix_per_hour", RequestLimit::kPrefixPerHour},
      {"publishable_waiting", RequestLimit::kPublishableWaiting},
      {"changes_per_minute", RequestLimit::kChangesPerMinute},
      {"changes_per_callback", RequestLimit::kChangesPerCallback},
      {"number_changes_per_callback", RequestLimit::kNumberChanges},
      {"reads_per_minute", RequestLimit::kReadsPerMinute},
      {"attempts_per_minute", RequestLimit::kAttemptsPerMinute},
      {"user_requests_per_minute", RequestLimit::kUserRequestsPerMinute},
      {"bad_tokens_per_minute", RequestLimit::kBadTokensPerMinute},
      {"agent_changes_per_minute", RequestLimit::kAgentChangesPerMinute},
      {"agent_note_bytes_per_minute", RequestLimit::kAgentNoteBytesPerMinute},
      {"agent_calls_per_minute", RequestLimit::kAgentCallsPerMinute},
      {"agent_reads_per_minute", RequestLimit::kAgentReadsPerMinute},
      {"agent_sessions_per_minute", RequestLimit::kAgentSessionsPerMinute},
  });
}
// Bits of InteractionView::allowed_actions; the words are method names without their first word.
enum class Action : std::uint16_t {
  kCall = 1,
  kEnd = 2,
  kHold = 4,
  kResume = 8,
  kSendDtmf = 16,
  kReschedule = 32,
  kMarkDone = 64,
  kSetDisposition = 128,
  kSetNote = 256,
  kRelease = 512,
  kTransfer = 1024,
  kConference = 2048,
  kDropParty = 4096,
  kConsult = 8192,
  kSendExtension = 16384
};
constexpr auto words_of(std::type_identity<Action>) {
  return std::to_array<Word<Action>>({
      {"call", Action::kCall},
      {"end", Action::kEnd},
      {"hold", Action::kHold},
      {"resume", Action::kResume},
      {"send_dtmf", Action::kSendDtmf},
      {"send_extension", Action::kSendExtension},
      {"reschedule", Action::kReschedule},
      {"mark_done", Action::kMarkDone},
      {"set_disposition", Action::kSetDisposition},
      {"set_note", Action::kSetNote},
      {"release", Action::kRelease},
      {"transfer", Action::kTransfer},
      {"conference", Action::kConference},
      {"drop_party", Action::kDropParty},
      {"consult", Action::kConsult},
  });
}

constexpr bool is_final(CallbackState state) {
  return state >= CallbackState::kCompleted;
}

}  // namespace callbackd::core
