#include <catch2/catch.hpp>
#include <string>

#include "core/definition/node_text.hpp"
#include "core/definition/site_decoder.hpp"
#include "core/every_key.hpp"
#include "core/node_from_text.hpp"

using namespace callbackd::core;

TEST_CASE("a definition keeps every key as it was written") {
  auto const tree = every_key();
  auto const decoded = decode_site(tree);
  for (auto const& error : decoded.errors) CHECK(error.field + ' ' + error.message == "");
  REQUIRE(decoded.site);
  CHECK(to_text(decoded.site->written) == to_text(tree));
}

TEST_CASE("a key that repeats its default, or its company's zone, stays in the definition") {
  auto const* const text =
      R"({ queues = [ { name = "a", title = "a", priority = 0, on_reject = { queue = "a" },
           retry_mode = "agent", offer_timeout_seconds = 20, hours = "office" } ],
           agents = [ { roles = [ "agent" ], login = "al", name = "al", capacity = { web_callback = 1 } } ],
           hours = [ { name = "office", time_zone = "Europe/London" } ],
           company = { name = "X", time_zone = "Europe/London", grace_seconds = 30 } })";
  auto const decoded = decode_site(node_from_text(text));
  REQUIRE(decoded.site);
  CHECK(to_text(decoded.site->written) == to_text(node_from_text(text)));
}

TEST_CASE("texts are escaped as TOML asks") {
  CHECK(to_text(Node{std::string("a\"b\\c\nd\x01"), {}}) == "\"a\\\"b\\\\c\\nd\\u0001\"");
  CHECK(key_text("plain_key-1") == "plain_key-1");
  CHECK(key_text("two words") == "\"two words\"");
  CHECK(key_text("") == "\"\"");
}
