#include "wire/rpc_answers.hpp"

#include "base/check.hpp"
#include "wire/agent_views.hpp"
#include "wire/common_answers.hpp"
#include "wire/http_answers.hpp"
#include "wire/json_writer.hpp"

namespace callbackd::wire {
namespace {

using core::RefusalReason;

core::CallbackDetails const* find_details(DetailsMap const& details, base::CallbackId id) {
  auto const found = details.find(id);
  return found == details.end() ? nullptr : found->second.get();
}

// The word for the member data.reason, which has a closed list of words. Reasons that occur only
// over HTTP get the word of the list that is nearest in meaning.
std::string_view reason_word(RefusalReason reason) {
  switch (reason) {
    case RefusalReason::kDuplicateCallback:
      return core::to_text(RefusalReason::kNumberRefused);
    case RefusalReason::kSlotFull:
      return core::to_text(RefusalReason::kLimitReached);
    case RefusalReason::kIdempotencyMismatch:
    case RefusalReason::kIdempotencyInProgress:
      return core::to_text(RefusalReason::kUnavailable);
    case RefusalReason::kUnauthenticated:
    case RefusalReason::kForbidden:
    case RefusalReason::kNotFound:
    case RefusalReason::kOfferClosed:
    case RefusalReason::kWrongState:
    case RefusalReason::kDispositionRequired:
    case RefusalReason::kCallInProgress:
    case RefusalReason::kVersionConflict:
    case RefusalReason::kOutsideHours:
    case RefusalReason::kNumberRefused:
    case RefusalReason::kTargetUnavailable:
    case RefusalReason::kLimitReached:
    case RefusalReason::kUnavailable:
    case RefusalReason::kInvalidFields:
      return core::to_text(reason);
  }
  base::contract_violated("a refusal reason has a word", __FILE__, __LINE__);
}

// The request was refused because of the state of the callback, the consultation or the call. This
// is the word for that state. If the refusal has none of these states, it is the state of the
// session, which is open.
std::string_view state_word(core::Refusal const& refusal) {
  if (refusal.state) return core::to_text(*refusal.state);
  if (refusal.consultation) return core::to_text(*refusal.consultation);
  if (refusal.call_status) return core::to_text(*refusal.call_status);
  return "open";
}

FieldErrors errors_of(core::Refusal const& refusal) {
  if (!refusal.errors.empty()) return refusal.errors;
  return {{"", "not_allowed", refusal.detail.empty() ? "This is not allowed." : refusal.detail}};
}

std::string encode_refusal(core::Refusal const& refusal) {
  if (refusal.reason == RefusalReason::kInvalidFields) {
    return encode_error({kInvalidParams, "Invalid params.", errors_of(refusal), refusal.opens_at});
  }
  auto const reason = reason_word(refusal.reason);
  JsonWriter out;
  out.begin_object();
  out.number("code", kRefused);
  out.text("message", refusal.detail.empty() ? reason : std::string_view{refusal.detail});
  out.begin_object("data");
  out.text("reason", reason);
  if (refusal.reason == RefusalReason::kWrongState) out.text("state", state_word(refusal));
  if (refusal.reason == RefusalReason::kOfferClosed) {
    out.text("outcome", core::to_text(refusal.outcome.value_or(core::OfferOutcome::kRescinded)));
  }
  if (!refusal.errors.empty()) write_field_errors(out, refusal.errors);
  if (refusal.retry_after.count() > 0) {
    out.number("retry_after_seconds", refusal.retry_after.count());
  }
  out.end_object();
  out.end_object();
  return out.take();
}

struct AnswerEncoder {
  DetailsMap const& details;

  std::string operator()(core::Nothing const&) const { return "{}"; }
  std::string operator()(core::Refusal const& refusal) const { return encode_refusal(refusal); }
  std::string operator()(core::CallbackView const& view) const {
    return write_callback_answer(view);
  }
  std::string operator()(core::SessionView const& view) const {
    return encode_session(view, {}, details);
  }
  std::string operator()(core::ChannelView const& view) const {
    JsonWriter out;
    out.begin_object();
    write_channel(out, view);
    out.end_object();
    return out.take();
  }
  std::string operator()(core::OfferClosedView const& view) const {
    JsonWriter out;
    out.begin_object();
    out.text("offer_id", base::to_text(view.id));
    out.text("outcome", core::to_text(view.outcome));
    out.end_object();
    return out.take();
  }
  std::string operator()(core::InteractionView const& view) const {
    JsonWriter out;
    write_interaction(out, "", view, find_details(details, view.id.callback));
    return out.take();
  }
  std::string operator()(core::ConsultationView const& view) const {
    JsonWriter out;
    write_consultation(out, "", view);
    return out.take();
  }
  std::string operator()(core::ClosedView const& view) const {
    JsonWriter out;
    out.begin_object();
    out.text("callback_id", base::to_text(view.id));
    out.text("state", core::to_text(view.state));
    if (view.due_at) out.instant("due_at", *view.due_at);
    out.end_object();
    return out.take();
  }
  std::string operator()(core::ExplainView const& view) const {
    return write_explain_answer(view, {});
  }
  std::string operator()(core::EstimateView const& view) const {
    return write_estimate_answer(view);
  }
  std::string operator()(core::SlotsView const& view) const { return write_slots_answer(view); }
  std::string operator()(core::DefinitionView const& view) const {
    JsonWriter out;
    out.begin_object();
    out.number("version", view.version);
    out.end_object();
    return out.take();
  }
};

void write_result(JsonWriter& out, Ping::Result const& result) {
  out.instant("at", result.at);
  out.number("seq", result.seq);
}

void write_result(JsonWriter& out, PartyActions::Result const& result) {
  out.begin_array("actions");
  for (auto const& address : result.email_addresses) {
    out.begin_object();
    out.text("kind", "email");
    out.text("address", address);
    out.end_object();
  }
  out.end_array();
}

}  // namespace

std::pair<std::string, bool> encode_answer(core::AnswerBody const& body,
                                           DetailsMap const& details) {
  return {std::visit(AnswerEncoder{details}, body), std::holds_alternative<core::Refusal>(body)};
}

std::string encode_session(core::SessionView const& view, SessionFacts const& facts,
                           DetailsMap const& details) {
  static core::SiteDefinition const kEmptySite;
  auto const& site = view.site ? *view.site : kEmptySite;
  auto const* const known = site.find_agent(view.login);
  core::Agent user;
  user.login = view.login;
  if (known != nullptr) user.name = known->name;
  user.roles = facts.roles;
  JsonWriter out;
  out.begin_object();
  out.text("session_id", facts.session_id);
  out.number("seq", facts.seq);
  out.flag("resumed", facts.resumed);
  out.instant("at", facts.at);
  write_user(out, "agent", user);
  out.begin_array("channels");
  out.begin_object();
  write_channel(out, view.channel);
  out.end_object();
  out.end_array();
  out.begin_array("offers");
  for (auto const& offer : view.offers) {
    write_offer(out, "", offer, find_details(details, offer.id.callback));
  }
  out.end_array();
  out.begin_array("interactions");
  for (auto const& interaction : view.interactions) {
    write_interaction(out, "", interaction, find_details(details, interaction.id.callback));
  }
  out.end_array();
  out.begin_array("consultations");
  for (auto const& consultation : view.consultations) write_consultation(out, "", consultation);
  out.end_array();
  out.begin_array("reasons");
  for (auto const& reason : site.reasons) {
    out.begin_object();
    out.text("code", reason.code);
    out.text("label", reason.label);
    out.end_object();
  }
  out.end_array();
  write_queue_titles(out, site);
  write_queue_codes(out, site);
  out.end_object();
  return out.take();
}

std::string encode_result(RpcResult const& result) {
  JsonWriter out;
  out.begin_object();
  std::visit([&](auto const& each) { write_result(out, each); }, result);
  out.end_object();
  return out.take();
}

std::string encode_error(RpcError const& error) {
  JsonWriter out;
  out.begin_object();
  out.number("code", error.code);
  out.text("message", error.message);
  if (!error.errors.empty()) {
    out.begin_object("data");
    write_field_errors(out, error.errors);
    if (error.opens_at) out.instant("opens_at", *error.opens_at);
    out.end_object();
  }
  out.end_object();
  return out.take();
}

std::string envelope(std::string_view id_json, std::string_view json, bool is_error) {
  JsonWriter out;
  out.begin_object();
  out.text("jsonrpc", "2.0");
  out.json("id", id_json);
  out.json(is_error ? "error" : "result", json);
  out.end_object();
  return out.take();
}

}  // namespace callbackd::wire
