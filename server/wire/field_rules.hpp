// The rules that fields of several messages share: names, phone numbers as typed, e-mail, locale,
// priority, attributes. Functions without state; each reports its mistakes to the reader that it is
// given. Any thread. Internal to wire.
#pragma once
#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "wire/field_reader.hpp"

namespace callbackd::wire {

TextRule name_rule(Presence presence = Presence::kOptional);  // the name of a queue, a code …
TextRule phone_rule(Presence presence);
TextRule reason_rule();

// Empty, for the functions below: the field is absent, or it is wrong, which has been reported.
std::optional<std::string> read_email(FieldReader& reader, std::string_view key);
std::optional<std::string> read_locale(FieldReader& reader, std::string_view key);
std::optional<int> read_priority(FieldReader& reader, std::string_view key);

// The attributes as compact JSON. `body` is the text that `reader` reads: from it, numbers are
// taken as they are written.
std::optional<std::string> read_attributes(FieldReader& reader, std::string_view key,
                                           std::string_view body);
std::string too_deep_message();
// Reports those of parse_strict's nul_fields that no other mistake names yet.
void report_nul(std::vector<std::string> const& fields, FieldErrors& errors);

}  // namespace callbackd::wire
