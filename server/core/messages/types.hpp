// The closed lists of the domain (enums) and the word of each value in the protocol, in events and
// in the database. Nothing else in the code spells these words. Constant values; any thread.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

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
enum class CallStatus : std::uint8_t { kReadyToCall, kDialing, kConnected, kOnHold };
enum class OfferOutcome : std::uint8_t { kAccepted, kRejected, kTimedOut, kRescinded, kAgentLost };
enum class InteractionOutcome : std::uint8_t {
  kCompleted,
  kRescheduled,
  kReleased,
  kRevoked,
  kCancelled,
  kTransferred,
  kAgentLost
};
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
// The rule by which the agent of an offer was chosen.
enum class ChosenBy : std::uint8_t {
  kLongestIdle,
  kLeastOccupied,
  kHighestSkill,
  kRoundRobin,
  kPreferredAgent,
  kOnlyCandidate
};
// The role of a party: a person in a call besides the contact and the agent who began it. kMember:
// of a conference; kConsulted: asked aside, without the contact; kTarget: dialled to be given the
// contact; kOwner: has taken the call over, or is the owner, whose phone was dialled again.
enum class PartyRole : std::uint8_t { kMember, kConsulted, kTarget, kOwner };
enum class ConsultationState : std::uint8_t { kOffered, kRinging, kConnected, kEnded };
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
// The kind of key that a request came with. A customer's manage token counts as a publishable key:
// with either of them, the client may be anybody.
enum class KeyKind : std::uint8_t { kSecret, kPublishable };
inline constexpr std::size_t kKeyKinds = 2;
// The limit that was reached. Its word is part of the protocol. For the limits of a site's requests
// it is the name of the setting in the site definition.
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
  kAgentSessionsPerMinute  // the last one
};
inline constexpr std::size_t kRequestLimitCount =
    static_cast<std::size_t>(RequestLimit::kAgentSessionsPerMinute) + 1;
// Bits of InteractionView::allowed_actions. Their words are the names of the agents' methods,
// without "interaction.".
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

std::string_view to_text(CallbackState value);
std::string_view to_text(CallStatus value);
std::string_view to_text(OfferOutcome value);
std::string_view to_text(InteractionOutcome value);
std::string_view to_text(AttemptOutcome value);
std::string_view to_text(EventType value);
std::string_view to_text(PartyRole value);
std::string_view to_text(ConsultationState value);
std::string_view to_text(ExclusionReason value);
std::string_view to_text(ChosenBy value);
std::string_view to_text(RefusalReason value);
std::string_view to_text(RequestLimit value);
std::string_view to_text(Action value);
// The way back, from a word to the value; nullopt: not a word of the list. Only for tests: storage
// reads words with word_of() (storage/row_values.hpp), which compares with to_text().
std::optional<PartyRole> party_role_from(std::string_view text);
std::optional<CallbackState> callback_state_from(std::string_view text);
std::optional<OfferOutcome> offer_outcome_from(std::string_view text);
std::optional<AttemptOutcome> attempt_outcome_from(std::string_view text);

// The callback has ended; no transition leads out of a final state.
constexpr bool is_final(CallbackState state) {
  return state >= CallbackState::kCompleted;
}

}  // namespace callbackd::core
