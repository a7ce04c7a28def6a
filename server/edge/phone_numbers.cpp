#include "edge/phone_numbers.hpp"

#include <phonenumbers/phonenumber.pb.h>
#include <phonenumbers/phonenumberutil.h>

#include <algorithm>

#include "base/characters.hpp"
#include "base/limits.hpp"
#include "edge/number_plan.hpp"
#include "edge/number_text.hpp"

namespace callbackd::edge {
namespace {

namespace pn = i18n::phonenumbers;
using Util = pn::PhoneNumberUtil;

constexpr std::size_t kLongestText = 100;       // bytes
constexpr std::size_t kTollFreePrefixMost = 4;  // digits before the letters of a vanity number

core::NumberType type_of(Util const& util, pn::PhoneNumber const& number) {
  using Type = core::NumberType;
  switch (util.GetNumberType(number)) {
    case Util::FIXED_LINE:
      return Type::kFixedLine;
    case Util::MOBILE:
      return Type::kMobile;
    case Util::FIXED_LINE_OR_MOBILE:
      return Type::kFixedLineOrMobile;
    case Util::TOLL_FREE:
      return Type::kTollFree;
    case Util::PREMIUM_RATE:
      return Type::kPremiumRate;
    case Util::SHARED_COST:
      return Type::kSharedCost;
    case Util::VOIP:
      return Type::kVoip;
    case Util::PERSONAL_NUMBER:
      return Type::kPersonalNumber;
    case Util::PAGER:
      return Type::kPager;
    case Util::UAN:
      return Type::kUan;
    case Util::VOICEMAIL:
      return Type::kVoicemail;
    case Util::UNKNOWN:
      break;
  }
  return Type::kUnknown;
}

// Marks numbers of the exchange 976 as premium rate. The exchange is the three digits after the
// area code. In the North American numbering plan, calls to this exchange cost extra in every area
// code that belongs to a place. libphonenumber knows this for the area code 900 only. Toll-free
// area codes (800, 888, …) belong to no place, and calls to all their exchanges are free.
core::ClassedNumber with_exchange_976(core::ClassedNumber number) {
  constexpr std::size_t kDigits = 12;  // +1, three of area, three of exchange, four
  auto const text = base::to_text(number.number);
  bool const costs = text.size() == kDigits && text.starts_with("+1") && text.substr(5, 3) == "976";
  bool const is_free = number.number_class.type == core::NumberType::kTollFree;
  if (costs && !is_free) number.number_class.type = core::NumberType::kPremiumRate;
  return number;
}

core::NumberClass class_of(Util const& util, pn::PhoneNumber const& number) {
  std::string region;
  util.GetRegionCodeForNumber(number, &region);
  if (region.empty() || region == "ZZ")
    util.GetRegionCodeForCountryCode(number.country_code(), &region);
  return core::NumberClass::in(region, type_of(util, number));
}

PhoneProblem not_a_number() {
  return {"format", "Must be a phone number."};
}

// libphonenumber skips letters, or takes them for digits of a keypad. People rarely mean that, so a
// number with letters is refused. Only a toll-free vanity number (0800 CALL-NOW) may have letters.
PhoneProblem letters_in_it() {
  return {"format", "Must not contain letters."};
}

PhoneProblem more_than_a_number() {
  return {"format",
          "Must not have anything after a complete number; write an extension as ext 12."};
}

PhoneProblem digits_before_it() {
  return {"format", "Must not have digits before a complete number."};
}

PhoneProblem long_extension() {
  return {"format", "Must have an extension of at most " +
                        std::to_string(base::kLimits.extension_digits) + " digits."};
}

std::string e164_of(Util const& util, pn::PhoneNumber const& number) {
  std::string text;
  util.Format(number, Util::E164, &text);
  return text;
}

struct Written {
  std::string_view number;
  std::string extension;  // digits; empty: none
};

// Splits the text into the number and its extension. libphonenumber finds the extension's digits
// but does not say where they are in the text. So the last occurrence of these digits is taken.
// Then the text before them is shortened until it parses to the same number without an extension.
// The text that was cut off must be a label of an extension. If there is no such split, the whole
// text is returned as the number.
Written split_extension(Util const& util, std::string_view text, std::string const& region) {
  Written whole{text, {}};
  pn::PhoneNumber number;
  if (util.Parse(std::string(text), region, &number) != Util::NO_PARSING_ERROR) return whole;
  if (!number.has_extension()) return whole;
  auto digits = number.extension();
  auto const at = text.rfind(digits);
  if (digits.empty() || at == std::string_view::npos) return whole;
  auto const rest = text.substr(at + digits.size());
  if (rest.find_first_not_of(" .#)") != std::string_view::npos) return whole;
  util.NormalizeDigitsOnly(&digits);
  number.clear_extension();
  auto const wanted = e164_of(util, number);
  for (auto end = at; end > 0; --end) {
    if (end < text.size() && !base::begins_character(text[end])) continue;
    auto const before = text.substr(0, end);
    if (has_letters(before) && !is_vanity(before)) continue;
    if (!is_extension_label(text.substr(end, at - end))) continue;
    pn::PhoneNumber alone;
    if (util.Parse(std::string(before), region, &alone) != Util::NO_PARSING_ERROR) continue;
    if (!alone.has_extension() && e164_of(util, alone) == wanted) return {before, digits};
  }
  return whole;
}

// Whether a valid number ends before the end of the text. In that case libphonenumber would read on
// after a slash or a parenthesis and make one number of all digits.
bool goes_on_behind_number(Util const& util, std::string_view text, std::string const& region) {
  auto const ends = possible_ends(text);
  return std::any_of(ends.begin(), ends.end(), [&](std::size_t end) {
    pn::PhoneNumber number;
    auto const error = util.Parse(std::string(text.substr(0, end)), region, &number);
    return error == Util::NO_PARSING_ERROR && util.IsValidNumber(number);
  });
}

// Whether a valid number comes after other digits, for example after the number of a list item
// ("2. " or "(1) "). In that case libphonenumber would join all these digits to one phone number.
bool begins_behind_digits(Util const& util, std::string_view text, std::string const& region) {
  pn::PhoneNumber whole;
  bool const is_number = util.Parse(std::string(text), region, &whole) == Util::NO_PARSING_ERROR;
  std::string prefix;
  util.GetNddPrefixForRegion(region, true, &prefix);
  auto const begins = possible_begins(text);
  auto const begins_number = [&](std::string_view part) {
    return part.starts_with('+') || (!prefix.empty() && part.starts_with(prefix));
  };
  // If the text begins like a number (with a plus or the national prefix), no second begin is
  // looked for. Inside a number, a zero may come after a sign, as in 09322/0704577.
  auto const first = text.find_first_of("+0123456789");
  if (first == std::string_view::npos || begins_number(text.substr(first))) return false;
  return std::any_of(begins.begin(), begins.end(), [&](std::size_t begin) {
    auto const rest = text.substr(begin);
    if (!begins_number(rest)) return false;
    pn::PhoneNumber number;
    auto const error = util.Parse(std::string(rest), region, &number);
    if (error != Util::NO_PARSING_ERROR || !util.IsValidNumber(number)) return false;
    return !is_number || e164_of(util, number) != e164_of(util, whole);
  });
}

// Whether the text without its letters is a possible number. In that case the letters are a name
// beside a number. In a vanity number (0800 CALL-NOW) the letters are needed as digits.
bool is_number_without_letters(Util const& util, std::string_view text, std::string const& region) {
  pn::PhoneNumber number;
  auto const error = util.Parse(without_letters(text), region, &number);
  if (error != Util::NO_PARSING_ERROR) return false;
  std::string digits;
  util.GetNationalSignificantNumber(number, &digits);
  return digits.size() > kTollFreePrefixMost &&
         util.IsPossibleNumberWithReason(number) == Util::IS_POSSIBLE;
}

std::variant<core::ClassedNumber, PhoneProblem> ask_libphonenumber(
    std::string_view text, std::string const& default_region) {
  auto const& util = *Util::GetInstance();
  if (text.empty() || text.size() > kLongestText) return not_a_number();
  auto const region = default_region.empty() ? std::string("ZZ") : default_region;
  auto const written = split_extension(util, text, region);
  bool const letters = has_letters(written.number);
  if (letters && !is_vanity(written.number)) return letters_in_it();
  if (has_foreign_sign(written.number)) return not_a_number();
  if (letters && is_number_without_letters(util, written.number, region)) return letters_in_it();
  if (goes_on_behind_number(util, written.number, region)) return more_than_a_number();
  if (begins_behind_digits(util, written.number, region)) return digits_before_it();
  if (written.extension.size() > base::kLimits.extension_digits) return long_extension();
  pn::PhoneNumber number;
  auto const error = util.Parse(std::string(written.number), region, &number);
  if (error == Util::INVALID_COUNTRY_CODE_ERROR) {
    return PhoneProblem{"format", "Must have a country code, as in +44 20 7946 0018."};
  }
  if (error != Util::NO_PARSING_ERROR || number.has_extension()) return not_a_number();
  auto const of = class_of(util, number);
  if (letters && of.type != core::NumberType::kTollFree) return letters_in_it();
  // IsPossibleNumber() cannot be used here, because it also accepts numbers that can only be
  // dialled within the same town.
  if (util.IsPossibleNumberWithReason(number) != Util::IS_POSSIBLE) {
    return PhoneProblem{"impossible", "Must be a number that is possible in its country."};
  }
  auto const parsed = base::phone_from_e164(e164_of(util, number));
  if (!parsed) return PhoneProblem{"impossible", "Must have at most 15 digits."};
  return with_exchange_976({*parsed, of, written.extension});
}

}  // namespace

void load_phone_metadata() {
  for (auto const* text :
       {"+442079460018", "020 7946 0018"})  // by plain_number(), and by libphonenumber
    static_cast<void>(parse_phone(text, "GB"));
}

std::variant<core::ClassedNumber, PhoneProblem> parse_phone(std::string_view text,
                                                            std::string const& default_region) {
  if (auto const plain = plain_number(text)) return with_exchange_976(*plain);
  return ask_libphonenumber(text, default_region);
}

core::NumberClass classify(base::PhoneNumber number) {
  auto const text = base::to_text(number);
  if (auto const plain = plain_number(text)) return with_exchange_976(*plain).number_class;
  auto const& util = *Util::GetInstance();
  pn::PhoneNumber parsed;
  if (util.Parse(text, "ZZ", &parsed) != Util::NO_PARSING_ERROR) return {};
  return with_exchange_976({number, class_of(util, parsed), {}}).number_class;
}

}  // namespace callbackd::edge
