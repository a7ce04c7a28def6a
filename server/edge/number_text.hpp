// What stands in a phone number as people write it beside digits: letters, signs, the word before
// an extension. Pure; any thread. Looks at the text alone and knows no number plan.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace callbackd::edge {

// Anything that is neither a digit nor punctuation of phone numbers, in ASCII or the wide forms
// that keyboards of other scripts write.
bool has_letters(std::string_view text);

// Letters as on a keypad (1-800-FLOWERS, 0800 CALL-NOW): digits first, then three or more letters
// of the alphabet, joined to each other by nothing but hyphens and digits, and no digit after them.
bool is_vanity(std::string_view text);
std::string without_letters(std::string_view vanity);

// A sign that no number has in it (* # ~): what stands behind it belongs to something else.
bool has_foreign_sign(std::string_view text);

// Where a number may have ended: before each sign with digits on both sides, except spaces,
// hyphens and dots, which only group digits. At most one place for the same digits.
std::vector<std::size_t> possible_ends(std::string_view text);

// Where a number may begin behind digits that are none of it (a list's "2. " or "(1) "): behind
// each sign that does not group digits, or a dot and a space, with digits on both sides.
std::vector<std::size_t> possible_begins(std::string_view text);

// Whether its letters are a word that an extension begins with (ext, x, extension …), or it has
// none.
bool is_extension_label(std::string_view text);

}  // namespace callbackd::edge
