// The rules that fields of several messages share: names, phone numbers as typed, e-mail, locale,
// priority, attributes. Stateless; each reports its mistakes to the reader it is given. Internal to
// wire.
#pragma once
#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "wire/field_reader.hpp"

namespace callbackd::wire {

TextRule name_rule(Presence presence = Presence::kOptional);  // of a queue, a code …
TextRule phone_rule(Presence presence);
TextRule reason_rule();

std::optional<std::string> read_email(FieldReader& reader, std::string_view key);
std::optional<std::string> read_locale(FieldReader& reader, std::string_view key);
std::optional<int> read_priority(FieldReader& reader, std::string_view key);

// nullptr: absent or wrong.
// As compact JSON with its numbers as they are written in `body`, the text that `reader` reads.
std::optional<std::string> read_attributes(FieldReader& reader, std::string_view key,
                                           std::string_view body);
std::string too_deep_message();
// Of parse_strict's nul_fields those that no rule has named yet.
void report_nul(std::vector<std::string> const& fields, FieldErrors& errors);

}  // namespace callbackd::wire
