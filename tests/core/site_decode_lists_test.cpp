#include <catch2/catch.hpp>
#include <string>

#include "calendar/office_hours.hpp"
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

std::string in_hours(std::string const& keys) {
  return errors_of(R"({ hours = [ { name = "office", )" + keys + " } ] }");
}

std::string in_rules(std::string const& rules) {
  return errors_of(
      R"({ queues = [ { name = "a" } ], routing_points = [ { name = "web", rules = [ )" + rules +
      " ] } ] }");
}

}  // namespace

TEST_CASE("office hours are read with their zone, weekly hours and exceptions") {
  auto const decoded = decode_site(node_from_text(
      R"({ company = { name = "X", time_zone = "Europe/London" },
           hours = [ { name = "office", weekly = { mon = [ "09:00-12:00", "13:00-17:30" ] },
                       closed = [ "2026-12-25" ], special = { "2026-12-24" = [ "09:00-12:00" ] } } ] })"));
  REQUIRE(decoded.site);
  REQUIRE(decoded.site->hours.size() == 1);
  auto const& rules = decoded.site->hours[0].hours.rules();
  CHECK(rules.zone == "Europe/London");
  CHECK(rules.weekly[0].size() == 2);
  CHECK(rules.closed.size() == 1);
  CHECK(rules.special.size() == 1);
}

TEST_CASE("hours that are no hours are named") {
  CHECK(in_hours(R"(weekly = { mon = [ "9-17" ] })") == "hours[0].weekly.mon[0]: format");
  CHECK(in_hours(R"(weekly = { mon = [ "22:00-06:00" ] })") == "hours[0].weekly.mon[0]: format");
  CHECK(in_hours(R"(weekly = { mon = [ "09:00-12:00", "11:00-13:00" ] })") ==
        "hours[0].weekly.mon[1]: overlap");
  CHECK(in_hours(R"(weekly = { mon = [ "09:00-12:00", "12:00-13:00" ] })").empty());
  CHECK(in_hours(R"(weekly = { monday = [ "09:00-12:00" ] })") ==
        "hours[0].weekly.monday: unknown_field");
  CHECK(in_hours(R"(weekly = { mon = "09:00-12:00" })") == "hours[0].weekly.mon: type");
  CHECK(in_hours(R"(closed = [ "2026-02-30" ])") == "hours[0].closed[0]: format");
  CHECK(in_hours(R"(special = { "christmas" = [ "09:00-12:00" ] })") ==
        "hours[0].special.christmas: format");
  CHECK(in_hours(R"(closed = [ "2026-12-24" ], special = { "2026-12-24" = [ "09:00-12:00" ] })") ==
        "hours[0].special.2026-12-24: conflict");
  CHECK(in_hours(R"(time_zone = "Europe/Atlantis")") == "hours[0].time_zone: unknown");
}

TEST_CASE("hours in force whose zone is not in the zone database any more never open") {
  auto const read = [](std::string const& company, std::string const& own) {
    auto const text = "{ company = { name = \"c\"" + company +
                      " }, dialling = { countries = [ \"GB\" ] }" + ", hours = [ { name = \"h\"" +
                      own + R"(, weekly = { mon = [ "00:00-24:00" ], tue = [ "00:00-24:00" ],
                         wed = [ "00:00-24:00" ], thu = [ "00:00-24:00" ] } } ] })";
    return decode_site(node_from_text(text), DefinitionIs::kInForce);
  };
  auto const opens = [](DecodedSite const& decoded) {
    return decoded.site->hours.front().hours.next_open(callbackd::base::Instant{}).has_value();
  };
  CHECK(opens(read("", "")));
  for (auto const& [company, own, field] :
       {std::tuple{"", ", time_zone = \"US/Atlantis\"", "hours[0].time_zone"},
        std::tuple{", time_zone = \"US/Atlantis\"", "", "company.time_zone"}}) {
    auto const decoded = read(company, own);
    REQUIRE(decoded.site);
    CHECK(decoded.site->dialling.countries.size() == 1);  // all other rules hold
    CHECK_FALSE(opens(decoded));
    CHECK(decoded.site->inert_parts == 1);
    REQUIRE(decoded.inert.size() == 1);
    CHECK(decoded.inert.front().field == field);
    CHECK(decoded.inert.front().rule == "unknown");
  }
  CHECK(opens(read(", time_zone = \"US/Atlantis\"", ", time_zone = \"Europe/London\"")));
}

TEST_CASE("a layout shows known sources only") {
  auto const in_layout = [](std::string const& from) {
    return errors_of(R"({ layouts = [ { name = "l", notification = [ { from = ")" + from +
                     "\" } ] } ] }");
  };
  for (auto const* good : {"attributes.topic", "attributes.a.b", "contact.name", "contact.phone",
                           "contact.email", "contact.locale", "when", "queue", "created_at"}) {
    CHECK(in_layout(good).empty());
  }
  for (auto const* bad : {"topic", "attributes.", "attributes.a..b", "contact.shoe_size", "When"}) {
    CHECK(in_layout(bad) == "layouts[0].notification[0].from: unknown");
  }
}

TEST_CASE("the last rule of a routing point always matches") {
  CHECK(in_rules(R"({ queue = "a" })").empty());
  CHECK(in_rules(R"({ when = { closed = "a" }, queue = "a" })") ==
        "routing_points[0].rules[0]: last_rule");
  CHECK(in_rules("") == "routing_points[0].rules: required");
  CHECK(errors_of(R"({ routing_points = [ { name = "web" } ] })") ==
        "routing_points[0].rules: required");
}

TEST_CASE("a rule's condition names one thing, and its queue exists") {
  std::string const last = R"(, { queue = "a" })";
  CHECK(in_rules(R"({ when = { attribute = "attributes.x", equals = "1" }, queue = "a" })" + last)
            .empty());
  CHECK(in_rules(R"({ when = {}, queue = "a" })" + last) ==
        "routing_points[0].rules[0].when.attribute: exactly_one");
  CHECK(in_rules(R"({ when = { attribute = "attributes.x" }, queue = "a" })" + last) ==
        "routing_points[0].rules[0].when.equals: exactly_one");
  CHECK(in_rules(R"({ when = { attribute = "contact.name", equals = "1" }, queue = "a" })" +
                 last) == "routing_points[0].rules[0].when.attribute: unknown");
  CHECK(in_rules(R"({ when = { closed = "b" }, queue = "c", preferred_agent = "d" })" + last) ==
        "routing_points[0].rules[0].when.closed: unknown; "
        "routing_points[0].rules[0].queue: unknown; "
        "routing_points[0].rules[0].preferred_agent: unknown");
}

TEST_CASE("the attributes that rules mention are listed once") {
  auto const decoded = decode_site(node_from_text(
      R"({ queues = [ { name = "a" } ], routing_points = [ { name = "web", rules = [
            { when = { attribute = "contact.locale", prefix = "de" }, queue = "a" },
            { when = { attribute = "attributes.topic", equals = "x" }, queue = "a" },
            { when = { attribute = "attributes.topic", equals = "y" }, queue = "a" },
            { when = { closed = "a" }, queue = "a" }, { queue = "a" } ] } ] })"));
  REQUIRE(decoded.site);
  CHECK(decoded.site->mentioned_attributes() ==
        std::vector<std::string>{"attributes.topic", "contact.locale"});
}

TEST_CASE("conditions of a rule look at language, opening, hours, depth and wait, and combine") {
  auto const decoded = decode_site(node_from_text(
      R"({ queues = [ { name = "a" } ], agents = [ { login = "al" } ],
           hours = [ { name = "day", weekly = { mon = [ "09:00-17:00" ] } } ], routing_points = [ { name = "web", rules = [
            { when = { all = [ { language = "de" }, { not = { closed = "a" } } ] }, queue = "a" },
            { when = { any = [ { queue = "a", waiting_at_least = 20 }, { hours = "day" } ] }, queue = "a" },
            { when = { queue = "a", wait_at_least_seconds = 300 }, queue = "a" },
            { when = { open = "a" }, queue = "a" }, { queue = "a" } ] } ] })"));
  REQUIRE(decoded.site);
  CHECK(decoded.notices.empty());
  CHECK(decoded.site->mentioned_attributes() == std::vector<std::string>{"contact.locale"});
}

TEST_CASE("a broken condition is named where it stands, however deep") {
  std::string const last = R"(, { queue = "a" })";
  auto const in_when = [&](std::string const& when) {
    return in_rules("{ when = " + when + R"(, queue = "a" })" + last);
  };
  std::string const at = "routing_points[0].rules[0].when";
  CHECK(in_when(R"({ closed = "a", open = "a" })") == at + ".open: exactly_one");
  CHECK(in_when(R"({ all = [] })") == at + ".all: required");
  CHECK(in_when(R"({ all = [ { open = "a" }, { open = "b" } ] })") == at + ".all[1].open: unknown");
  CHECK(in_when(R"({ not = { hours = "x" } })") == at + ".not.hours: unknown");
  CHECK(in_when(R"({ language = "de-AT" })") == at + ".language: format");
  CHECK(in_when(R"({ queue = "a" })") == at + ".waiting_at_least: exactly_one");
  CHECK(in_when(R"({ queue = "a", waiting_at_least = 0 })") == at + ".waiting_at_least: range");
  CHECK(in_when(R"({ not = { not = { not = { not = { open = "a" } } } } })") ==
        at + ".not.not.not.not: too_deep");
}

TEST_CASE("a rule that an earlier one always precedes is told with the earlier one's line") {
  auto const notices = [](std::string const& rules) {
    std::string all;
    for (auto const& notice :
         decode_site(node_from_text(
                         R"({ agents = [ { login = "al" } ], queues = [ { name = "a" } ],
                      routing_points = [ { name = "w", rules = [ )" +
                         rules + R"(, { queue = "a" } ] } ] })"))
             .notices) {
      all += notice.field + ": " + notice.rule + "; ";
    }
    return all;
  };
  std::string const second = "routing_points[0].rules[1]: unreachable; ";
  CHECK(notices(R"({ when = { attribute = "attributes.x", prefix = "b" }, queue = "a" },
                   { when = { attribute = "attributes.x", equals = "billing" }, queue = "a" })") ==
        second);
  CHECK(notices(R"({ when = { open = "a" }, queue = "a" },
                   { when = { all = [ { language = "de" }, { open = "a" } ] }, queue = "a" })") ==
        second);
  CHECK(notices(R"({ when = { queue = "a", waiting_at_least = 5 }, queue = "a" },
                   { when = { queue = "a", waiting_at_least = 9 }, queue = "a" })") == second);
  CHECK(notices(R"({ when = { any = [ { language = "de" }, { language = "fr" } ] }, queue = "a" },
                   { when = { language = "fr" }, queue = "a" })") == second);
  CHECK(notices(R"({ queue = "a" }, { when = { language = "fr" }, queue = "a" })") ==
        second + "routing_points[0].rules[2]: unreachable; ");
  CHECK(notices(R"({ when = { queue = "a", waiting_at_least = 9 }, queue = "a" },
                   { when = { queue = "a", waiting_at_least = 5 }, queue = "a" },
                   { when = { not = { open = "a" } }, queue = "a" })")
            .empty());
}

TEST_CASE("a circle of overflows through a routing point is told with its way") {
  auto const decoded = decode_site(node_from_text(
      R"({ agents = [ { login = "al" } ], queues = [ { name = "a", on_exhausted = { routing_point = "w" } },
                      { name = "b", on_exhausted = { queue = "a" } }, { name = "c" } ],
           routing_points = [ { name = "w", rules = [ { when = { language = "de" }, queue = "c" }, { queue = "b" } ] } ] })"));
  REQUIRE(decoded.notices.size() == 2);
  CHECK(decoded.notices[0].message.find("a -> b -> a") != std::string::npos);
  CHECK(decoded.notices[1].message.find("b -> a -> b") != std::string::npos);
}
