// The rules for fields that several messages have: names, phone numbers as typed, e-mail, locale,
// priority, attributes. Functions without state; any thread. Each reports mistakes to the
// FieldReader or the list of errors that its caller gives it. Internal to wire.
#pragma once
#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "wire/field_reader.hpp"

namespace callbackd::wire {

// The rule for a name, for example that of a queue or of a disposition code.
TextRule name_rule(Presence presence = Presence::kOptional);
TextRule phone_rule(Presence presence);
TextRule reason_rule();

// These functions return nullopt if the field is absent or wrong. A wrong field has been reported.
std::optional<std::string> read_email(FieldReader& reader, std::string_view key);
std::optional<std::string> read_locale(FieldReader& reader, std::string_view key);
std::optional<int> read_priority(FieldReader& reader, std::string_view key);

// Reads the attributes as compact JSON. `body` is the text that `reader` reads. Numbers are copied
// from `body`, so that they stay as they were written.
std::optional<std::string> read_attributes(FieldReader& reader, std::string_view key,
                                           std::string_view body);
std::string too_deep_message();
// Reports the fields that contain U+0000 (`fields` comes from parse_strict). A field that already
// has another mistake is not reported again.
void report_nul(std::vector<std::string> const& fields, FieldErrors& errors);

}  // namespace callbackd::wire
