#include <catch2/catch.hpp>
#include <string>

#include "core/definition/site_decoder.hpp"
#include "core/node_from_text.hpp"

using namespace callbackd::core;

namespace {

SitePtr site(std::string const& text) {
  auto const decoded = decode_site(node_from_text(text));
  REQUIRE(decoded.site);
  return decoded.site;
}

std::string changes(std::string const& before, std::string const& after) {
  std::string out;
  for (auto const& change : site_changes(*site(before), *site(after))) {
    out += change.path + ": " + change.before + " -> " + change.after + "\n";
  }
  return out;
}

}  // namespace

TEST_CASE("the same definition has no changes, in whatever order its queues stand") {
  CHECK(changes(R"({ queues = [ { name = "a" }, { name = "b" } ] })",
                R"({ queues = [ { name = "b" }, { name = "a" } ] })")
            .empty());
}

TEST_CASE("a changed value is named by the names on the way to it") {
  CHECK(
      changes(R"({ queues = [ { name = "a" }, { name = "b", max_offers = 3 } ] })",
              R"({ queues = [ { name = "a" }, { name = "b", max_offers = 4, priority = 1 } ] })") ==
      "queues.b.max_offers: 3 -> 4\nqueues.b.priority:  -> 1\n");
  CHECK(
      changes(
          R"({ skills = [ { name = "e" } ], agents = [ { login = "al", skills = { e = 3 } } ] })",
          R"({ skills = [ { name = "e" } ], agents = [ { login = "al", skills = { e = 4 } } ] })") ==
      "agents.al.skills.e: 3 -> 4\n");
}

TEST_CASE("an agent is the one with the login, whatever the name") {
  std::string const one = R"({ login = "al", name = "Alice" })";
  CHECK(changes("{ agents = [ " + one + " ] }",
                "{ agents = [ " + one + R"(, { login = "li", name = "Alice" } ] })") ==
        "agents.li:  -> { login = \"li\", name = \"Alice\" }\n");
  CHECK(changes("{ agents = [ " + one + " ] }",
                R"({ agents = [ { login = "al", name = "Ann" } ] })") ==
        "agents.al.name: \"Alice\" -> \"Ann\"\n");
}

TEST_CASE("an added or removed part is shown whole, also when it is the first of its kind") {
  CHECK(changes("{}", R"({ company = { name = "X" }, queues = [ { name = "a" } ] })") ==
        "company.name:  -> \"X\"\nqueues.a:  -> { name = \"a\" }\n");
  CHECK(changes(R"({ queues = [ { name = "a" }, { name = "b c" } ] })",
                R"({ queues = [ { name = "a" } ] })") ==
        "queues.\"b c\": { name = \"b c\" } -> \n");
}

TEST_CASE("the order of routing rules matters") {
  std::string const head =
      R"({ queues = [ { name = "a" }, { name = "b" } ], routing_points = [ { name = "w", rules = [ )";
  std::string const one = R"({ when = { closed = "a" }, queue = "a" }, )";
  std::string const two = R"({ when = { closed = "b" }, queue = "b" }, )";
  std::string const tail = R"({ queue = "a" } ] } ] })";
  auto const text = changes(head + one + two + tail, head + two + one + tail);
  CHECK(text.find("routing_points.w.rules: ") == 0);
}

TEST_CASE("a key that repeats its default is a change when it comes or goes") {
  CHECK(changes(R"({ queues = [ { name = "a" } ] })",
                R"({ queues = [ { name = "a", priority = 0 } ] })") ==
        "queues.a.priority:  -> 0\n");
}

TEST_CASE("a change of the company's zone names the hours and slots that follow it") {
  auto const with_zone = [](std::string const& zone) {
    return R"({ company = { name = "X", time_zone = ")" + zone + R"(" },
      hours = [ { name = "day" }, { name = "own", time_zone = "Europe/London" } ],
      queues = [ { name = "a", slots = { minutes = 15, capacity = 2, days_ahead = 7 } },
                 { name = "b", hours = "day", slots = { minutes = 15, capacity = 2, days_ahead = 7 } } ] })";
  };
  CHECK(changes(with_zone("Europe/London"), with_zone("Asia/Tokyo")) ==
        "company.time_zone: \"Europe/London\" -> \"Asia/Tokyo\"\n"
        "hours.day.time_zone: \"Europe/London\" -> \"Asia/Tokyo\"\n"
        "queues.a.slots: days of \"Europe/London\" -> days of \"Asia/Tokyo\"\n");
}
