#include "core/definition/site_keys.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <initializer_list>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/definition/node_text.hpp"
#include "core/definition/site_decoder.hpp"
#include "core/every_key.hpp"
#include "support/site_encoder.hpp"
#include "support/site_keys_missing.hpp"

using namespace callbackd::core;

namespace {

// Counts the keys of a table, and the different members into which the keys are read. Keys of
// retries are left out, because all of them are read into one member (Queue::retries). It is a
// visitor: the functions of site_keys.hpp call it once for each key.
struct Members {
  std::set<void const*> where{};
  std::size_t keys = 0;

  void require(std::initializer_list<std::string_view>) {}
  template <typename Keys>
  void table(std::string_view, Keys const& keys_of) {
    keys_of(*this);
  }
  template <typename T, typename Rule>
  void operator()(std::string_view, T const& member, Rule const&) {
    where.insert(&member);
    ++keys;
  }
  template <typename T>
  void operator()(std::string_view, T const&, Retry) {}
};

template <typename Table>
Members look_at() {
  Members members;
  Table const table;
  visit_keys(members, table);
  return members;
}
template <typename Table>
std::size_t members_of() {
  return look_at<Table>().where.size();
}
template <typename Table>
std::size_t keys_of() {
  return look_at<Table>().keys;
}

}  // namespace

TEST_CASE("the tests' definition has every key there is, and none that is unknown") {
  CHECK(test::keys_missing_in(every_key()) == std::vector<std::string>{});
  for (auto const& error : decode_site(every_key()).errors)
    CHECK(error.field + ' ' + error.message == "");
}

// In the definition every_key() each key has a value other than its default. If the decoder does
// not read a key, or reads it into another key's member, the definition is written back
// differently.
TEST_CASE("every key is read into its member") {
  auto const decoded = decode_site(every_key());
  REQUIRE(decoded.site);
  CHECK(to_text(test::encode_site(*decoded.site)) == to_text(every_key()));
}

TEST_CASE("a definition in which nothing is set is written as nothing") {
  CHECK(to_text(test::encode_site({})) == "{}");
}

TEST_CASE("each key of a table has a member of its own") {
  CHECK(members_of<Company>() == keys_of<Company>());
  CHECK(members_of<Dialling>() == keys_of<Dialling>());
  CHECK(members_of<Site>() == keys_of<Site>());
  CHECK(members_of<Agent>() == keys_of<Agent>());
  CHECK(members_of<Queue>() == keys_of<Queue>());
  CHECK(keys_of<Queue>() > 35);
}

TEST_CASE("a key that is missing is named with its table") {
  auto const root = node_from_text(
      R"({ company = { name = "X" }, queues = [ { name = "a", slots = { minutes = 1, capacity = 1 } }, { title = "b" } ] })");
  auto const missing = test::keys_missing_in(root);
  auto const has = [&](char const* key) {
    return std::find(missing.begin(), missing.end(), key) != missing.end();
  };
  CHECK(has("company.grace_seconds"));
  CHECK(has("queues.slots.days_ahead"));
  CHECK(has("routing_points.rules.when.any"));
  CHECK_FALSE(has("queues.slots.minutes"));
  CHECK_FALSE(has("queues.title"));
  CHECK_FALSE(has("company.name"));
}
