#include "edge/secrets.hpp"

#include <catch2/catch.hpp>

namespace callbackd::edge {
namespace {

base::CallbackId some_callback() {
  return {base::make_uuid7(base::Instant{} + std::chrono::hours(1), 5, 6)};
}

}  // namespace

TEST_CASE("a manage token names its callback and version to the server that made it") {
  ManageTokens const tokens(std::string(32, 'k'));
  auto const claim = tokens.check(tokens.make(some_callback(), 3));
  REQUIRE(claim);
  CHECK(claim->callback == some_callback());
  CHECK(claim->version == 3);
}

TEST_CASE("a manage token that is changed anywhere is refused") {
  ManageTokens const tokens(std::string(32, 'k'));
  auto const token = tokens.make(some_callback(), 1);
  for (std::size_t at = 0; at < token.size(); ++at) {
    auto forged = token;
    forged[at] = forged[at] == 'A' ? 'B' : 'A';
    CHECK_FALSE(tokens.check(forged));
    CHECK_FALSE(tokens.check(token.substr(0, at)));
  }
  CHECK_FALSE(tokens.check(token + "A"));
}

TEST_CASE("another server's key makes other manage tokens") {
  auto const token = ManageTokens(std::string(32, 'k')).make(some_callback(), 1);
  CHECK_FALSE(ManageTokens(std::string(32, 'x')).check(token));
}

TEST_CASE("tokens of the previous key are still good, and new ones are of the present key") {
  std::string const old_key(32, 'o');
  std::string const new_key(32, 'n');
  ManageTokens const before(old_key);
  ManageTokens const tokens(new_key, old_key);
  CHECK(tokens.check(before.make(some_callback(), 1)));
  auto const made = tokens.make(some_callback(), 1);
  CHECK(tokens.check(made));
  CHECK_FALSE(before.check(made));
  CHECK_FALSE(tokens.check(ManageTokens(std::string(32, 'x')).make(some_callback(), 1)));
}

TEST_CASE("manage tokens of many callbacks read back whatever their digits are") {
  ManageTokens const tokens(std::string(40, 'q'));
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    base::CallbackId const id{base::make_uuid7(base::Instant{}, seed * 7919, seed)};
    auto const claim = tokens.check(tokens.make(id, 1));
    REQUIRE(claim);
    CHECK(claim->callback == id);
  }
}

TEST_CASE("hashes are those of the standard") {
  CHECK(base64url(sha256("abc")) ==
        "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0");  // FIPS 180-2, B.1
  CHECK(base::to_text(short_hash("abc")) == "ba7816bf-8f01-cfea-4141-40de5dae2223");
}

TEST_CASE("new tokens differ and carry their prefix") {
  auto const one = new_token(TokenKind::kSecretKey);
  CHECK(one.starts_with("sk_"));
  CHECK(one.size() == 3 + 43);
  CHECK(one != new_token(TokenKind::kSecretKey));
}

}  // namespace callbackd::edge
