// Looks at the text of a phone number as people write it: letters, signs, the label of an
// extension, and where the number may begin and end. The functions look only at the text and use no
// number plan. Positions are byte offsets. Pure functions, any thread.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace callbackd::edge {

// Whether the text has a letter. Letters of ASCII are letters. A character beyond ASCII counts as a
// letter too, except for digits, spaces, signs of phone numbers, and invisible characters.
bool has_letters(std::string_view text);

// Whether the letters in the text stand for digits of a keypad (1-800-FLOWERS, 0800 CALL-NOW). Such
// a text has digits first and then three or more ASCII letters. Between the letters there are only
// hyphens and digits. If another character ends the word, no letter or digit follows it.
bool is_vanity(std::string_view text);
std::string without_letters(std::string_view vanity);

// Whether the text has a sign that no phone number has (* # ~). The digits behind such a sign
// belong to something else.
bool has_foreign_sign(std::string_view text);

// Returns the positions at which a number may have ended. Such a position is before each sign with
// digits on both sides. Spaces, hyphens and dots are not such signs, because they only group
// digits. Between two digits there is at most one such position. For "0711 12345 / 67" it is the
// position of "/".
std::vector<std::size_t> possible_ends(std::string_view text);

// Returns the positions at which a number may begin after digits that do not belong to it, such as
// the "2. " or "(1) " of a list. Before such a position there is a digit, and then a sign that does
// not group digits, or a dot and a space. At the position there is a digit or a plus.
std::vector<std::size_t> possible_begins(std::string_view text);

// Whether the text can be the label of an extension. It can if its letters are a known label (ext,
// x, extension …), or if it has no letters.
bool is_extension_label(std::string_view text);

}  // namespace callbackd::edge
