#include "edge/password.hpp"

#include <catch2/catch.hpp>
#include <string>

using namespace callbackd::edge;

namespace {
constexpr PasswordCost kCheap{.passes = 1, .memory_kib = 64, .lanes = 1};
}

TEST_CASE("a password is verified by its hash and no other password is") {
  auto const hash = hash_password("correct horse", kCheap);
  REQUIRE(hash);
  CHECK(hash->rfind("$argon2id$v=19$m=64,t=1,p=1$", 0) == 0);
  CHECK(verify_password(*hash, "correct horse"));
  CHECK_FALSE(verify_password(*hash, "correct horsf"));
  CHECK_FALSE(verify_password(*hash, ""));
}

TEST_CASE("the same password hashes differently each time") {
  CHECK(hash_password("correct horse", kCheap) != hash_password("correct horse", kCheap));
}

TEST_CASE("passwords that are too short or too long are not hashed") {
  CHECK_FALSE(hash_password("short", kCheap));
  CHECK_FALSE(hash_password(std::string(kPasswordBytesMost + 1, 'a'), kCheap));
}

TEST_CASE("a hash that is broken or asks for too much is never right") {
  CHECK_FALSE(verify_password("", "correct horse"));
  CHECK_FALSE(verify_password("$argon2id$v=19$m=64,t=1,p=1$", "correct horse"));
  CHECK_FALSE(
      verify_password("$argon2id$v=19$m=4000000,t=1,p=1$c2FsdHNhbHQ$aGFzaA", "correct horse"));
  CHECK_FALSE(verify_password("$2b$12$abcdefghijklmnopqrstuv", "correct horse"));
}

TEST_CASE("nobody's password is never right") {
  CHECK_FALSE(verify_nobody("correct horse"));
}
