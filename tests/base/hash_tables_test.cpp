#include "base/hash_tables.hpp"

#include <catch2/catch.hpp>
#include <map>
#include <string>

namespace callbackd::base {
namespace {

// The key of the test vectors that the authors of SipHash published. The key and the texts consist
// of the bytes 0, 1, 2, …
constexpr HashKey kKey{0x0706050403020100, 0x0f0e0d0c0b0a0908};

std::string counting(std::size_t bytes) {
  std::string text;
  for (std::size_t i = 0; i < bytes; ++i) text += static_cast<char>(i);
  return text;
}

TEST_CASE("texts hash as SipHash-2-4 has them") {
  KeyedHash<std::string> const hash{kKey};
  CHECK(hash(counting(0)) == 0x726fdb47dd0e0e31);
  CHECK(hash(counting(1)) == 0x74f839c593dc67fd);
  CHECK(hash(counting(8)) == 0x93f5f5799a932462);
  CHECK(hash(counting(15)) == 0xa129ca6149be45e5);
}

struct Pair {
  std::uint64_t one;
  std::uint64_t two;
  void add_to(SipHash& hash) const { hash.word(one), hash.word(two); }
};

TEST_CASE("numbers hash as their bytes") {
  auto const text = counting(16);
  Pair pair{};
  std::memcpy(&pair, text.data(), sizeof pair);
  CHECK(KeyedHash<Pair>{kKey}(pair) == KeyedHash<std::string>{kKey}(text));
  CHECK(KeyedHash<std::uint64_t>{kKey}(pair.one) ==
        KeyedHash<std::string>{kKey}(text.substr(0, 8)));
}

TEST_CASE("keys that fall into one bucket with one hash key are spread with another") {
  constexpr std::size_t kBuckets = 1024;
  KeyedHash<std::uint64_t> const known{kKey};
  KeyedHash<std::uint64_t> const secret{HashKey{1, 2}};
  std::map<std::size_t, int> buckets;
  int found = 0;
  for (std::uint64_t number = 0; found < 500; ++number) {
    if (known(number) % kBuckets != 0) continue;
    ++found;
    ++buckets[secret(number) % kBuckets];
  }
  CHECK(buckets.size() > 300);
  for (auto const& [bucket, count] : buckets) CHECK(count < 10);
}

}  // namespace
}  // namespace callbackd::base
