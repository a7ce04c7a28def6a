#include "edge/number_plan.hpp"

#include <phonenumbers/phonemetadata.pb.h>
#include <phonenumbers/phonenumberutil.h>
#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <list>
#include <memory>
#include <mutex>
#include <unordered_map>

// libphonenumber exports its metadata, though no header of its says so.
namespace i18n::phonenumbers {
int metadata_size();
void const* metadata_get();
}  // namespace i18n::phonenumbers

namespace callbackd::edge {
namespace {

namespace pn = i18n::phonenumbers;

constexpr std::size_t kShortestNational = 4;  // shorter ones are rare, and judged by more rules
constexpr std::size_t kLongestDigits = 15;    // E.164
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

// One kind of number in one region: fixed line, premium rate, ….
struct Kind {
  std::vector<std::size_t> lengths;  // empty: any
  std::unique_ptr<RE2> pattern;

  static bool given(pn::PhoneNumberDesc const& desc) {
    return !desc.national_number_pattern().empty();
  }
  explicit Kind(pn::PhoneNumberDesc const& desc)
      : lengths(desc.possible_length().begin(), desc.possible_length().end()),
        pattern(compiled(desc.national_number_pattern())) {}
  bool has_length(std::size_t size) const {
    return lengths.empty() || std::find(lengths.begin(), lengths.end(), size) != lengths.end();
  }
  bool matches(std::string_view digits) const {
    return has_length(digits.size()) &&
           RE2::FullMatch(re2::StringPiece{digits.data(), digits.size()}, *pattern);
  }
};

struct Region {
  std::string id;
  std::unique_ptr<RE2> leading_digits;  // null: none
  Kind general;
  std::unique_ptr<Kind> premium;  // null: none
  std::vector<Kind> others;       // all that make a number one of this region's

  explicit Region(pn::PhoneMetadata const& from) : id(from.id()), general(from.general_desc()) {
    if (!from.leading_digits().empty()) leading_digits = compiled(from.leading_digits());
    if (Kind::given(from.premium_rate())) premium = std::make_unique<Kind>(from.premium_rate());
    for (auto const* desc :
         {&from.fixed_line(), &from.mobile(), &from.toll_free(), &from.shared_cost(), &from.voip(),
          &from.personal_number(), &from.pager(), &from.uan(), &from.voicemail()}) {
      if (Kind::given(*desc)) others.emplace_back(*desc);
    }
  }
  bool is_premium(std::string_view digits) const { return premium && premium->matches(digits); }
  bool owns(std::string_view digits) const {  // as GetRegionCodeForNumber sees it
    if (leading_digits) return starts(*leading_digits, digits);
    return general.matches(digits) &&
           (is_premium(digits) || std::any_of(others.begin(), others.end(), [&](Kind const& kind) {
              return kind.matches(digits);
            }));
  }
  bool sound() const {
    auto const ok = [](Kind const& kind) { return kind.pattern->ok(); };
    return ok(general) && (!leading_digits || leading_digits->ok()) && (!premium || ok(*premium)) &&
           std::all_of(others.begin(), others.end(), ok);
  }
};

// All regions of one calling code, the main one first.
struct Country {
  bool sound = false;
  std::unique_ptr<RE2> national_prefix;  // as it might be written too much; null: none
  std::vector<Region> regions;

  bool may_strip(std::string_view digits) const {
    return digits.front() == '0' || (national_prefix && starts(*national_prefix, digits));
  }
  bool maybe_premium(std::string_view digits) const {
    return std::any_of(regions.begin(), regions.end(),
                       [&](Region const& region) { return region.is_premium(digits); });
  }
  std::string const* region_of(std::string_view digits) const {
    if (regions.size() == 1) return &regions.front().id;
    for (auto const& region : regions) {
      if (region.owns(digits)) return &region.id;
    }
    return nullptr;
  }
};

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
      if (found == by_id_.end() || id == "001") return;  // belongs to no country
      country.regions.emplace_back(*found->second);
      if (!country.regions.back().sound()) return;
    }
    if (country.regions.empty()) return;
    auto const& prefix = by_id_[ids.front()]->national_prefix_for_parsing();
    if (!prefix.empty()) country.national_prefix = compiled(prefix);
    country.sound = !country.national_prefix || country.national_prefix->ok();
  }

  pn::PhoneMetadataCollection metadata_;
  std::unordered_map<std::string, pn::PhoneMetadata const*> by_id_;
  std::set<int> codes_;
  std::array<Slot, kCallingCodes> slots_;
};

// Calling codes are prefix-free, so the first that is one is the one.
struct Split {
  Country const* country = nullptr;
  std::string_view national;
};
Split split(std::string_view digits) {
  static Plans plans;
  int code = 0;
  for (std::size_t length = 1; length <= 3 && length < digits.size(); ++length) {
    code = code * 10 + (digits[length - 1] - '0');
    if (auto const* country = plans.find(code)) return {country, digits.substr(length)};
  }
  return {};
}

}  // namespace

std::optional<base::PhoneNumber> plainly_callable(std::string_view text,
                                                  std::vector<std::string> const& countries) {
  if (text.size() < 2 || text.front() != '+') return std::nullopt;
  auto const digits = text.substr(1);
  if (digits.size() > kLongestDigits || digits.front() == '0' ||
      !std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; })) {
    return std::nullopt;
  }
  auto const [country, national] = split(digits);
  if (!country || national.size() < kShortestNational || country->may_strip(national)) {
    return std::nullopt;
  }
  auto const& general = country->regions.front().general;
  if (general.lengths.empty() || !general.has_length(national.size())) return std::nullopt;
  if (country->maybe_premium(national)) return std::nullopt;
  if (!countries.empty()) {
    auto const* region = country->region_of(national);
    if (!region || std::find(countries.begin(), countries.end(), *region) == countries.end()) {
      return std::nullopt;
    }
  }
  return base::phone_from_e164(text);
}

}  // namespace callbackd::edge
