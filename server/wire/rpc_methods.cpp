#include "wire/rpc_methods.hpp"

#include <algorithm>
#include <limits>

#include "base/limits.hpp"
#include "wire/field_rules.hpp"
#include "wire/requested_time.hpp"

namespace callbackd::wire {
namespace {

constexpr std::size_t kTokenChars = 8192;  // a company's JWT
constexpr std::size_t kOpaqueIdChars = 200;
constexpr std::size_t kDigitsMax = 32;
constexpr std::string_view kDigits = "0123456789ABCD*#";

TextRule id_rule() {
  return {.presence = Presence::kRequired, .min_chars = 1, .max_chars = kOpaqueIdChars};
}

// Ids are opaque: one that is not of our making names nothing (nil) and is answered not_found like
// any other.
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

void read_session_open(ReadParams const& in) {
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
  in.request.method = std::move(open);
}

void read_session_ping(ReadParams const& in) {
  in.request.method = Ping{};
}

void read_session_close(ReadParams const& in) {
  in.request.method = core::CloseSession{};
}

void read_set_state(ReadParams const& in) {
  static constexpr std::string_view kChannels[] = {"web_callback"};
  static constexpr std::string_view kStates[] = {"not_ready", "ready"};
  core::SetAgentState command;
  in.params.word("channel", Presence::kRequired, kChannels);
  command.ready = in.params.word("state", Presence::kRequired, kStates) == std::size_t{1};
  command.reason = read_reason(in.params);
  in.request.method = std::move(command);
}

void read_accept(ReadParams const& in) {
  core::AcceptOffer command;
  command.offer = read_offer_id(in.params);
  in.request.method = command;
}

void read_reject(ReadParams const& in) {
  core::RejectOffer command;
  command.offer = read_offer_id(in.params);
  command.reason = read_reason(in.params);
  in.request.method = std::move(command);
}

// get, hold, resume: nothing but the interaction.
template <class Command>
void read_interaction_only(ReadParams const& in) {
  Command command;
  command.interaction = read_interaction_id(in.params);
  in.request.method = std::move(command);
}

void read_place_call(ReadParams const& in) {
  in.request.phone = in.params.text("phone", phone_rule(Presence::kOptional));
  read_interaction_only<core::PlaceCall>(in);
}

void read_reschedule(ReadParams const& in) {
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
  in.request.method = std::move(command);
}

void read_set_disposition(ReadParams const& in) {
  core::SetDisposition command;
  command.interaction = read_interaction_id(in.params);
  command.code = in.params.text("code", name_rule(Presence::kRequired)).value_or("");
  in.request.method = std::move(command);
}

void read_set_note(ReadParams const& in) {
  core::SetNote command;
  command.interaction = read_interaction_id(in.params);
  TextRule const text{.presence = Presence::kRequired,
                      .max_bytes = base::kLimits.note_bytes,
                      .charset = Charset::kText};
  IntegerRule const version{
      .presence = Presence::kRequired, .low = 0, .high = std::numeric_limits<std::int32_t>::max()};
  command.text = in.params.text("text", text).value_or("");
  command.version = static_cast<std::uint32_t>(in.params.integer("version", version).value_or(0));
  in.request.method = std::move(command);
}

void read_mark_done(ReadParams const& in) {
  core::MarkDone command;
  command.interaction = read_interaction_id(in.params);
  command.end_call = in.params.flag("end_call").value_or(false);
  in.request.method = command;
}

void read_release(ReadParams const& in) {
  core::ReleaseInteraction command;
  command.interaction = read_interaction_id(in.params);
  command.reason = read_reason(in.params);
  in.request.method = std::move(command);
}

void read_end_call(ReadParams const& in) {
  core::EndCall command;
  command.interaction = read_interaction_id(in.params);
  command.everyone = in.params.flag("everyone").value_or(false);
  in.request.method = command;
}

void read_send_dtmf(ReadParams const& in) {
  core::SendDtmf command;
  command.interaction = read_interaction_id(in.params);
  TextRule const rule{.presence = Presence::kRequired, .min_chars = 1, .max_chars = kDigitsMax};
  command.digits = in.params.text("digits", rule).value_or("");
  if (command.digits.find_first_not_of(kDigits) != std::string::npos) {
    in.params.fail("digits", "format", "Must have only the digits 0 to 9, A to D, * and #.");
  }
  in.request.method = std::move(command);
}

void read_send_extension(ReadParams const& in) {
  core::SendExtension command;
  command.interaction = read_interaction_id(in.params);
  command.party =
      in.params.text("party_id", {.min_chars = 1, .max_chars = kOpaqueIdChars}).value_or("");
  in.request.method = std::move(command);
}

base::ConsultationId read_consultation_id(FieldReader& params) {
  auto const text = params.text("consultation_id", id_rule());
  return base::consultation_id_from_text(text.value_or("")).value_or(base::ConsultationId{});
}

// A number is read by the edge, which knows the company's region; a contact becomes one there.
core::CallTarget read_target(ReadParams const& in) {
  using Kind = core::CallTarget::Kind;
  static constexpr std::string_view kKinds[] = {"agent", "queue", "routing_point", "number",
                                                "contact"};
  static constexpr Kind kKindOf[] = {Kind::kAgent, Kind::kQueue, Kind::kRoutingPoint, Kind::kNumber,
                                     Kind::kNumber};
  core::CallTarget target;
  auto const* const object = in.params.object("target", Presence::kRequired);
  if (object == nullptr) return target;
  FieldReader reader{*object, "target", in.params.errors()};
  auto const kind = reader.word("kind", Presence::kRequired, kKinds);
  target.name = reader.text("id", id_rule()).value_or("");
  reader.finish();
  if (!kind) return target;
  target.kind = kKindOf[*kind];
  if (target.kind == Kind::kNumber) {
    bool const contact = kKinds[*kind] == "contact";
    (contact ? in.request.contact_id : in.request.phone) = target.name;
    in.request.phone_field = "target.id";
  }
  return target;
}

// transfer, conference, consult
template <class Command>
void read_targeted(ReadParams const& in) {
  Command command;
  command.interaction = read_interaction_id(in.params);
  command.target = read_target(in);
  in.request.method = std::move(command);
}

void read_drop_party(ReadParams const& in) {
  core::DropParty command;
  command.interaction = read_interaction_id(in.params);
  command.party = in.params.text("party_id", id_rule()).value_or("");
  in.request.method = std::move(command);
}

template <core::ActOnConsultation::Act kAct>
void read_consultation(ReadParams const& in) {
  core::ActOnConsultation command;
  command.consultation = read_consultation_id(in.params);
  command.act = kAct;
  in.request.method = command;
}

using Act = core::ActOnConsultation::Act;
using base::Bound;

constexpr MethodRow kMethods[] = {
    {"session.open", false, Bound::kAgentSessions, read_session_open},
    {"session.ping", false, Bound::kConnectionRate, read_session_ping},
    {"session.close", true, Bound::kConnectionRate, read_session_close},
    {"agent.set_state", true, Bound::kConnectionRate, read_set_state},
    {"offer.accept", true, Bound::kOffers, read_accept},
    {"offer.reject", true, Bound::kOffers, read_reject},
    {"interaction.get", false, Bound::kAgentReads, read_interaction_only<core::GetInteraction>},
    {"interaction.call", true, Bound::kAgentCalls, read_place_call},
    {"interaction.reschedule", true, Bound::kAgentChanges, read_reschedule},
    {"interaction.set_disposition", true, Bound::kAgentChanges, read_set_disposition},
    {"interaction.set_note", true, Bound::kAgentNotes, read_set_note},
    {"interaction.mark_done", true, Bound::kInteractions, read_mark_done},
    {"interaction.release", true, Bound::kInteractions, read_release},
    {"party.actions", false, Bound::kAgentReads, read_interaction_only<PartyActions>},
    {"call.end", true, Bound::kInteractions, read_end_call},
    {"call.hold", true, Bound::kInteractions, read_interaction_only<core::HoldCall>},
    {"call.resume", true, Bound::kInteractions, read_interaction_only<core::ResumeCall>},
    {"call.send_dtmf", true, Bound::kAgentChanges, read_send_dtmf},
    {"call.send_extension", true, Bound::kAgentChanges, read_send_extension},
    {"call.transfer", true, Bound::kAgentCalls, read_targeted<core::TransferCall>},
    {"call.conference", true, Bound::kAgentCalls, read_targeted<core::ConferenceCall>},
    {"call.drop_party", true, Bound::kInteractions, read_drop_party},
    {"consultation.start", true, Bound::kAgentCalls, read_targeted<core::StartConsultation>},
    {"consultation.accept", true, Bound::kOffers, read_consultation<Act::kAccept>},
    {"consultation.decline", true, Bound::kOffers, read_consultation<Act::kDecline>},
    {"consultation.end", true, Bound::kInteractions, read_consultation<Act::kEnd>},
    {"consultation.transfer", true, Bound::kAgentCalls, read_consultation<Act::kTransfer>},
    {"consultation.conference", true, Bound::kAgentCalls, read_consultation<Act::kConference>},
};

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
