// Which texts may reach a gateway as something to dial. Pure; any thread.
#pragma once
#include <string_view>

namespace callbackd::core {

bool is_dial_string(std::string_view text);  // letters, digits, _ . + -; not empty
// Begins with a plus: somebody outside, who is reached only if the gate lets the number pass.
bool is_outside(std::string_view phone);

}  // namespace callbackd::core
