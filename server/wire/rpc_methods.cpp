#include "wire/rpc_methods.hpp"

#include <algorithm>
#include <limits>
#include <type_traits>
#include <variant>

#include "base/limits.hpp"
#include "wire/field_rules.hpp"
#include "wire/requested_time.hpp"

namespace callbackd::wire {
namespace {

constexpr std::size_t kTokenChars = 8192;  // much more than callbackd's own tokens have
constexpr std::size_t kOpaqueIdChars = 200;
constexpr std::size_t kDigitsMax = 32;
constexpr std::string_view kDigits = "0123456789ABCD*#";

TextRule id_rule() {
  return {.presence = Presence::kRequired, .min_chars = 1, .max_chars = kOpaqueIdChars};
}

// Reads an id. An id that belongs to nothing is answered with not_found. An id of a wrong form gets
// the same answer, because clients must not interpret ids: it becomes the nil id, which belongs to
// nothing. Only an id that is missing, empty, too long or no clean text is a mistake of the field.
base::OfferId read_offer_id(FieldReader& params) {
  auto const text = params.text("offer_id", id_rule());
  return base::offer_id_from_text(text.value_or("")).value_or(base::OfferId{});
}

base::InteractionId read_interaction_id(FieldReader& params) {
  auto const text = params.text("interaction_id", id_rule());
  return base::interaction_id_from_text(text.value_or("")).value_or(base::InteractionId{});
}

std::string read_reason(FieldReader& params) {
  return params.text("reason", reason_rule()).value_or("");
}

OpenSession read_session_open(ReadParams const& in) {
  OpenSession open;
  open.token = in.params.text("token", {.min_chars = 1, .max_chars = kTokenChars}).value_or("");
  if (auto const* const object = in.params.object("resume")) {
    FieldReader resume{*object, "resume", in.params.errors()};
    IntegerRule const seq{.presence = Presence::kRequired,
                          .low = 0,
                          .high = std::numeric_limits<std::int64_t>::max()};
    open.resume_session_id = resume.text("session_id", id_rule()).value_or("");
    open.resume_last_seq = static_cast<std::uint64_t>(resume.integer("last_seq", seq).value_or(0));
    resume.finish();
  }
  return open;
}

Ping read_session_ping(ReadParams const&) {
  return {};
}

core::CloseSession read_session_close(ReadParams const&) {
  return {};
}

core::SetAgentState read_set_state(ReadParams const& in) {
  core::SetAgentState command;
  in.params.word<core::Channel>("channel", Presence::kRequired);
  command.ready =
      in.params.word<core::Readiness>("state", Presence::kRequired) == core::Readiness::kReady;
  command.reason = read_reason(in.params);
  return command;
}

core::AcceptOffer read_accept(ReadParams const& in) {
  core::AcceptOffer command;
  command.offer = read_offer_id(in.params);
  return command;
}

core::RejectOffer read_reject(ReadParams const& in) {
  core::RejectOffer command;
  command.offer = read_offer_id(in.params);
  command.reason = read_reason(in.params);
  return command;
}

// Reads the params of interaction.get, call.hold, call.resume and party.actions, which have only
// the interaction. It also reads the param `interaction` of interaction.call.
template <class Request>
Request read_interaction_only(ReadParams const& in) {
  Request request;
  request.interaction = read_interaction_id(in.params);
  return request;
}

core::PlaceCall read_place_call(ReadParams const& in) {
  in.request.phone = in.params.text("phone", phone_rule(Presence::kOptional));
  return read_interaction_only<core::PlaceCall>(in);
}

core::RescheduleInteraction read_reschedule(ReadParams const& in) {
  core::RescheduleInteraction command;
  command.interaction = read_interaction_id(in.params);
  if (auto const* const object = in.params.object("when", Presence::kRequired)) {
    FieldReader reader{*object, "when", in.params.errors()};
    auto when = read_when(reader, in.now);
    command.window = when.window;
    command.requested_time = std::move(when.words);
  }
  command.reason = read_reason(in.params);
  in.request.phone = in.params.text("phone", phone_rule(Presence::kOptional));
  command.keep_agent = in.params.flag("keep_agent").value_or(false);
  return command;
}

core::SetDisposition read_set_disposition(ReadParams const& in) {
  core::SetDisposition command;
  command.interaction = read_interaction_id(in.params);
  command.code = in.params.text("code", name_rule(Presence::kRequired)).value_or("");
  return command;
}

core::SetNote read_set_note(ReadParams const& in) {
  core::SetNote command;
  command.interaction = read_interaction_id(in.params);
  TextRule const text{.presence = Presence::kRequired,
                      .max_bytes = base::kLimits.note_bytes,
                      .charset = Charset::kText};
  IntegerRule const version{
      .presence = Presence::kRequired, .low = 0, .high = std::numeric_limits<std::int32_t>::max()};
  command.text = in.params.text("text", text).value_or("");
  command.version = static_cast<std::uint32_t>(in.params.integer("version", version).value_or(0));
  return command;
}

core::MarkDone read_mark_done(ReadParams const& in) {
  core::MarkDone command;
  command.interaction = read_interaction_id(in.params);
  command.end_call = in.params.flag("end_call").value_or(false);
  return command;
}

core::ReleaseInteraction read_release(ReadParams const& in) {
  core::ReleaseInteraction command;
  command.interaction = read_interaction_id(in.params);
  command.reason = read_reason(in.params);
  return command;
}

core::EndCall read_end_call(ReadParams const& in) {
  core::EndCall command;
  command.interaction = read_interaction_id(in.params);
  command.everyone = in.params.flag("everyone").value_or(false);
  return command;
}

core::SendDtmf read_send_dtmf(ReadParams const& in) {
  core::SendDtmf command;
  command.interaction = read_interaction_id(in.params);
  TextRule const rule{.presence = Presence::kRequired, .min_chars = 1, .max_chars = kDigitsMax};
  command.digits = in.params.text("digits", rule).value_or("");
  if (command.digits.find_first_not_of(kDigits) != std::string::npos) {
    in.params.fail("digits", "format", "Must have only the digits 0 to 9, A to D, * and #.");
  }
  return command;
}

core::SendExtension read_send_extension(ReadParams const& in) {
  core::SendExtension command;
  command.interaction = read_interaction_id(in.params);
  command.party =
      in.params.text("party_id", {.min_chars = 1, .max_chars = kOpaqueIdChars}).value_or("");
  return command;
}

base::ConsultationId read_consultation_id(FieldReader& params) {
  auto const text = params.text("consultation_id", id_rule());
  return base::consultation_id_from_text(text.value_or("")).value_or(base::ConsultationId{});
}

// Reads the member `target`. A phone number stays a text here, because the edge reads it: the edge
// knows the company's region. The edge also replaces a contact by its number.
core::CallTarget read_target(ReadParams const& in) {
  using Kind = core::CallTarget::Kind;
  static constexpr Kind kKindOf[] = {Kind::kAgent, Kind::kQueue, Kind::kRoutingPoint, Kind::kNumber,
                                     Kind::kNumber};
  core::CallTarget target;
  auto const* const object = in.params.object("target", Presence::kRequired);
  if (object == nullptr) return target;
  FieldReader reader{*object, "target", in.params.errors()};
  auto const kind = reader.word<TargetKind>("kind", Presence::kRequired);
  target.name = reader.text("id", id_rule()).value_or("");
  reader.finish();
  if (!kind) return target;
  target.kind = kKindOf[static_cast<std::size_t>(*kind)];
  if (target.kind == Kind::kNumber) {
    bool const contact = *kind == TargetKind::kContact;
    (contact ? in.request.contact_id : in.request.phone) = target.name;
    in.request.phone_field = "target.id";
  }
  return target;
}

// Reads the params of call.transfer, call.conference and consultation.start.
template <class Command>
Command read_targeted(ReadParams const& in) {
  Command command;
  command.interaction = read_interaction_id(in.params);
  command.target = read_target(in);
  return command;
}

core::DropParty read_drop_party(ReadParams const& in) {
  core::DropParty command;
  command.interaction = read_interaction_id(in.params);
  command.party = in.params.text("party_id", id_rule()).value_or("");
  return command;
}

template <core::ActOnConsultation::Act kAct>
core::ActOnConsultation read_consultation(ReadParams const& in) {
  core::ActOnConsultation command;
  command.consultation = read_consultation_id(in.params);
  command.act = kAct;
  return command;
}

using Act = core::ActOnConsultation::Act;
using base::Bound;

// For the table below: whether a method changes something. Only such methods may have a request_id.
constexpr bool kChanges = true;
constexpr bool kReads = false;

// The position of the type Asked among the alternatives of the variant. If Asked is none of them,
// the result is the number of alternatives.
template <class Asked, class... Commands>
constexpr std::size_t place_in(std::variant<Commands...> const* /*only its type counts*/) {
  std::size_t place = 0;
  static_cast<void>(((std::is_same_v<Asked, Commands> ? true : (++place, false)) || ...));
  return place;
}
constexpr core::CommandBody const* kCommands = nullptr;
constexpr std::size_t kNoCommand = std::variant_size_v<core::CommandBody>;

template <class Asked>
constexpr AnsweredBy answered_by() {
  if (place_in<Asked>(kCommands) != kNoCommand) return AnsweredBy::kCore;
  bool const own = std::is_same_v<Asked, OpenSession> || std::is_same_v<Asked, Ping>;
  return own ? AnsweredBy::kSession : AnsweredBy::kRecords;
}

// Makes a row of the table. kRead is the function that reads the params. The type that it returns
// says who answers the method: the core, the session itself, or a question to the records.
template <auto kRead>
constexpr MethodRow method(std::string_view name, bool changes, Bound bound) {
  using Asked = std::invoke_result_t<decltype(kRead), ReadParams const&>;
  constexpr auto kBy = answered_by<Asked>();
  return {name, kBy, place_in<Asked>(kCommands), changes, bound, [](ReadParams const& in) {
            if constexpr (kBy == AnsweredBy::kCore) {
              return RpcMethod{core::CommandBody{kRead(in)}};
            } else {
              return RpcMethod{kRead(in)};
            }
          }};
}

constexpr MethodRow kMethods[] = {
    method<read_session_open>("session.open", kReads, Bound::kAgentSessions),
    method<read_session_ping>("session.ping", kReads, Bound::kConnectionRate),
    method<read_session_close>("session.close", kChanges, Bound::kConnectionRate),
    method<read_set_state>("agent.set_state", kChanges, Bound::kConnectionRate),
    method<read_accept>("offer.accept", kChanges, Bound::kOffers),
    method<read_reject>("offer.reject", kChanges, Bound::kOffers),
    method<read_interaction_only<core::GetInteraction>>("interaction.get", kReads,
                                                        Bound::kAgentReads),
    method<read_place_call>("interaction.call", kChanges, Bound::kAgentCalls),
    method<read_reschedule>("interaction.reschedule", kChanges, Bound::kAgentChanges),
    method<read_set_disposition>("interaction.set_disposition", kChanges, Bound::kAgentChanges),
    method<read_set_note>("interaction.set_note", kChanges, Bound::kAgentNotes),
    method<read_mark_done>("interaction.mark_done", kChanges, Bound::kInteractions),
    method<read_release>("interaction.release", kChanges, Bound::kInteractions),
    method<read_interaction_only<PartyActions>>("party.actions", kReads, Bound::kAgentReads),
    method<read_end_call>("call.end", kChanges, Bound::kInteractions),
    method<read_interaction_only<core::HoldCall>>("call.hold", kChanges, Bound::kInteractions),
    method<read_interaction_only<core::ResumeCall>>("call.resume", kChanges, Bound::kInteractions),
    method<read_send_dtmf>("call.send_dtmf", kChanges, Bound::kAgentChanges),
    method<read_send_extension>("call.send_extension", kChanges, Bound::kAgentChanges),
    method<read_targeted<core::TransferCall>>("call.transfer", kChanges, Bound::kAgentCalls),
    method<read_targeted<core::ConferenceCall>>("call.conference", kChanges, Bound::kAgentCalls),
    method<read_drop_party>("call.drop_party", kChanges, Bound::kInteractions),
    method<read_targeted<core::StartConsultation>>("consultation.start", kChanges,
                                                   Bound::kAgentCalls),
    method<read_consultation<Act::kAccept>>("consultation.accept", kChanges, Bound::kOffers),
    method<read_consultation<Act::kDecline>>("consultation.decline", kChanges, Bound::kOffers),
    method<read_consultation<Act::kEnd>>("consultation.end", kChanges, Bound::kInteractions),
    method<read_consultation<Act::kTransfer>>("consultation.transfer", kChanges,
                                              Bound::kAgentCalls),
    method<read_consultation<Act::kConference>>("consultation.conference", kChanges,
                                                Bound::kAgentCalls),
};

// Whether a command of the core has a row in kMethods. Only commands of an agent need a row; they
// are those with a member `agent`. SessionLost is an exception: the engine itself makes it when a
// connection is lost.
template <class Command>
constexpr bool kHasRow =
    !requires(Command command) { command.agent; } || std::is_same_v<Command, core::SessionLost> ||
    std::ranges::any_of(
        kMethods, [](MethodRow const& row) { return row.command == place_in<Command>(kCommands); });
template <class Command>
struct MethodOf {
  static constexpr bool kFound = kHasRow<Command>;
  static_assert(kFound, "no row of kMethods asks the core for this command of an agent");
};
template <class... Commands>
constexpr bool all_have_rows(std::variant<Commands...> const* /*only its type counts*/) {
  return (MethodOf<Commands>::kFound && ...);
}
static_assert(all_have_rows(kCommands));

static_assert(std::ranges::none_of(kMethods,
                                   [](MethodRow const& row) {
                                     return row.takes_request_id &&
                                            row.answered_by != AnsweredBy::kCore;
                                   }),
              "only the engine remembers what it answered to a request_id");

}  // namespace

std::span<MethodRow const> all_methods() {
  return kMethods;
}

MethodRow const* find_method(std::string_view name) {
  auto const* const found = std::find_if(std::begin(kMethods), std::end(kMethods),
                                         [&](MethodRow const& row) { return row.name == name; });
  return found == std::end(kMethods) ? nullptr : found;
}

std::string read_request_id(FieldReader& params) {
  TextRule const rule{.min_chars = 1, .max_chars = base::kLimits.request_id_chars};
  return params.text("request_id", rule).value_or("");
}

}  // namespace callbackd::wire
