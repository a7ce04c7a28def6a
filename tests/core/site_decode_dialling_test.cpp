// Tests how [dialling] and the phones of agents are decoded. It also tests a definition that came
// into force before a stricter rule existed.
#include <catch2/catch.hpp>

#include "core/definition/site_decoder.hpp"
#include "core/node_from_text.hpp"

using namespace callbackd::core;

namespace {

std::string errors_of(std::string const& text) {
  std::string out;
  for (auto const& error : decode_site(node_from_text(text)).errors) {
    out += (out.empty() ? "" : "; ") + error.field + ": " + error.rule;
  }
  return out;
}

std::string with_phone(std::string const& phone) {
  return R"({ agents = [ { login = "alice", phone = ")" + phone + R"(" } ] })";
}

}  // namespace

TEST_CASE("[dialling] left out has the documented defaults") {
  auto const site = decode_site(node_from_text("{}")).site;
  REQUIRE(site);
  auto const& dialling = site->dialling;
  CHECK(dialling.countries.empty());
  CHECK(dialling.denied_types == std::vector{NumberType::kPremiumRate, NumberType::kSharedCost,
                                             NumberType::kPersonalNumber, NumberType::kPager});
  for (auto const* prefix : {"+1900", "+1976", "+4470", "+449", "+49137", "+49900", "+49118",
                             "+1700", "+870", "+881", "+882", "+883", "+979"}) {
    auto const& denied = dialling.denied_prefixes;
    CHECK(std::find(denied.begin(), denied.end(), prefix) != denied.end());
  }
  CHECK(dialling.max_call_minutes == 240);
  CHECK(dialling.dials_per_agent_per_hour == 120);
  CHECK(dialling.dials_per_hour == 0);
}

TEST_CASE("each mistake in [dialling] is named") {
  CHECK(errors_of(R"({ dialling = { countries = [ "gb" ], denied_types = [ "dear" ],
      denied_prefixes = [ "4470", "+", "+0", "+44 70" ], max_call_minutes = -1, colour = 1 } })") ==
        "dialling.countries[0]: format; dialling.denied_types[0]: enum; "
        "dialling.denied_prefixes[0]: format; dialling.denied_prefixes[1]: format; "
        "dialling.denied_prefixes[2]: format; dialling.denied_prefixes[3]: format; "
        "dialling.max_call_minutes: range; dialling.colour: unknown_field");
}

TEST_CASE("an empty list denies nothing, and is written back as one") {
  auto const site =
      decode_site(node_from_text("{ dialling = { denied_types = [], denied_prefixes = [] } }"))
          .site;
  REQUIRE(site);
  CHECK(site->dialling.denied_types.empty());
  CHECK(decode_site(site->written).site->dialling.denied_prefixes.empty());
}

TEST_CASE("a phone is a dial string or an outside number; in force another one is kept and inert") {
  for (auto const* phone :
       {"1001", "alice-2_b.c", "+442071838750", "00442071838750", "0012", "02071838750"}) {
    INFO(phone);
    CHECK(errors_of(with_phone(phone)).empty());
  }
  for (auto const* phone : {"+88213123456@trunk", "1001&PJSIP/1002", "sip:x", "10 01", "+44x", "+",
                            "10+01", "+0123", "0000000"}) {
    INFO(phone);
    CHECK(errors_of(with_phone(phone)) == "agents[0].phone: format");
    auto const in_force = decode_site(node_from_text(with_phone(phone)), DefinitionIs::kInForce);
    REQUIRE(in_force.site);
    CHECK(in_force.errors.empty());
    CHECK(in_force.inert.size() == 1);
    CHECK(in_force.notices.size() == 1);
    CHECK(in_force.site->inert_parts == 1);
    CHECK(in_force.site->agents[0].phone == phone);
  }
}

TEST_CASE("a company that names no countries is told that its sites may call the whole world") {
  auto const noticed = [](std::string const& text) {
    auto const decoded = decode_site(node_from_text(text));
    return decoded.notices.size() == 1 && decoded.notices[0].field == "dialling.countries";
  };
  CHECK(noticed(R"({ sites = [ { name = "www" } ] })"));
  CHECK_FALSE(noticed(R"({ sites = [ { name = "www" } ], dialling = { countries = [ "GB" ] } })"));
}
