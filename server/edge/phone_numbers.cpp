#include "edge/phone_numbers.hpp"

#include <phonenumbers/phonenumber.pb.h>
#include <phonenumbers/phonenumberutil.h>

#include <algorithm>

#include "edge/number_plan.hpp"

namespace callbackd::edge {
namespace {

namespace pn = i18n::phonenumbers;

constexpr std::size_t kLongestText = 40;

std::string region_of(pn::PhoneNumberUtil const& util, pn::PhoneNumber const& number) {
  std::string region;
  util.GetRegionCodeForNumber(number, &region);
  if (region.empty() || region == "ZZ")
    util.GetRegionCodeForCountryCode(number.country_code(), &region);
  return region;
}

std::optional<PhoneProblem> refused(pn::PhoneNumberUtil const& util, pn::PhoneNumber const& number,
                                    PhonePolicy const& policy) {
  if (util.GetNumberType(number) == pn::PhoneNumberUtil::PREMIUM_RATE) {
    return PhoneProblem{"premium_rate", "is a premium-rate number"};
  }
  if (policy.countries.empty()) return std::nullopt;
  auto const region = region_of(util, number);
  if (std::find(policy.countries.begin(), policy.countries.end(), region) ==
      policy.countries.end()) {
    return PhoneProblem{"country", "is in a country that this site does not call"};
  }
  return std::nullopt;
}

struct Parsed {
  base::PhoneNumber number;
  pn::PhoneNumber whole;
};

std::variant<Parsed, PhoneProblem> ask_libphonenumber(std::string_view text,
                                                      PhonePolicy const& policy) {
  auto const& util = *pn::PhoneNumberUtil::GetInstance();
  if (text.empty() || text.size() > kLongestText)
    return PhoneProblem{"format", "is not a phone number"};
  pn::PhoneNumber number;
  auto const region = policy.default_region.empty() ? std::string("ZZ") : policy.default_region;
  auto const error = util.Parse(std::string(text), region, &number);
  if (error == pn::PhoneNumberUtil::INVALID_COUNTRY_CODE_ERROR) {
    return PhoneProblem{"format", "needs a country code, as in +44 20 7946 0018"};
  }
  if (error != pn::PhoneNumberUtil::NO_PARSING_ERROR)
    return PhoneProblem{"format", "is not a phone number"};
  if (number.has_extension()) return PhoneProblem{"format", "must not have an extension"};
  // Not IsPossibleNumber: it also takes what can only be dialled from the same town.
  if (util.IsPossibleNumberWithReason(number) != pn::PhoneNumberUtil::IS_POSSIBLE) {
    return PhoneProblem{"impossible", "cannot be a number of that country"};
  }
  if (auto problem = refused(util, number, policy)) return *problem;
  std::string e164;
  util.Format(number, pn::PhoneNumberUtil::E164, &e164);
  auto const parsed = base::phone_from_e164(e164);
  if (!parsed) return PhoneProblem{"impossible", "has too many digits"};
  return Parsed{*parsed, std::move(number)};
}

bool blocked(base::PhoneNumber number, PhonePolicy const& policy) {
  return std::find(policy.blocked.begin(), policy.blocked.end(), number) != policy.blocked.end();
}

}  // namespace

std::variant<RegionalNumber, PhoneProblem> parse_regional(std::string_view text,
                                                          PhonePolicy const& policy) {
  auto asked = ask_libphonenumber(text, policy);
  if (auto* problem = std::get_if<PhoneProblem>(&asked)) return std::move(*problem);
  auto const& parsed = std::get<Parsed>(asked);
  if (blocked(parsed.number, policy)) return PhoneProblem{"blocked", "is not called"};
  return RegionalNumber{parsed.number,
                        region_of(*pn::PhoneNumberUtil::GetInstance(), parsed.whole)};
}

void load_phone_metadata() {
  for (auto const* text :
       {"+442079460018", "020 7946 0018"})  // as numbers are, and as people write
    static_cast<void>(parse_phone(text, {.default_region = "GB", .countries = {}, .blocked = {}}));
}

std::variant<base::PhoneNumber, PhoneProblem> parse_phone(std::string_view text,
                                                          PhonePolicy const& policy) {
  auto number = plainly_callable(text, policy.countries);
  if (!number) {
    auto asked = ask_libphonenumber(text, policy);
    if (auto* problem = std::get_if<PhoneProblem>(&asked)) return std::move(*problem);
    number = std::get<Parsed>(asked).number;
  }
  if (blocked(*number, policy)) return PhoneProblem{"blocked", "is not called"};
  return *number;
}

}  // namespace callbackd::edge
