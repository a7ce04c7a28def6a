// The text of a phone number as people write it: letters, signs, the label of an extension, and
// where the number may begin and end. Pure functions; any thread. They look at the text alone and
// know no number plan. Positions are byte offsets.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace callbackd::edge {

// Whether the text has a character that is neither a digit nor punctuation of phone numbers, in
// ASCII or in the wide forms of other scripts' keyboards.
bool has_letters(std::string_view text);

// Whether the letters stand for digits of a keypad (1-800-FLOWERS, 0800 CALL-NOW): digits first,
// then three or more ASCII letters, with nothing but hyphens and digits between them, and no digit
// after the word has ended.
bool is_vanity(std::string_view text);
std::string without_letters(std::string_view vanity);

// Whether the text has a sign that no number has (* # ~): the digits behind it belong to something
// else.
bool has_foreign_sign(std::string_view text);

// Where a number may have ended: before each sign with digits on both sides, except spaces, hyphens
// and dots, which only group digits. Between two digits there is at most one such place. "0711
// 12345 / 67" gives the position of "/".
std::vector<std::size_t> possible_ends(std::string_view text);

// Where a number may begin after digits that do not belong to it, such as the "2. " or "(1) " of a
// list: after each sign that does not group digits, or a dot and a space, with digits on both
// sides.
std::vector<std::size_t> possible_begins(std::string_view text);

// Whether the letters of the text are the label of an extension (ext, x, extension …), or it has no
// letters.
bool is_extension_label(std::string_view text);

}  // namespace callbackd::edge
