#include "edge/net/http_date.hpp"

#include <catch2/catch.hpp>

namespace callbackd::edge::test {
namespace {

TEST_CASE("a date is written as HTTP wants it") {
  CHECK(http_date(784'111'777) == "Sun, 06 Nov 1994 08:49:37 GMT");
  CHECK(http_date(0) == "Thu, 01 Jan 1970 00:00:00 GMT");
  CHECK(http_date(1'709'251'199) == "Thu, 29 Feb 2024 23:59:59 GMT");
  CHECK(http_date().size() == http_date(0).size());
}

}  // namespace
}  // namespace callbackd::edge::test
