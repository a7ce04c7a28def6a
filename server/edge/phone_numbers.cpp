#include "edge/phone_numbers.hpp"

#include <phonenumbers/phonenumber.pb.h>
#include <phonenumbers/phonenumberutil.h>

#include "edge/number_plan.hpp"
#include "edge/number_text.hpp"

namespace callbackd::edge {
namespace {

namespace pn = i18n::phonenumbers;
using Util = pn::PhoneNumberUtil;

constexpr std::size_t kLongestText = 40;

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

core::NumberClass class_of(Util const& util, pn::PhoneNumber const& number) {
  std::string region;
  util.GetRegionCodeForNumber(number, &region);
  if (region.empty() || region == "ZZ")
    util.GetRegionCodeForCountryCode(number.country_code(), &region);
  return core::NumberClass::in(region, type_of(util, number));
}

PhoneProblem not_a_number() {
  return {"format", "is not a phone number"};
}

// libphonenumber skips letters, or takes them for the digits of a keypad: hardly ever meant so.
PhoneProblem letters_in_it() {
  return {"format", "must not have letters in it"};
}

std::variant<core::ClassedNumber, PhoneProblem> ask_libphonenumber(
    std::string_view text, std::string const& default_region) {
  auto const& util = *Util::GetInstance();
  if (text.empty() || text.size() > kLongestText) return not_a_number();
  bool const letters = has_letters(text);
  if (letters && !is_vanity(text)) return letters_in_it();
  pn::PhoneNumber number;
  auto const region = default_region.empty() ? std::string("ZZ") : default_region;
  auto const error = util.Parse(std::string(text), region, &number);
  if (error == Util::INVALID_COUNTRY_CODE_ERROR) {
    return PhoneProblem{"format", "needs a country code, as in +44 20 7946 0018"};
  }
  if (error != Util::NO_PARSING_ERROR) return not_a_number();
  if (number.has_extension()) return PhoneProblem{"format", "must not have an extension"};
  // Not IsPossibleNumber: it also takes what can only be dialled from the same town.
  if (util.IsPossibleNumberWithReason(number) != Util::IS_POSSIBLE) {
    return PhoneProblem{"impossible", "cannot be a number of that country"};
  }
  auto const of = class_of(util, number);
  if (letters && of.type != core::NumberType::kTollFree) return letters_in_it();
  std::string e164;
  util.Format(number, Util::E164, &e164);
  auto const parsed = base::phone_from_e164(e164);
  if (!parsed) return PhoneProblem{"impossible", "has too many digits"};
  return core::ClassedNumber{*parsed, of};
}

}  // namespace

void load_phone_metadata() {
  for (auto const* text :
       {"+442079460018", "020 7946 0018"})  // as numbers are, and as people write
    static_cast<void>(parse_phone(text, "GB"));
}

std::variant<core::ClassedNumber, PhoneProblem> parse_phone(std::string_view text,
                                                            std::string const& default_region) {
  if (auto const plain = plain_number(text)) return *plain;
  return ask_libphonenumber(text, default_region);
}

core::NumberClass classify(base::PhoneNumber number) {
  auto const text = base::to_text(number);
  if (auto const plain = plain_number(text)) return plain->number_class;
  auto const& util = *Util::GetInstance();
  pn::PhoneNumber parsed;
  if (util.Parse(text, "ZZ", &parsed) != Util::NO_PARSING_ERROR) return {};
  return class_of(util, parsed);
}

}  // namespace callbackd::edge
