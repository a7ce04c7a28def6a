#include "edge/number_plan.hpp"

#include <phonenumbers/phonemetadata.pb.h>
#include <phonenumbers/phonenumberutil.h>
#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <list>
#include <map>
#include <memory>
#include <mutex>

// libphonenumber exports these two functions, but declares them in no public header.
namespace i18n::phonenumbers {
int metadata_size();
void const* metadata_get();
}  // namespace i18n::phonenumbers

namespace callbackd::edge {
namespace {

namespace pn = i18n::phonenumbers;

// A national number with fewer digits is left to libphonenumber. Such short numbers are rare, and
// libphonenumber has more rules for them.
constexpr std::size_t kShortestNational = 4;
constexpr std::size_t kLongestDigits = 15;  // E.164
constexpr int kCallingCodes = 1000;
constexpr std::int64_t kAutomatonBytes = 256 * 1024;

std::unique_ptr<RE2> compiled(std::string const& pattern) {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_never_capture(true);
  options.set_max_mem(kAutomatonBytes);
  return std::make_unique<RE2>(pattern, options);
}

bool starts(RE2 const& pattern, std::string_view digits) {
  return pattern.Match({digits.data(), digits.size()}, 0, digits.size(), RE2::ANCHOR_START, nullptr,
                       0);
}

bool is_whole(RE2 const& pattern, std::string_view digits) {
  return pattern.Match({digits.data(), digits.size()}, 0, digits.size(), RE2::ANCHOR_BOTH, nullptr,
                       0);
}

// One kind of number in one region, for example fixed line or premium rate.
struct NumberKind {
  std::vector<std::size_t> lengths;  // possible lengths; empty: any
  std::unique_ptr<RE2> pattern;

  static bool given(pn::PhoneNumberDesc const& desc) {
    return !desc.national_number_pattern().empty();
  }
  explicit NumberKind(pn::PhoneNumberDesc const& desc)
      : lengths(desc.possible_length().begin(), desc.possible_length().end()),
        pattern(compiled(desc.national_number_pattern())) {}
  bool has_length(std::size_t size) const {
    return lengths.empty() || std::find(lengths.begin(), lengths.end(), size) != lengths.end();
  }
  bool matches(std::string_view digits) const {
    return has_length(digits.size()) && is_whole(*pattern, digits);
  }
};

struct Region {
  std::string id;
  std::unique_ptr<RE2> leading_digits;  // the region's area codes, where these decide; null: none
  NumberKind general;
  // The kinds in the order in which libphonenumber checks them (GetNumberTypeHelper). Fixed line
  // and mobile are not in this list, because libphonenumber checks them last.
  std::vector<std::pair<core::NumberType, NumberKind>> kinds;
  std::unique_ptr<NumberKind> fixed_line;
  std::unique_ptr<NumberKind> mobile;
  bool fixed_line_as_mobile = false;  // fixed line and mobile have the same pattern

  explicit Region(pn::PhoneMetadata const& from) : id(from.id()), general(from.general_desc()) {
    using Type = core::NumberType;
    if (!from.leading_digits().empty()) leading_digits = compiled(from.leading_digits());
    for (auto const& [type, desc] :
         std::initializer_list<std::pair<Type, pn::PhoneNumberDesc const*>>{
             {Type::kPremiumRate, &from.premium_rate()},
             {Type::kTollFree, &from.toll_free()},
             {Type::kSharedCost, &from.shared_cost()},
             {Type::kVoip, &from.voip()},
             {Type::kPersonalNumber, &from.personal_number()},
             {Type::kPager, &from.pager()},
             {Type::kUan, &from.uan()},
             {Type::kVoicemail, &from.voicemail()}}) {
      if (NumberKind::given(*desc)) kinds.emplace_back(type, NumberKind{*desc});
    }
    if (NumberKind::given(from.fixed_line()))
      fixed_line = std::make_unique<NumberKind>(from.fixed_line());
    if (NumberKind::given(from.mobile())) mobile = std::make_unique<NumberKind>(from.mobile());
    fixed_line_as_mobile = from.same_mobile_and_fixed_line_pattern();
  }
  core::NumberType type_of(std::string_view digits) const {
    using Type = core::NumberType;
    if (!general.matches(digits)) return Type::kUnknown;
    for (auto const& [type, kind] : kinds) {
      if (kind.matches(digits)) return type;
    }
    bool const is_mobile = mobile && !fixed_line_as_mobile && mobile->matches(digits);
    if (fixed_line && fixed_line->matches(digits)) {
      return fixed_line_as_mobile || is_mobile ? Type::kFixedLineOrMobile : Type::kFixedLine;
    }
    return is_mobile ? Type::kMobile : Type::kUnknown;
  }
  // Returns the number's class if the region owns the number, by the rule of libphonenumber's
  // GetRegionCodeForNumber. Otherwise nullopt.
  std::optional<core::NumberClass> class_if_owned(std::string_view digits) const {
    if (leading_digits && !starts(*leading_digits, digits)) return std::nullopt;
    auto const type = type_of(digits);
    if (!leading_digits && type == core::NumberType::kUnknown) return std::nullopt;
    return core::NumberClass::in(id, type);
  }
  bool sound() const {  // RE2 could compile every pattern
    auto const ok = [](NumberKind const& kind) { return kind.pattern->ok(); };
    return ok(general) && (!leading_digits || leading_digits->ok()) &&
           (!fixed_line || ok(*fixed_line)) && (!mobile || ok(*mobile)) &&
           std::all_of(kinds.begin(), kinds.end(),
                       [&](auto const& each) { return ok(each.second); });
  }
};

// All regions of one calling code. The main region comes first.
struct Country {
  bool sound = false;
  std::unique_ptr<RE2> national_prefix;  // such as the 0 in +49 0 89 …; null: none
  std::vector<Region> regions;

  // Whether libphonenumber might remove a national prefix, so that the number differs from the
  // text.
  bool may_strip(std::string_view digits) const {
    return digits.front() == '0' || (national_prefix && starts(*national_prefix, digits));
  }
  core::NumberClass class_of(std::string_view digits) const {
    if (regions.size() == 1) {
      return core::NumberClass::in(regions.front().id, regions.front().type_of(digits));
    }
    for (auto const& region : regions) {
      if (auto const found = region.class_if_owned(digits)) return *found;
    }
    return core::NumberClass::in(regions.front().id);  // possible, but of no region's pattern
  }
};

// The countries by calling code. A country is prepared when its first number comes, by the thread
// that reads this number.
class Plans {
 public:
  Plans() {
    if (!metadata_.ParseFromArray(pn::metadata_get(), pn::metadata_size())) return;
    for (auto const& each : metadata_.metadata()) by_id_[each.id()] = &each;
    pn::PhoneNumberUtil::GetInstance()->GetSupportedCallingCodes(&codes_);
  }
  Country const* find(int code) {
    if (!codes_.contains(code)) return nullptr;
    auto& slot = slots_[static_cast<std::size_t>(code)];
    std::call_once(slot.once, [&] { prepare(code, slot.country); });
    return slot.country.sound ? &slot.country : nullptr;
  }

 private:
  struct Slot {
    std::once_flag once;
    Country country;
  };
  void prepare(int code, Country& country) {
    std::list<std::string> ids;
    pn::PhoneNumberUtil::GetInstance()->GetRegionCodesForCountryCallingCode(code, &ids);
    for (auto const& id : ids) {
      auto const found = by_id_.find(id);
      if (found == by_id_.end() || id == "001") return;  // 001: belongs to no country
      country.regions.emplace_back(*found->second);
      if (!country.regions.back().sound()) return;
    }
    if (country.regions.empty()) return;
    auto const& prefix = by_id_[ids.front()]->national_prefix_for_parsing();
    if (!prefix.empty()) country.national_prefix = compiled(prefix);
    country.sound = !country.national_prefix || country.national_prefix->ok();
  }

  pn::PhoneMetadataCollection metadata_;
  std::map<std::string, pn::PhoneMetadata const*> by_id_;
  std::set<int> codes_;
  std::array<Slot, kCallingCodes> slots_;
};

// The country and the national number of an E.164 number. No calling code is the beginning of
// another calling code, so the first code that exists is the right one.
struct CountryAndNational {
  Country const* country = nullptr;
  std::string_view national;
};
CountryAndNational find_country(std::string_view digits) {
  static Plans plans;
  int code = 0;
  for (std::size_t length = 1; length <= 3 && length < digits.size(); ++length) {
    code = code * 10 + (digits[length - 1] - '0');
    if (auto const* country = plans.find(code)) return {country, digits.substr(length)};
  }
  return {};
}

}  // namespace

std::optional<core::ClassedNumber> plain_number(std::string_view text) {
  if (text.size() < 2 || text.front() != '+') return std::nullopt;
  auto const digits = text.substr(1);
  if (digits.size() > kLongestDigits || digits.front() == '0' ||
      !std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; })) {
    return std::nullopt;
  }
  auto const [country, national] = find_country(digits);
  if (!country || national.size() < kShortestNational || country->may_strip(national)) {
    return std::nullopt;
  }
  auto const& general = country->regions.front().general;
  if (general.lengths.empty() || !general.has_length(national.size())) return std::nullopt;
  auto const number = base::phone_from_e164(text);
  if (!number) return std::nullopt;
  return core::ClassedNumber{*number, country->class_of(national), {}};
}

}  // namespace callbackd::edge
