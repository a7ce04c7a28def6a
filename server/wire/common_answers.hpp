// The parts that HTTP answers and WebSocket messages share. Each function writes members or objects
// with a JsonWriter that its caller owns. Pure functions; any thread. Internal to wire.
#pragma once
#include "core/messages/view.hpp"
#include "wire/decoded.hpp"
#include "wire/json_writer.hpp"

namespace callbackd::wire {

// Writes the member `errors`: [{field, rule, message}].
void write_field_errors(JsonWriter& out, FieldErrors const& errors);
// Writes a user ({login, name, roles}) as a member. `name` is the name of this member.
void write_user(JsonWriter& out, std::string_view name, core::Agent const& user);
void write_estimated_wait(JsonWriter& out, core::WaitEstimate const& estimate);
// Writes the members of a callback, without the braces.
void write_callback_members(JsonWriter& out, core::CallbackView const& view);
// Writes the member `excluded`: [{reason, count, …}].
void write_excluded(JsonWriter& out, std::vector<core::Why::Excluded> const& excluded);
void write_excluded(JsonWriter& out, std::vector<core::ExplainView::Excluded> const& excluded);

}  // namespace callbackd::wire
