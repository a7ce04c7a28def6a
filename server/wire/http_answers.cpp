#include "wire/http_answers.hpp"

#include "base/check.hpp"
#include "calendar/local_time.hpp"
#include "wire/common_answers.hpp"
#include "wire/json_writer.hpp"

namespace callbackd::wire {
namespace {

void write_offer(JsonWriter& out, core::OfferRow const& offer) {
  out.begin_object();
  out.text("offer_id", base::to_text(offer.id));
  out.text("agent", offer.agent);
  out.instant("at", offer.opened_at);
  out.text_or_null("outcome", offer.outcome ? core::to_text(*offer.outcome) : std::string_view{});
  out.begin_object("why");
  out.number("candidates", offer.why.candidates);
  write_excluded(out, offer.why.excluded);
  out.text("chosen_by", core::to_text(offer.why.chosen_by));
  out.end_object();
  out.end_object();
}

ChangeKind kind_of(core::SiteChange const& change) {
  if (change.before.empty()) return ChangeKind::kAdded;
  return change.after.empty() ? ChangeKind::kRemoved : ChangeKind::kChanged;
}

}  // namespace

std::string write_callback_answer(core::CallbackView const& view, std::string_view manage_token) {
  JsonWriter out;
  out.begin_object();
  write_callback_members(out, view);
  if (!manage_token.empty()) out.text("manage_token", manage_token);
  out.end_object();
  return out.take();
}

std::string write_events_answer(EventsAnswer const& page) {
  JsonWriter out;
  out.begin_object();
  out.begin_array("events");
  for (auto const& event : page.events_json) out.json(event);
  out.end_array();
  if (page.next) out.number("next", *page.next);
  out.end_object();
  return out.take();
}

std::string write_explain_answer(core::ExplainView const& view,
                                 std::vector<core::OfferRow> const& offers) {
  JsonWriter out;
  out.begin_object();
  out.text("callback_id", base::to_text(view.id));
  out.text("state", core::to_text(view.state));
  if (!view.number_refused.empty()) out.text("number_refused", view.number_refused);
  if (view.waiting) {
    out.begin_object("waiting");
    out.instant("since", view.waiting->since);
    out.number("candidates", view.waiting->candidates);
    write_excluded(out, view.waiting->excluded);
    if (view.waiting->next_change_at) out.instant("next_change_at", *view.waiting->next_change_at);
    out.end_object();
  }
  if (!view.same_number.empty()) {
    out.begin_array("same_number");
    for (auto const id : view.same_number) out.text(base::to_text(id));
    out.end_array();
  }
  out.begin_array("offers");
  for (auto const& offer : offers) write_offer(out, offer);
  out.end_array();
  out.end_object();
  return out.take();
}

std::string write_estimate_answer(core::EstimateView const& view) {
  JsonWriter out;
  out.begin_object();
  out.flag("open", view.open);
  if (view.opens_at) out.instant("opens_at", *view.opens_at);
  out.number("position", view.position);
  if (view.estimate) write_estimated_wait(out, *view.estimate);
  out.end_object();
  return out.take();
}

std::string write_slots_answer(core::SlotsView const& view) {
  auto const zone = calendar::Zone::find(view.time_zone);
  CALLBACKD_CHECK(zone.has_value());  // the core has found this zone before
  JsonWriter out;
  out.begin_object();
  out.begin_array("slots");
  for (auto const& slot : view.slots) {
    out.begin_object();
    out.instant("start", slot.start);
    out.instant("end", slot.end);
    out.text("local_start", calendar::local_text(slot.start, *zone));
    out.number("left", slot.left);
    out.end_object();
  }
  out.end_array();
  out.end_object();
  return out.take();
}

std::string write_session_answer(SessionAnswer const& session) {
  core::Agent user;
  user.login = session.login;
  user.name = session.name;
  user.roles = session.roles;
  JsonWriter out;
  out.begin_object();
  out.text("token", session.token);
  out.instant("expires_at", session.expires_at);
  write_user(out, "user", user);
  out.end_object();
  return out.take();
}

std::string write_definition_answer(DefinitionAnswer const& answer) {
  JsonWriter out;
  out.begin_object();
  out.number("version", answer.version);
  out.flag("applied", answer.applied);
  out.begin_array("changes");
  for (auto const& change : answer.changes) {
    out.begin_object();
    out.text("path", change.path);
    out.text("change", base::to_text(kind_of(change)));
    if (!change.before.empty()) out.text("before", change.before);
    if (!change.after.empty()) out.text("after", change.after);
    out.end_object();
  }
  out.end_array();
  out.end_object();
  return out.take();
}

}  // namespace callbackd::wire
