// Writes JSON text for columns of type json or jsonb, and for dumps. It knows nothing of tables,
// and reads no JSON: PostgreSQL does that. Pure; any thread.
#pragma once
#include <string>
#include <string_view>

#include "base/instant.hpp"
#include "core/messages/record.hpp"
#include "storage/instant_text.hpp"

namespace callbackd::storage {

void append_json_string(std::string& out, std::string_view text);
std::string event_data_json(std::vector<core::EventField> const& data);
std::string why_json(core::Why const& why);
std::string routing_values_json(std::vector<std::pair<std::string, std::string>> const& values);
// These two functions write and read required skills as text, in the form that the event log has:
// billing:5 english:8. The name of a skill may contain colons and spaces. skills_from_text throws
// std::runtime_error for a text of another form.
std::string skills_text(std::vector<std::pair<std::string, int>> const& skills);
std::vector<std::pair<std::string, int>> skills_from_text(std::string_view text);

}  // namespace callbackd::storage
