#include <catch2/catch.hpp>
#include <string>

#include "core/every_key.hpp"
#include "core/node_from_text.hpp"
#include "core/node_text.hpp"
#include "core/site_decoder.hpp"

using namespace callbackd::core;

TEST_CASE("encoding gives back every value that differs from its default, in the example's order") {
  auto const tree = node_from_text(kEverything);
  auto const decoded = decode_site(tree);
  for (auto const& error : decoded.errors) CHECK(error.field + ' ' + error.message == "");
  REQUIRE(decoded.site);
  CHECK(to_text(encode_site(*decoded.site)) == to_text(tree));
}

TEST_CASE("defaults are left out") {
  auto const decoded = decode_site(node_from_text(
      R"({ company = { name = "X", time_zone = "UTC", grace_seconds = 30 }, queues = [ { name = "a", title = "a",
           priority = 0, on_reject = { queue = "a" }, retry_mode = "agent", offer_timeout_seconds = 20 } ] })"));
  REQUIRE(decoded.site);
  CHECK(to_text(encode_site(*decoded.site)) ==
        R"({ company = { name = "X" }, queues = [ { name = "a" } ] })");
}

TEST_CASE("texts are escaped as TOML asks") {
  CHECK(to_text(Node{std::string("a\"b\\c\nd\x01"), {}}) == "\"a\\\"b\\\\c\\nd\\u0001\"");
  CHECK(key_text("plain_key-1") == "plain_key-1");
  CHECK(key_text("two words") == "\"two words\"");
  CHECK(key_text("") == "\"\"");
}
