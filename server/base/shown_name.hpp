// The rule for names and titles that people read: one line, with at least one visible character,
// and nothing that turns the direction of the text around it (so that a name cannot make another
// text look different). Pure; any thread. The text is valid UTF-8.
#pragma once
#include <string_view>

namespace callbackd::base {

// Empty: the name is good (an empty name is, too). Else what is wrong, to stand after the field's
// name: "must have …".
//
// Marks of direction (U+200E, U+200F, U+061C) are allowed: names in Hebrew and Arabic have them,
// and they turn nothing around. Joiners are allowed: such names and emoji need them.
std::string_view fault_of_name(std::string_view name);

bool turns_direction(char32_t c);  // an override, embedding or isolate of directions
bool is_invisible(char32_t c);     // spaces included

}  // namespace callbackd::base
