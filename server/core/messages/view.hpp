// View: a snapshot of one thing for clients. It has no details (name, e-mail, …); they are added
// when it is sent. It may have phone numbers, extensions and the agent's note, which are personal
// data too. Also answers, refusals and notifications. Values; safe to hand to any thread.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/ids.hpp"
#include "base/instant.hpp"
#include "core/definition/rule_word.hpp"
#include "core/definition/site_definition.hpp"
#include "core/messages/record.hpp"
#include "core/messages/types.hpp"

namespace callbackd::core {

struct WaitEstimate {
  std::int64_t low_seconds = 0;
  std::int64_t high_seconds = 0;
  int accuracy_percent = 0;  // how many of the last estimates were right; 0: none could be compared
};

struct CallbackView {
  base::CallbackId id;
  CallbackState state{};
  std::string queue;
  base::PhoneNumber phone;
  std::string extension;  // of phone; empty: none
  Instant created_at{};
  Instant due_at{};
  Instant expires_at{};
  // The callback's place in the queue; 1 is next. A callback that is scheduled only because its
  // queue is closed has the position that it will have at the opening. Any other callback that does
  // not wait has none.
  std::optional<std::uint32_t> position;
  std::optional<WaitEstimate> estimate;
  std::uint32_t attempts = 0;
  bool cancel_requested = false;
  std::string site;  // whose keys may ask for this callback
  std::uint32_t token_version = kFirstTokenVersion;
  std::optional<Instant> ended_at;  // when it became final
};

struct OfferView {
  base::OfferId id;
  std::string queue;
  Instant queued_since{};
  Instant opened_at{};
  Instant deadline{};
  SitePtr site;  // the definition whose layout shows the offer
};

struct AttemptView {
  base::AttemptId id;
  base::PhoneNumber phone;
  Instant started_at{};
  std::optional<Instant> answered_at;
  std::optional<Instant> ended_at;
  std::optional<AttemptOutcome> outcome;
  std::string cause;
  bool simulated = false;
  std::string extension;  // of phone; empty: none
};

struct PartyView {
  std::string id;  // "agent", "contact", "p2", "p3" …
  PartyKind kind{};
  std::string name;  // agent's name, or the number; empty for the contact: it is in the details
  PartyState state{};
  std::string extension{};  // of a number; empty: none
};

// The next call that the queue's retry policy proposes after the outcome of the last call.
struct RetryView {
  AttemptOutcome outcome{};
  std::uint32_t attempts_left = 0;  // 0: the policy gives up
  std::optional<Instant> at;        // none: it gives up
};

struct InteractionView {
  base::InteractionId id;
  CallbackState state{};  // active, or the final state of its callback
  CallStatus call_status{};
  std::string queue;
  base::PhoneNumber phone;
  std::string extension;  // of phone; empty: none
  std::vector<PartyView> parties;
  std::vector<AttemptView> attempts;
  std::optional<std::string> disposition;
  std::string note;
  std::uint32_t note_version = 0;
  bool cancel_requested = false;
  std::optional<RetryView> retry;
  std::optional<Instant> call_ends_at;  // when the gateway ends the call by itself
  bool call_ends_soon = false;
  std::optional<Instant> after_call_work_until;  // when Mark Done happens by itself
  std::uint16_t allowed_actions = 0;             // bits of Action
  SitePtr site;
};

// A consultation, or a person's part in a conference, as the agent who asks and the agent who is
// asked see it.
struct ConsultationView {
  base::ConsultationId id;
  base::InteractionId interaction;
  std::string from;         // the login of the agent who asks
  std::string agent;        // the login of the agent who is asked; empty: a person outside
  base::PhoneNumber phone;  // of a person outside
  ConsultationState state{};
  std::string outcome;  // with kEnded
};

struct ChannelView {  // of channel web_callback
  bool ready = false;
  std::string reason;  // empty: none
  bool busy = false;
  Instant since{};  // since when in this state, for this reason
};

struct SessionView {
  base::AgentId agent{};
  std::string login;
  ChannelView channel;
  std::vector<OfferView> offers;
  std::vector<InteractionView> interactions;
  std::vector<ConsultationView> consultations;
  SitePtr site;
};

struct OfferClosedView {
  base::OfferId id;
  OfferOutcome outcome{};
};

struct ClosedView {  // the callback after an interaction ended: mark_done, release, reschedule
  base::CallbackId id;
  CallbackState state{};
  std::optional<Instant> due_at;  // only after reschedule
};

struct ExplainView {
  struct Excluded : Why::Excluded {
    // The instant at which the reason ends. Examples: the callback is due, the queue opens, the
    // first agent who let it go may be asked again, the reservation ends, or a target step asks for
    // a lower level of the skill. nullopt: waiting does not end the reason.
    std::optional<Instant> until;
    // With kSkill: the highest level of this skill among the available agents who are excluded for
    // this reason and did not let the callback go. 0: none of them has the skill.
    int highest_level = 0;
  };
  struct Waiting {
    Instant since{};
    std::uint32_t candidates = 0;
    std::vector<Excluded> excluded;
    std::optional<Instant> next_change_at;
  };
  base::CallbackId id;
  CallbackState state{};
  std::optional<Waiting> waiting;
  // Other callbacks of the same site, queue and number that are not final: the oldest ones, ten at
  // most.
  std::vector<base::CallbackId> same_number;
  std::string number_refused;  // the dialling rule that refuses its number now; empty: none
  std::string site;
};

struct EstimateView {
  bool open = true;
  std::optional<Instant> opens_at;
  std::uint32_t position = 1;  // of a callback that would be posted now
  std::optional<WaitEstimate> estimate;
};

struct SlotView {
  Instant start{};
  Instant end{};
  std::uint32_t left = 0;
};
struct SlotsView {
  std::string time_zone;        // the zone whose wall time is shown
  std::vector<SlotView> slots;  // rising
};

struct DefinitionView {
  std::int64_t version = 0;
};

struct FieldError {
  std::string field;  // contact.phone
  RuleWord rule;
  std::string message;
};

struct Refusal {
  RefusalReason reason{};
  std::string detail;                             // one sentence, no personal data
  std::optional<CallbackState> state;             // with kWrongState
  std::optional<CallStatus> call_status;          // with kWrongState of a call
  std::optional<ConsultationState> consultation;  // with kWrongState of a consultation
  std::optional<OfferOutcome> outcome;            // with kOfferClosed
  std::optional<base::CallbackId> callback;       // with kDuplicateCallback
  std::vector<FieldError> errors;                 // with kInvalidFields
  // With the rule outside_hours: when the queue could offer the callback. nullopt: the calendar
  // finds no such time within its search.
  std::optional<Instant> opens_at;
  std::optional<RequestLimit> limit;    // with kLimitReached, if it is a limit of requests
  std::chrono::seconds retry_after{0};  // with kLimitReached; 0: it does not end by itself
};

struct Nothing {};  // done; the answer has no content

using AnswerBody = std::variant<Nothing, Refusal, CallbackView, SessionView, ChannelView,
                                OfferClosedView, InteractionView, ConsultationView, ClosedView,
                                ExplainView, EstimateView, SlotsView, DefinitionView>;

struct OfferCreated {
  OfferView offer;
};
struct OfferClosed {
  OfferClosedView offer;
};
struct InteractionUpdated {
  InteractionView interaction;
};
struct InteractionClosed {
  base::InteractionId id;
  InteractionOutcome outcome{};
};
struct ConsultationOffered {
  ConsultationView consultation;
};
struct ConsultationUpdated {
  ConsultationView consultation;
};
struct ConsultationClosed {
  ConsultationView consultation;
};
struct AgentStateChanged {
  ChannelView channel;
};
using NotificationBody =
    std::variant<OfferCreated, OfferClosed, InteractionUpdated, InteractionClosed,
                 ConsultationOffered, ConsultationUpdated, ConsultationClosed, AgentStateChanged>;

}  // namespace callbackd::core
