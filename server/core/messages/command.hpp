// Command: one request or fact that is given to the core. The list is closed: a new kind of command
// is a new alternative of CommandBody. The engine gives each command its serial. Ids, times and
// random bits come with the command, because the core makes none itself. Values; any thread.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "base/ids.hpp"
#include "base/instant.hpp"
#include "base/source.hpp"
#include "core/definition/number_class.hpp"
#include "core/definition/site_definition.hpp"
#include "core/messages/details.hpp"
#include "core/messages/voice_order.hpp"

namespace callbackd::core {

// A RequestRef is the number of a request, so that its answer finds the way back. The engine makes
// it. 0: nobody waits for the answer.
enum class RequestRef : std::uint64_t { kNobody = 0 };

struct Actor {
  enum class Kind : std::uint8_t { kServer, kCustomer, kSite, kAgent, kSupervisor };
  Kind kind = Kind::kServer;
  std::string name;
};
constexpr auto words_of(std::type_identity<Actor::Kind>) {
  using enum Actor::Kind;
  return std::to_array<Word<Actor::Kind>>({{"", kServer},
                                           {"customer", kCustomer},
                                           {"site", kSite},
                                           {"agent", kAgent},
                                           {"supervisor", kSupervisor}});
}
// The text for EventRow::by, for example "agent:alice" or "customer".
std::string actor_text(Actor::Kind kind, std::string_view name);
inline std::string actor_text(Actor const& actor) {
  return actor_text(actor.kind, actor.name);
}

// When the customer wants the call.
struct TimeWindow {
  std::optional<base::Instant> not_before;  // none: as soon as possible
  std::optional<base::Instant> not_after;   // none: the queue's lifetime ends the wait
};

// Commands of websites and supervisors.
struct PostCallback {
  base::CallbackId id;
  std::string site;
  std::string queue;  // exactly one of queue and routing_point
  std::string routing_point;
  base::PhoneNumber phone;
  NumberClass number_class;
  TimeWindow window;
  int priority = 0;
  std::vector<std::pair<std::string, std::string>>
      routing_values;  // of SiteDefinition::mentioned_attributes
  DetailsPtr details;
  KeyKind key = KeyKind::kSecret;
  std::optional<base::Source> source;  // none: not limited by source, as with a secret key
  std::string extension;               // of phone; empty: none
};
struct GetCallback {  // asks for a CallbackView
  base::CallbackId id;
};
struct ChangeCallback {  // PATCH: everything is changed, or nothing
  base::CallbackId id;
  Actor by;
  std::optional<TimeWindow> window;
  std::optional<RequestedTime> requested_time;  // with window: as the client wrote it
  bool begin_is_kept = false;  // with window: not_before is the stored one, and may be in the past
  std::optional<base::PhoneNumber> phone;
  std::optional<std::string> attributes_patch_json;
  // With attributes_patch_json or begin_is_kept: the version of the details that the edge read
  // before it made this command. The change is refused if the details have another version by now.
  std::optional<std::uint32_t> person_version;
  // The paths of the attributes whose values really change, as layouts name them but without
  // `attributes.` in front (order.total). The agent is notified if the layout shows one of them.
  // nullopt: the paths are not known, so any attribute may have changed.
  std::optional<std::vector<std::string>> attributes_changed;
  std::optional<int> priority;
  std::optional<std::string> queue;
  std::optional<base::Source> source;  // of a customer's request: as PostCallback::source
  NumberClass number_class{};          // of phone
  std::string extension{};             // of phone; empty: none
};
struct CancelCallback {
  base::CallbackId id;
  Actor by;
};
struct VoidManageToken {  // the customer's manage token is not valid any more
  base::CallbackId id;
  Actor by;
};
struct ExplainCallback {
  base::CallbackId id;
};
struct EstimateQueue {
  std::string queue;
};
struct ListSlots {  // the slots of these dates, both included
  std::string queue;
  std::optional<std::chrono::year_month_day> from;  // none: today
  std::optional<std::chrono::year_month_day> to;    // none: a week of dates
  std::string time_zone;                            // of the dates; empty: the queue's
  KeyKind key = KeyKind::kSecret;                   // counts the places that such a key may take
};

// Commands of agents.
struct OpenSession {
  std::string login;
};
struct SessionLost {  // the agent's connection was cut: grace starts
  base::AgentId agent{};
};
struct CloseSession {  // logout
  base::AgentId agent{};
};
struct SetAgentState {
  base::AgentId agent{};
  bool ready = false;
  std::string reason;
};
struct AcceptOffer {
  base::AgentId agent{};
  base::OfferId offer;
};
struct RejectOffer {
  base::AgentId agent{};
  base::OfferId offer;
  std::string reason;
};
struct GetInteraction {
  base::AgentId agent{};
  base::InteractionId interaction;
};
struct PlaceCall {
  base::AgentId agent{};
  base::InteractionId interaction;
  std::optional<ClassedNumber> phone;  // none: the callback's own number
};
struct EndCall {
  base::AgentId agent{};
  base::InteractionId interaction;
  bool everyone = false;  // false: a conference goes on without this agent
};
struct HoldCall {
  base::AgentId agent{};
  base::InteractionId interaction;
};
struct ResumeCall {
  base::AgentId agent{};
  base::InteractionId interaction;
};
struct SendDtmf {
  base::AgentId agent{};
  base::InteractionId interaction;
  std::string digits;
};
struct SendExtension {  // sends the extension of the number that was dialled, as digits
  base::AgentId agent{};
  base::InteractionId interaction;
  std::string party;  // PartyView::id; empty: the contact
};
// The target of a transfer, conference or consultation. If the client named a contact of the
// address book, it was replaced by the contact's number.
struct CallTarget {
  enum class Kind : std::uint8_t { kAgent, kQueue, kRoutingPoint, kNumber };
  Kind kind{};
  std::string name;                    // login, queue or routing point
  std::optional<ClassedNumber> phone;  // with kNumber
};
struct TransferCall {
  base::AgentId agent{};
  base::InteractionId interaction;
  CallTarget target;
};
struct ConferenceCall {
  base::AgentId agent{};
  base::InteractionId interaction;
  CallTarget target;
};
struct DropParty {
  base::AgentId agent{};
  base::InteractionId interaction;
  std::string party;  // PartyView::id
};
struct StartConsultation {
  base::AgentId agent{};
  base::InteractionId interaction;
  CallTarget target;
};
struct ActOnConsultation {
  enum class Act : std::uint8_t { kAccept, kDecline, kEnd, kTransfer, kConference };
  base::AgentId agent{};
  base::ConsultationId consultation;
  Act act{};
};
struct RescheduleInteraction {
  base::AgentId agent{};
  base::InteractionId interaction;
  TimeWindow window;
  RequestedTime requested_time;
  std::string reason;
  std::optional<ClassedNumber> phone;
  bool keep_agent = false;
};
struct SetDisposition {
  base::AgentId agent{};
  base::InteractionId interaction;
  std::string code;
};
struct SetNote {
  base::AgentId agent{};
  base::InteractionId interaction;
  std::string text;
  std::uint32_t version = 0;  // the version that the agent read; another one now refuses the note
};
struct MarkDone {
  base::AgentId agent{};
  base::InteractionId interaction;
  bool end_call = false;
};
struct ReleaseInteraction {
  base::AgentId agent{};
  base::InteractionId interaction;
  std::string reason;
};

// Commands that the server makes itself.
struct Tick {};  // does nothing itself: every step runs the timers that are due
// The first command after restore(). It rescinds open offers, and asks the gateway which legs live.
// It also starts the grace of agents anew (the time in which an agent who lost the connection may
// come back).
struct StartUp {};
struct AdoptDefinition {
  SitePtr site;
  QueueMoves moves;
  bool only_check = false;  // changes nothing: the answer says whether it would be refused
};

using CommandBody =
    std::variant<PostCallback, GetCallback, ChangeCallback, CancelCallback, VoidManageToken,
                 ExplainCallback, EstimateQueue, ListSlots, OpenSession, SessionLost, CloseSession,
                 SetAgentState, AcceptOffer, RejectOffer, GetInteraction, PlaceCall, EndCall,
                 HoldCall, ResumeCall, SendDtmf, SendExtension, TransferCall, ConferenceCall,
                 DropParty, StartConsultation, ActOnConsultation, RescheduleInteraction,
                 SetDisposition, SetNote, MarkDone, ReleaseInteraction, VoiceEvent, Tick, StartUp,
                 AdoptDefinition>;

struct Command {
  base::Serial serial{};
  RequestRef from = RequestRef::kNobody;
  CommandBody body;
};

}  // namespace callbackd::core
