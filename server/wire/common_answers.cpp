#include "wire/common_answers.hpp"

namespace callbackd::wire {

void write_field_errors(JsonWriter& out, FieldErrors const& errors) {
  out.begin_array("errors");
  for (auto const& error : errors) {
    out.begin_object();
    out.text("field", error.field);
    out.text("rule", error.rule);
    out.text("message", error.message);
    out.end_object();
  }
  out.end_array();
}

void write_user(JsonWriter& out, std::string_view name, core::Agent const& user) {
  out.begin_object(name);
  out.text("login", user.login);
  out.text("name", user.name);
  out.begin_array("roles");
  for (auto const role : user.roles) out.text(core::to_text(role));
  out.end_array();
  out.end_object();
}

void write_estimated_wait(JsonWriter& out, core::WaitEstimate const& estimate) {
  std::string accuracy;
  append_number(accuracy, static_cast<double>(estimate.accuracy_percent) / 100);
  out.begin_object("estimated_wait_seconds");
  out.number("low", estimate.low_seconds);
  out.number("high", estimate.high_seconds);
  out.json("accuracy", accuracy);
  out.end_object();
}

void write_callback_members(JsonWriter& out, core::CallbackView const& view) {
  out.text("id", base::to_text(view.id));
  out.text("state", core::to_text(view.state));
  out.text("queue", view.queue);
  out.text("phone", base::to_text(view.phone));
  if (!view.extension.empty()) out.text("extension", view.extension);
  out.instant("created_at", view.created_at);
  out.instant("due_at", view.due_at);
  out.instant("expires_at", view.expires_at);
  if (view.position) out.number("position", *view.position);
  if (view.estimate) write_estimated_wait(out, *view.estimate);
  out.number("attempts", view.attempts);
  if (view.cancel_requested) out.flag("cancel_requested", true);
}

namespace {

void write_reason(JsonWriter& out, core::Why::Excluded const& excluded) {
  out.text("reason", core::to_text(excluded.reason));
  out.number("count", excluded.count);
  if (excluded.reason == core::ExclusionReason::kSkill) {
    out.text("skill", excluded.skill);
    out.number("required", excluded.required);
  }
}

// A reason says why an agent is not offered a callback. This is the name of the JSON member for the
// time at which the reason ends. Empty: this reason does not end at a known time.
std::string_view until_key(core::ExclusionReason reason) {
  switch (reason) {
    case core::ExclusionReason::kNotDue:
    case core::ExclusionReason::kLimitReached:
      return "due_at";
    case core::ExclusionReason::kClosed:
      return "opens_at";
    case core::ExclusionReason::kSkill:
      return "relaxes_at";
    case core::ExclusionReason::kLetItGo:
    case core::ExclusionReason::kPreferredAgentFirst:
      return "until";
    case core::ExclusionReason::kNotReady:
    case core::ExclusionReason::kDisconnected:
    case core::ExclusionReason::kBusy:
    case core::ExclusionReason::kNoAgents:
      return {};
  }
  return {};
}

}  // namespace

void write_excluded(JsonWriter& out, std::vector<core::Why::Excluded> const& excluded) {
  out.begin_array("excluded");
  for (auto const& group : excluded) {
    out.begin_object();
    write_reason(out, group);
    out.end_object();
  }
  out.end_array();
}

void write_excluded(JsonWriter& out, std::vector<core::ExplainView::Excluded> const& excluded) {
  out.begin_array("excluded");
  for (auto const& group : excluded) {
    out.begin_object();
    write_reason(out, group);
    if (group.reason == core::ExclusionReason::kSkill) {
      out.number("highest_level", group.highest_level);
    }
    if (group.until) out.instant(until_key(group.reason), *group.until);
    out.end_object();
  }
  out.end_array();
}

}  // namespace callbackd::wire
