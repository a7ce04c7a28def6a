// The rule for names and titles that people read. They have one line and at least one visible
// character. They must not turn the direction of the text around them, because then a name could
// make another text look different. The texts are valid UTF-8. Pure; any thread.
#pragma once
#include <string_view>

namespace callbackd::base {

// Returns an empty text if the name is good; an empty name is good. Otherwise returns what is
// wrong, as a sentence that is shown after the name of the field: "Must have …".
// Marks of direction (U+200E, U+200F, U+061C) are allowed, because names in Hebrew and Arabic have
// them, and they turn no other text. Joiners are allowed, because such names and emoji need them.
std::string_view fault_of_name(std::string_view name);

bool turns_direction(char32_t c);  // a control that starts or ends another direction of the text
bool is_invisible(char32_t c);     // spaces included

}  // namespace callbackd::base
