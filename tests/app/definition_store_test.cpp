#include "app/definition_store.hpp"

#include <catch2/catch.hpp>

#include "app/site_file.hpp"
#include "core/definition/site_decoder.hpp"
#include "wire/definition_json.hpp"

using namespace callbackd;
using namespace callbackd::app;

TEST_CASE("a definition survives being stored as JSON, and gets its version") {
  auto const file = load_site_file(CALLBACKD_SOURCE_DIR "/config/site.example.toml");
  REQUIRE(file.decoded.site);
  auto const stored = site_from_json(wire::write_definition(file.decoded.site->written), 7);
  REQUIRE(stored.site);
  CHECK(stored.site->version == 7);
  CHECK(core::site_changes(*file.decoded.site, *stored.site).empty());
}

TEST_CASE("a stored definition that this version cannot read says why") {
  CHECK(site_from_json("{", 1).unreadable.rfind("the stored definition is not JSON", 0) == 0);
  CHECK(site_from_json(R"({"queues": [{}]})", 1).unreadable ==
        "the stored definition: queues[0].name: Must be given.");
  auto const parsed = parse_stored_site(R"({"colour": 1})", 1);
  REQUIRE_FALSE(parsed);
  CHECK(parsed.error().message().find("has mistakes") != std::string::npos);
}
