#include "wire/agent_views.hpp"

#include <algorithm>

#include "wire/layout_writer.hpp"

namespace callbackd::wire {
namespace {

core::SiteDefinition const kNoSite;

core::SiteDefinition const& site_of(core::SitePtr const& site) {
  return site ? *site : kNoSite;
}

// Begins an object. With a `name` it is a member of the object around it. With an empty `name` it
// is an element of an array or the outermost value.
void begin(JsonWriter& out, std::string_view name) {
  if (name.empty()) {
    out.begin_object();
  } else {
    out.begin_object(name);
  }
}

void write_contact(JsonWriter& out, core::CallbackDetails const* details, base::PhoneNumber phone,
                   std::string_view extension) {
  out.begin_object("contact");
  if (details != nullptr && !details->contact_id.empty())
    out.text("contact_id", details->contact_id);
  out.text("name", details == nullptr ? std::string_view{} : std::string_view{details->name});
  out.text("phone", phone.digits == 0 ? std::string{} : base::to_text(phone));
  if (!extension.empty()) out.text("extension", extension);
  out.end_object();
}

// Writes the parties of a call. The core does not know the name of the contact, so the name comes
// from `details`.
void write_parties(JsonWriter& out, core::InteractionView const& view,
                   core::CallbackDetails const* details) {
  out.begin_array("parties");
  for (auto const& party : view.parties) {
    bool const from_details =
        party.kind == core::PartyKind::kContact && party.name.empty() && details != nullptr;
    out.begin_object();
    out.text("party_id", party.id);
    out.text("kind", core::to_text(party.kind));
    out.text("name", from_details ? details->name : party.name);
    out.text("state", core::to_text(party.state));
    if (!party.extension.empty()) out.text("extension", party.extension);
    out.end_object();
  }
  out.end_array();
}

void write_attempts(JsonWriter& out, core::InteractionView const& view) {
  out.begin_array("attempts");
  for (auto const& attempt : view.attempts) {
    out.begin_object();
    out.text("attempt_id", base::to_text(attempt.id));
    out.text("phone", base::to_text(attempt.phone));
    if (!attempt.extension.empty()) out.text("extension", attempt.extension);
    out.instant("started_at", attempt.started_at);
    if (attempt.answered_at) out.instant("answered_at", *attempt.answered_at);
    if (attempt.ended_at) out.instant("ended_at", *attempt.ended_at);
    if (attempt.outcome) out.text("outcome", core::to_text(*attempt.outcome));
    if (!attempt.cause.empty()) out.text("cause", attempt.cause);
    if (attempt.simulated) out.flag("simulated", true);
    out.end_object();
  }
  out.end_array();
}

void write_retry(JsonWriter& out, core::RetryView const& retry) {
  out.begin_object("retry");
  out.text("outcome", core::to_text(retry.outcome));
  out.number("attempts_left", retry.attempts_left);
  if (retry.at) out.instant("at", *retry.at);
  out.end_object();
}

void write_allowed_actions(JsonWriter& out, std::uint16_t bits) {
  out.begin_array("allowed_actions");
  for (auto const& [word, action] : core::kWords<core::Action>) {
    if ((bits & static_cast<unsigned>(action)) != 0) out.text(word);
  }
  out.end_array();
}

// Writes disposition codes. A code may contain other codes, so this is recursive. The depth is that
// of the site definition, which the decoder of definitions limits.
void write_codes(JsonWriter& out, std::vector<core::Code> const& codes) {
  out.begin_array("codes");
  for (auto const& code : codes) {
    out.begin_object();
    out.text("code", code.code);
    out.text("label", code.label);
    if (!code.codes.empty()) write_codes(out, code.codes);
    out.end_object();
  }
  out.end_array();
}

}  // namespace

void write_offer(JsonWriter& out, std::string_view name, core::OfferView const& view,
                 core::CallbackDetails const* details) {
  auto const waited = std::chrono::floor<std::chrono::seconds>(view.opened_at - view.queued_since);
  begin(out, name);
  out.text("offer_id", base::to_text(view.id));
  out.text("callback_id", base::to_text(view.id.callback));
  out.text("queue", view.queue);
  if (details == nullptr) {
    write_contact(out, details, {}, {});
  } else {
    write_contact(out, details, details->phone, details->extension);
  }
  out.number("waiting_seconds", std::max<std::int64_t>(0, waited.count()));
  out.instant("deadline", view.deadline);
  LayoutWriter{site_of(view.site), view.queue, details}.write(out, "fields",
                                                              &core::Layout::notification);
  out.end_object();
}

void write_interaction(JsonWriter& out, std::string_view name, core::InteractionView const& view,
                       core::CallbackDetails const* details) {
  begin(out, name);
  out.text("interaction_id", base::to_text(view.id));
  out.text("callback_id", base::to_text(view.id.callback));
  out.text("state", core::to_text(view.state));
  out.text("call_status", core::to_text(view.call_status));
  out.text("queue", view.queue);
  write_contact(out, details, view.phone, view.extension);
  LayoutWriter layout{site_of(view.site), view.queue, details};
  layout.write(out, "case_information", &core::Layout::case_information);
  layout.write(out, "callback_information", &core::Layout::callback_information);
  write_parties(out, view, details);
  write_attempts(out, view);
  if (view.call_ends_at) {
    out.instant("call_ends_at", *view.call_ends_at);
    out.flag("call_ends_soon", view.call_ends_soon);
  }
  if (view.after_call_work_until) {
    out.instant("after_call_work_until", *view.after_call_work_until);
  }
  out.text_or_null("disposition", view.disposition ? std::string_view{*view.disposition} : "");
  out.begin_object("note");
  out.text("text", view.note);
  out.number("version", view.note_version);
  out.end_object();
  out.flag("cancel_requested", view.cancel_requested);
  if (view.retry) write_retry(out, *view.retry);
  write_allowed_actions(out, view.allowed_actions);
  out.end_object();
}

void write_consultation(JsonWriter& out, std::string_view name,
                        core::ConsultationView const& view) {
  begin(out, name);
  out.text("consultation_id", base::to_text(view.id));
  out.text("interaction_id", base::to_text(view.interaction));
  out.text("from", view.from);
  out.begin_object("target");
  out.text("kind",
           core::to_text(view.agent.empty() ? core::PartyKind::kNumber : core::PartyKind::kAgent));
  out.text("id", view.agent.empty() ? base::to_text(view.phone) : view.agent);
  out.end_object();
  out.text("state", core::to_text(view.state));
  if (!view.outcome.empty()) out.text("outcome", view.outcome);
  out.end_object();
}

void write_channel(JsonWriter& out, core::ChannelView const& view) {
  out.text("channel", core::to_text(core::Channel::kWebCallback));
  out.text("state",
           core::to_text(view.ready ? core::Readiness::kReady : core::Readiness::kNotReady));
  out.text_or_null("reason", view.reason);
  out.flag("busy", view.busy);
  out.instant("since", view.since);
}

void write_queue_titles(JsonWriter& out, core::SiteDefinition const& site) {
  out.begin_object("queue_titles");
  for (auto const& queue : site.queues) {
    out.text_of(queue.name, queue.title.empty() ? queue.name : queue.title);
  }
  out.end_object();
}

void write_queue_codes(JsonWriter& out, core::SiteDefinition const& site) {
  static std::vector<core::Code> const kNone;
  out.begin_object("codes");
  for (auto const& queue : site.queues) {
    auto const* const list = queue.codes.empty() ? nullptr : site.find_code_list(queue.codes);
    out.begin_object_of(queue.name);
    out.flag("required", queue.disposition_required);
    write_codes(out, list == nullptr ? kNone : list->codes);
    out.end_object();
  }
  out.end_object();
}

}  // namespace callbackd::wire
