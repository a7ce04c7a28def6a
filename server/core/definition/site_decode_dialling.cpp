// [dialling] of a site definition, and the phones of its agents (internal to site_*.cpp).
#include <algorithm>

#include "base/ids.hpp"
#include "core/definition/dial_string.hpp"
#include "core/definition/site_decoding.hpp"

namespace callbackd::core {
namespace {

// One or more digits as a number begins with; no country code begins with 0.
bool is_prefix(std::string_view text) {
  return base::phone_from_e164(text).has_value();
}

template <typename Check>
void each_text(TableReader& reader, std::string_view key, Check const& check) {
  reader.each(key, [&](Place const& item) {
    if (auto const* text = std::get_if<std::string>(&item.node.value)) check(*text, item);
  });
}

}  // namespace

bool is_country(std::string_view text) {
  return text.size() == 2 && text[0] >= 'A' && text[0] <= 'Z' && text[1] >= 'A' && text[1] <= 'Z';
}

void decode_dialling(Place const& place, SiteDecoding& decoding) {
  auto& dialling = decoding.site.dialling;
  TableReader reader(place, decoding.errors);
  auto const wrong = [&](Place const& item, RuleWord rule, std::string message) {
    decoding.errors.push_back({item.path, rule, std::move(message), item.node.position});
  };
  std::vector<std::string> words;
  if (reader.names("countries", dialling.countries)) {
    each_text(reader, "countries", [&](std::string const& text, Place const& item) {
      if (!is_country(text))
        wrong(item, "format", "Must be a country of two capital letters, such as GB.");
    });
  }
  if (reader.take("denied_types") != nullptr && reader.names("denied_types", words)) {
    dialling.denied_types.clear();
    each_text(reader, "denied_types", [&](std::string const& text, Place const& item) {
      auto const type = number_type_from_text(text);
      if (type) return dialling.denied_types.push_back(*type);
      wrong(item, "enum", "Must be one of " + number_type_words() + ".");
    });
  }
  std::vector<std::string> prefixes;
  if (reader.take("denied_prefixes") != nullptr && reader.names("denied_prefixes", prefixes)) {
    dialling.denied_prefixes = std::move(prefixes);
    each_text(reader, "denied_prefixes", [&](std::string const& text, Place const& item) {
      if (!is_prefix(text))
        wrong(item, "format", "Must be the beginning of a number, such as +4470.");
    });
  }
  reader.number("max_call_minutes", dialling.max_call_minutes, kSiteLimits.call_minutes);
  reader.number("dials_per_agent_per_hour", dialling.dials_per_agent_per_hour, kSiteLimits.dials);
  reader.number("dials_per_hour", dialling.dials_per_hour, kSiteLimits.dials);
  reader.finish();
}

void decode_phone(TableReader& reader, Agent& agent, SiteDecoding& decoding) {
  if (!reader.text("phone", agent.phone, kSiteLimits.phone_chars) || agent.phone.empty()) return;
  bool const outside = is_outside(agent.phone) || agent.phone.find('+') != std::string::npos;
  if (is_dial_string(agent.phone) && (!outside || number_outside(agent.phone))) return;
  decoding.stricter.push_back({reader.path_of("phone"), "format",
                               "Must have only letters, digits, '_', '.' and '-', or be an outside "
                               "number such as +442071838750.",
                               reader.take("phone")->position});
}

void check_countries(SiteDecoding& decoding) {
  auto const& countries = decoding.site.dialling.countries;
  if (countries.empty() && !decoding.site.sites.empty()) {
    decoding.notices.push_back(
        {"dialling.countries",
         "recommended",
         "Should be given: a site without countries of its own calls the whole world.",
         {}});
  }
}

}  // namespace callbackd::core
