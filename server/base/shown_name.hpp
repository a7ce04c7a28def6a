// What a name or title may be made of, so that a person who reads it sees what it is: one line
// that shows something and does not turn the direction of the text around it. Pure; any thread.
#pragma once
#include <string_view>

namespace callbackd::base {

// Empty: it is good (an empty name, too). Else what is wrong, to follow the field's name.
//
// Marks of direction (U+200E, U+200F, U+061C) are taken: names in Hebrew and Arabic have them, and
// they turn nothing around. So are joiners, which such names and emoji are written with.
std::string_view fault_of_name(std::string_view name);

bool turns_direction(char32_t c);  // an override, embedding or isolate of directions
bool is_invisible(char32_t c);     // spaces included

}  // namespace callbackd::base
