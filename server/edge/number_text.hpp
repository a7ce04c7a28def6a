// What stands in a phone number as people write it beside digits: letters, the word before an
// extension. Pure; any thread. Looks
// at the text alone and knows no number plan.
#pragma once
#include <string_view>

namespace callbackd::edge {

// Anything that is neither a digit nor punctuation of phone numbers, in ASCII or the wide forms
// that keyboards of other scripts write.
bool has_letters(std::string_view text);

// Letters as on a keypad: three or more of the alphabet, none in parentheses (1-800-FLOWERS).
bool is_vanity(std::string_view text);

// Whether its letters are a word that an extension begins with (ext, x, extension …), or it has
// none.
bool is_extension_label(std::string_view text);

}  // namespace callbackd::edge
