#include "edge/idempotency_key.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "edge/secrets.hpp"

using namespace callbackd;
using namespace callbackd::edge;

namespace {

constexpr auto kSecret = core::KeyKind::kSecret;
constexpr auto kPublishable = core::KeyKind::kPublishable;
constexpr std::string_view kRandom = "0b9f4c57-6d0e-4f1c-9a55-2f4f6d0c7e11";
auto const kHere = base::Source::of_ipv4(1);
auto const kElsewhere = base::Source::of_ipv4(2);

IdempotencyKeys keys(core::KeyKind kind, base::Source source, std::string_view text,
                     std::string_view body = "{}", std::string site = "www") {
  return idempotency_keys({std::move(site), kind, source, text, body});
}

base::Uuid name(core::KeyKind kind, base::Source source, std::string_view text) {
  return keys(kind, source, text).key.key_hash;
}

}  // namespace

TEST_CASE("a key belongs to the kind of key it came with") {
  for (auto const text : {std::string_view{"order-1002"}, kRandom}) {
    CHECK(name(kSecret, kHere, text) != name(kPublishable, kHere, text));
  }
}

TEST_CASE("the site's own server may repeat a request from anywhere") {
  CHECK(name(kSecret, kHere, "order-1002") == name(kSecret, kElsewhere, "order-1002"));
}

TEST_CASE("of a publishable key a key that may be guessed belongs to its source as well") {
  CHECK(name(kPublishable, kHere, "order-1002") == name(kPublishable, kHere, "order-1002"));
  CHECK(name(kPublishable, kHere, "order-1002") != name(kPublishable, kElsewhere, "order-1002"));
  CHECK(name(kPublishable, kHere, kRandom) == name(kPublishable, kElsewhere, kRandom));
}

TEST_CASE("no text of a key makes it the key of another kind or source") {
  auto const one = std::to_string(kHere.value());
  CHECK(name(kPublishable, kHere, "x") != name(kPublishable, kElsewhere, one + "x"));
  CHECK(name(kPublishable, kHere, "x") != name(kSecret, kHere, one + "x"));
}

TEST_CASE("bodies are compared by their meaning") {
  auto const hash = [](std::string_view body) {
    return keys(kSecret, kHere, "k", body).key.body_hash;
  };
  CHECK(hash(R"({"a":1,"b":"x"})") == hash(R"( { "b": "\u0078", "a": 1 } )"));
  CHECK(hash(R"({"a":1})") != hash(R"({"a":1.0})"));
  CHECK(hash("{") == hash("{"));
  CHECK(hash("{") != hash("{ "));
}

TEST_CASE("a post that former servers remembered is found by the bytes that they hashed") {
  for (auto const kind : {kSecret, kPublishable}) {
    for (auto const text : {std::string_view{"order-1002"}, kRandom}) {
      auto const made = keys(kind, kHere, text, "{ }");
      CHECK(made.former.key_hash == short_hash(text));
      CHECK(made.former.body_hash == short_hash("{ }"));
      bool const known = kind == kSecret || text == kRandom;
      CHECK(made.former_may_be_anothers == !known);
    }
  }
}

TEST_CASE("keys that look random") {
  for (auto const* text :
       {"0b9f4c57-6d0e-4f1c-9a55-2f4f6d0c7e11", "0B9F4C57-6D0E-4F1C-9A55-2F4F6D0C7E11",
        "0b9f4c576d0e4f1c9a552f4f6d0c7e11", "V1StGXR8_Z5jdHi6B-myTk", "4f3Kq9ZbT0xWvR2nYpLs7Q"}) {
    CHECK(looks_random(text));
  }
}

TEST_CASE("keys that may be guessed do not look random") {
  for (auto const* text :
       {"order-1002", "order-2027-000000000000000000001002", "00000000000000000000000000001002",
        "20270314120000123456789012345678", "callback-request-for-order-1002",
        "Order-Callback-Request-1002-Sales", "2027-03-14T12-00-00-Customer-1002",
        "018f4c57-6d0e-7f1c-9a55-2f4f6d0c7e11", "01HV3Z5K8E9Q2R4T6W8Y0A1C3",
        "deadbeefdeadbeefdeadbeefdeadbeef", "00000000-0000-4000-8000-000000004711",
        "20261130-1602-4000-8000-000000000001", "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa",
        "alice.archer@example.com-1002"}) {
    CHECK_FALSE(looks_random(text));
  }
}

TEST_CASE("nearly every key of 128 random bits looks random") {
  int hex = 0;
  int base64 = 0;
  constexpr int kTries = 1000;
  for (int i = 0; i < kTries; ++i) {
    auto const bytes = random_bytes(16);
    base64 += looks_random(base64url(bytes)) ? 1 : 0;
    std::string digits;
    for (char const c : bytes) {
      digits += "0123456789abcdef"[static_cast<unsigned char>(c) >> 4U];
      digits += "0123456789abcdef"[static_cast<unsigned char>(c) & 15U];
    }
    hex += looks_random(digits) ? 1 : 0;
  }
  CHECK(hex > kTries - 5);
  CHECK(base64 > kTries - 50);
}
