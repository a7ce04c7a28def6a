#include "edge/media_type.hpp"

#include <catch2/catch.hpp>

using namespace callbackd::edge;

TEST_CASE("a body is JSON in UTF-8") {
  for (auto const* good :
       {"application/json", "Application/JSON", "application/json; charset=utf-8",
        "application/json ;charset=\"UTF-8\"", "application/json;", "application/json; v=1"}) {
    CAPTURE(good);
    CHECK(is_json(good));
  }
  for (auto const* bad : {"", "text/plain", "application/jsonp", "application/json x",
                          "application/problem+json", "application/json; charset=iso-8859-1",
                          "application/json; charset=", "application/json; v=1; Charset=utf-16",
                          "text/json", "application/json, text/plain"}) {
    CAPTURE(bad);
    CHECK_FALSE(is_json(bad));
  }
}

TEST_CASE("a body is not packed") {
  CHECK(is_unencoded(""));
  CHECK(is_unencoded("Identity"));
  CHECK_FALSE(is_unencoded("gzip"));
  CHECK_FALSE(is_unencoded("identity, gzip"));
}
