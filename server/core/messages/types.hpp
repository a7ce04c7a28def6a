// The closed lists (enums) of messages, rows and events, and the word of each value in the
// protocol, in events and in the database. The lists of the site definition are in
// definition/setting_words.hpp. No other code spells these words. Constant values; any thread.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "core/definition/setting_words.hpp"

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
constexpr auto words_of(std::type_identity<CallbackState>) {
  using enum CallbackState;
  return std::to_array<Word<CallbackState>>({{"scheduled", kScheduled},
                                             {"queued", kQueued},
                                             {"offered", kOffered},
                                             {"active", kActive},
                                             {"completed", kCompleted},
                                             {"cancelled", kCancelled},
                                             {"expired", kExpired},
                                             {"failed", kFailed}});
}
inline constexpr std::size_t kCallbackStates = kWords<CallbackState>.size();
enum class CallStatus : std::uint8_t { kReadyToCall, kDialing, kConnected, kOnHold };
constexpr auto words_of(std::type_identity<CallStatus>) {
  using enum CallStatus;
  return std::to_array<Word<CallStatus>>({{"ready_to_call", kReadyToCall},
                                          {"dialing", kDialing},
                                          {"connected", kConnected},
                                          {"on_hold", kOnHold}});
}
enum class OfferOutcome : std::uint8_t { kAccepted, kRejected, kTimedOut, kRescinded, kAgentLost };
constexpr auto words_of(std::type_identity<OfferOutcome>) {
  using enum OfferOutcome;
  return std::to_array<Word<OfferOutcome>>({{"accepted", kAccepted},
                                            {"rejected", kRejected},
                                            {"timed_out", kTimedOut},
                                            {"rescinded", kRescinded},
                                            {"agent_lost", kAgentLost}});
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
  using enum InteractionOutcome;
  return std::to_array<Word<InteractionOutcome>>({{"completed", kCompleted},
                                                  {"rescheduled", kRescheduled},
                                                  {"released", kReleased},
                                                  {"revoked", kRevoked},
                                                  {"cancelled", kCancelled},
                                                  {"transferred", kTransferred},
                                                  {"agent_lost", kAgentLost}});
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
  using enum EventType;
  return std::to_array<Word<EventType>>({{"created", kCreated},
                                         {"scheduled", kScheduled},
                                         {"queued", kQueued},
                                         {"offered", kOffered},
                                         {"offer_closed", kOfferClosed},
                                         {"interaction_opened", kInteractionOpened},
                                         {"interaction_closed", kInteractionClosed},
                                         {"call_started", kCallStarted},
                                         {"call_answered", kCallAnswered},
                                         {"call_held", kCallHeld},
                                         {"call_resumed", kCallResumed},
                                         {"call_ended", kCallEnded},
                                         {"digits_sent", kDigitsSent},
                                         {"party_asked", kPartyAsked},
                                         {"party_joined", kPartyJoined},
                                         {"party_left", kPartyLeft},
                                         {"transferred", kTransferred},
                                         {"disposition_set", kDispositionSet},
                                         {"note_set", kNoteSet},
                                         {"cancel_requested", kCancelRequested},
                                         {"changed", kChanged},
                                         {"manage_token_voided", kManageTokenVoided},
                                         {"zone_changed", kZoneChanged},
                                         {"completed", kCompleted},
                                         {"cancelled", kCancelled},
                                         {"expired", kExpired},
                                         {"failed", kFailed}});
}
// Why an agent is not offered a callback.
enum class ExclusionReason : std::uint8_t {
  kNotReady,
  kDisconnected,
  kBusy,
  kSkill,
  kLetItGo,
  kClosed,
  kPreferredAgentFirst,
  kLimitReached,  // the callback's number reached its limit of calls in a day
  kNotDue,
  kNoAgents  // nobody in the definition serves its queue
};
constexpr auto words_of(std::type_identity<ExclusionReason>) {
  using enum ExclusionReason;
  return std::to_array<Word<ExclusionReason>>({{"not_ready", kNotReady},
                                               {"disconnected", kDisconnected},
                                               {"busy", kBusy},
                                               {"skill", kSkill},
                                               {"let_it_go", kLetItGo},
                                               {"closed", kClosed},
                                               {"preferred_agent_first", kPreferredAgentFirst},
                                               {"limit_reached", kLimitReached},
                                               {"not_due", kNotDue},
                                               {"no_agents", kNoAgents}});
}
// The rule by which the agent of an offer was chosen.
enum class ChosenBy : std::uint8_t {
  kLongestIdle,
  kLeastOccupied,
  kHighestSkill,
  kRoundRobin,
  kPreferredAgent,
  kOnlyCandidate
};
constexpr auto words_of(std::type_identity<ChosenBy>) {
  using enum ChosenBy;
  return std::to_array<Word<ChosenBy>>({{to_text(AgentChoice::kLongestIdle), kLongestIdle},
                                        {to_text(AgentChoice::kLeastOccupied), kLeastOccupied},
                                        {to_text(AgentChoice::kHighestSkill), kHighestSkill},
                                        {to_text(AgentChoice::kRoundRobin), kRoundRobin},
                                        {"preferred_agent", kPreferredAgent},
                                        {"only_candidate", kOnlyCandidate}});
}
// The role of a party. A party is a person in a call besides the contact and the owner, or an owner
// whose leg is not the first one. kMember: in the conference. kConsulted: talks with the owner
// without the contact. kTarget: is dialled to get the contact. kOwner: has taken the call over, or
// is the owner whose phone was dialled again.
enum class PartyRole : std::uint8_t { kMember, kConsulted, kTarget, kOwner };
constexpr auto words_of(std::type_identity<PartyRole>) {
  using enum PartyRole;
  return std::to_array<Word<PartyRole>>(
      {{"member", kMember}, {"consulted", kConsulted}, {"target", kTarget}, {"owner", kOwner}});
}
// How a party's part in a call ended: PartyRow::outcome has a word of this list or of
// AttemptOutcome.
enum class PartyEnd : std::uint8_t {
  kLeft,  // either side ended it
  kDeclined,
  kTookOver,
  // The consultation became a conference, in which the party stays. Only the agent who started the
  // consultation is told this.
  kJoinedAll,
  kCallOver
};
constexpr auto words_of(std::type_identity<PartyEnd>) {
  using enum PartyEnd;
  return std::to_array<Word<PartyEnd>>({{"ended", kLeft},
                                        {"declined", kDeclined},
                                        {"transferred", kTookOver},
                                        {"conferenced", kJoinedAll},
                                        {"call_ended", kCallOver}});
}
enum class PartyKind : std::uint8_t { kAgent, kContact, kNumber };
constexpr auto words_of(std::type_identity<PartyKind>) {
  using enum PartyKind;
  return std::to_array<Word<PartyKind>>(
      {{"agent", kAgent}, {"contact", kContact}, {"number", kNumber}});
}
enum class PartyState : std::uint8_t { kOffered, kDialing, kRinging, kConnected, kOnHold };
constexpr auto words_of(std::type_identity<PartyState>) {
  using enum PartyState;
  return std::to_array<Word<PartyState>>({{"offered", kOffered},
                                          {"dialing", kDialing},
                                          {"ringing", kRinging},
                                          {"connected", kConnected},
                                          {"on_hold", kOnHold}});
}
enum class ConsultationState : std::uint8_t { kOffered, kRinging, kConnected, kEnded };
constexpr auto words_of(std::type_identity<ConsultationState>) {
  using enum ConsultationState;
  return std::to_array<Word<ConsultationState>>(
      {{"offered", kOffered}, {"ringing", kRinging}, {"connected", kConnected}, {"ended", kEnded}});
}
enum class Readiness : std::uint8_t { kNotReady, kReady };
constexpr auto words_of(std::type_identity<Readiness>) {
  using enum Readiness;
  return std::to_array<Word<Readiness>>({{"not_ready", kNotReady}, {"ready", kReady}});
}
// Why the server did something on its own, as events show it. The cause of an ended call is usually
// not in this list, because it is a text of the gateway.
enum class Cause : std::uint8_t {
  kClosed,
  kLimitReached,
  kRetry,
  kAttemptsExhausted,
  kNumberInvalid,
  kBlocked,
  kNumberRefused,
  kWindowOver,
  kAbandoned,
  kAgentUnreachable,
  kQueueRemoved
};
constexpr auto words_of(std::type_identity<Cause>) {
  using enum Cause;
  return std::to_array<Word<Cause>>({{"closed", kClosed},
                                     {"limit_reached", kLimitReached},
                                     {"retry", kRetry},
                                     {"attempts_exhausted", kAttemptsExhausted},
                                     {"number_invalid", kNumberInvalid},
                                     {"blocked", kBlocked},
                                     {"number_refused", kNumberRefused},
                                     {"window_over", kWindowOver},
                                     {"abandoned", kAbandoned},
                                     {"agent_unreachable", kAgentUnreachable},
                                     {"queue_removed", kQueueRemoved}});
}
// Why a request is refused. In the protocol (proto/) the words are values of data.reason and codes
// of problems.
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
  using enum RefusalReason;
  return std::to_array<Word<RefusalReason>>({{"unauthenticated", kUnauthenticated},
                                             {"forbidden", kForbidden},
                                             {"not_found", kNotFound},
                                             {"offer_closed", kOfferClosed},
                                             {"wrong_state", kWrongState},
                                             {"disposition_required", kDispositionRequired},
                                             {"call_in_progress", kCallInProgress},
                                             {"version_conflict", kVersionConflict},
                                             {"outside_hours", kOutsideHours},
                                             {"number_refused", kNumberRefused},
                                             {"target_unavailable", kTargetUnavailable},
                                             {"limit_reached", kLimitReached},
                                             {"unavailable", kUnavailable},
                                             {"invalid_fields", kInvalidFields},
                                             {"duplicate_callback", kDuplicateCallback},
                                             {"slot_full", kSlotFull},
                                             {"idempotency_mismatch", kIdempotencyMismatch},
                                             {"idempotency_in_progress", kIdempotencyInProgress}});
}
// The kind of key that a request came with. A customer's manage token counts as a publishable key,
// because anybody can have either of the two.
enum class KeyKind : std::uint8_t { kSecret, kPublishable };
constexpr auto words_of(std::type_identity<KeyKind>) {
  using enum KeyKind;
  return std::to_array<Word<KeyKind>>({{"secret", kSecret}, {"publishable", kPublishable}});
}
inline constexpr std::size_t kKeyKinds = kWords<KeyKind>.size();
// The limit that was reached. Its word is part of the protocol. For the limits of a site's
// requests, the word is the name of the setting in the site definition.
enum class RequestLimit : std::uint8_t {
  kSitePerMinute,
  kAddressPerMinute,
  kNumberPerHour,
  kNumberPerDay,
  kPrefixPerHour,
  kPublishableWaiting,
  kChangesPerMinute,       // of one callback
  kChangesPerCallback,     // of one callback, in its whole life
  kNumberChanges,          // changes of its number, in its whole life
  kReadsPerMinute,         // of a source
  kAttemptsPerMinute,      // of a source: changes and cancels, refused ones too
  kUserRequestsPerMinute,  // of a supervisor or administrator
  kBadTokensPerMinute,     // of a source: tokens and keys that do not exist
  kAgentChangesPerMinute,  // of an agent; the rest, too
  kAgentNoteBytesPerMinute,
  kAgentCallsPerMinute,
  kAgentReadsPerMinute,
  kAgentSessionsPerMinute
};
constexpr auto words_of(std::type_identity<RequestLimit>) {
  using enum RequestLimit;
  return std::to_array<Word<RequestLimit>>(
      {{"requests_per_minute", kSitePerMinute},
       {"requests_per_address_per_minute", kAddressPerMinute},
       {"requests_per_number_per_hour", kNumberPerHour},
       {"requests_per_number_per_day", kNumberPerDay},
       {"requests_per_prefix_per_hour", kPrefixPerHour},
       {"publishable_waiting", kPublishableWaiting},
       {"changes_per_minute", kChangesPerMinute},
       {"changes_per_callback", kChangesPerCallback},
       {"number_changes_per_callback", kNumberChanges},
       {"reads_per_minute", kReadsPerMinute},
       {"attempts_per_minute", kAttemptsPerMinute},
       {"user_requests_per_minute", kUserRequestsPerMinute},
       {"bad_tokens_per_minute", kBadTokensPerMinute},
       {"agent_changes_per_minute", kAgentChangesPerMinute},
       {"agent_note_bytes_per_minute", kAgentNoteBytesPerMinute},
       {"agent_calls_per_minute", kAgentCallsPerMinute},
       {"agent_reads_per_minute", kAgentReadsPerMinute},
       {"agent_sessions_per_minute", kAgentSessionsPerMinute}});
}
inline constexpr std::size_t kRequestLimitCount = kWords<RequestLimit>.size();
// The bits of InteractionView::allowed_actions, in the order in which a client gets them. Their
// words are the names of the agents' methods, without "interaction.".
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
  using enum Action;
  return std::to_array<Word<Action>>({{"call", kCall},
                                      {"end", kEnd},
                                      {"hold", kHold},
                                      {"resume", kResume},
                                      {"send_dtmf", kSendDtmf},
                                      {"reschedule", kReschedule},
                                      {"mark_done", kMarkDone},
                                      {"set_disposition", kSetDisposition},
                                      {"set_note", kSetNote},
                                      {"release", kRelease},
                                      {"transfer", kTransfer},
                                      {"conference", kConference},
                                      {"drop_party", kDropParty},
                                      {"consult", kConsult},
                                      {"send_extension", kSendExtension}});
}

// Whether the callback is scheduled, queued or offered: no agent has accepted it.
constexpr bool is_waiting(CallbackState state) {
  return state <= CallbackState::kOffered;
}
// Whether the callback has ended: no transition leads out of a final state.
constexpr bool is_final(CallbackState state) {
  return state >= CallbackState::kCompleted;
}

}  // namespace callbackd::core
