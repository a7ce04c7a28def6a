// Writes JSON text for jsonb columns and dumps. Knows nothing of tables; reading JSON is
// PostgreSQL's work. Any thread.
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
// Required skills as text, as in the event log: billing:5 english:8. A skill's name may have colons
// and spaces. Reading throws std::runtime_error for another text.
std::string skills_text(std::vector<std::pair<std::string, int>> const& skills);
std::vector<std::pair<std::string, int>> skills_from_text(std::string_view text);

}  // namespace callbackd::storage
