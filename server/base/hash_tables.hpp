// The project's hash tables: KeyedMap, KeyedSet and IdMap. If a client can choose many keys that
// fall into one bucket, it can make a table slow. So keys from outside are hashed with a secret
// HashKey (SipHash-2-4). Only ids that the server makes itself are hashed without a HashKey. A test
// fails if another unordered container is used. Values; any thread.
#pragma once
#include <bit>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "base/ids.hpp"

namespace callbackd::base {

// The secret of a hash table: 128 random bits. It has no default value, so that every table gets a
// secret.
class HashKey {
 public:
  constexpr HashKey(std::uint64_t first, std::uint64_t second) : first_(first), second_(second) {}
  constexpr std::uint64_t first() const { return first_; }
  constexpr std::uint64_t second() const { return second_; }

 private:
  std::uint64_t first_;
  std::uint64_t second_;
};

// SipHash-2-4 ("SipHash: a fast short-input PRF", Aumasson and Bernstein, 2012). Call word() as
// often as needed, then text() at most once, then end() once. A word is hashed as its eight bytes,
// the lowest byte first. So the machine must be little-endian, which is checked below.
class SipHash {
 public:
  explicit constexpr SipHash(HashKey key)
      : v0_(key.first() ^ 0x736f6d6570736575U),
        v1_(key.second() ^ 0x646f72616e646f6dU),
        v2_(key.first() ^ 0x6c7967656e657261U),
        v3_(key.second() ^ 0x7465646279746573U) {}

  constexpr void word(std::uint64_t word) {
    v3_ ^= word;
    sip_round();
    sip_round();
    v0_ ^= word;
    bytes_ += sizeof word;
  }
  void text(std::string_view text) {
    for (; text.size() >= sizeof(std::uint64_t); text.remove_prefix(sizeof(std::uint64_t))) {
      std::uint64_t next = 0;
      std::memcpy(&next, text.data(), sizeof next);
      word(next);
    }
    rest_ = 0;
    std::memcpy(&rest_, text.data(), text.size());
    bytes_ += text.size();
  }
  constexpr std::uint64_t end() {
    auto const last = bytes_ << 56U | rest_;
    v3_ ^= last;
    sip_round();
    sip_round();
    v0_ ^= last;
    v2_ ^= 0xFF;
    for (int i = 0; i < 4; ++i) sip_round();
    return v0_ ^ v1_ ^ v2_ ^ v3_;
  }

 private:
  static_assert(std::endian::native == std::endian::little);

  constexpr void sip_round() {
    v0_ += v1_, v1_ = std::rotl(v1_, 13), v1_ ^= v0_, v0_ = std::rotl(v0_, 32);
    v2_ += v3_, v3_ = std::rotl(v3_, 16), v3_ ^= v2_;
    v0_ += v3_, v3_ = std::rotl(v3_, 21), v3_ ^= v0_;
    v2_ += v1_, v1_ = std::rotl(v1_, 17), v1_ ^= v2_, v2_ = std::rotl(v2_, 32);
  }

  std::uint64_t v0_, v1_, v2_, v3_;
  std::uint64_t bytes_ = 0;
  std::uint64_t rest_ = 0;  // the last 0 to 7 bytes of the text
};

// The hash function of KeyedMap and KeyedSet. A key may be a text, an integer, an enum, or a type
// with a member function add_to(SipHash&).
template <class Key>
class KeyedHash {
 public:
  explicit constexpr KeyedHash(HashKey key) : key_(key) {}

  std::size_t operator()(Key const& key) const {
    SipHash hash{key_};
    if constexpr (std::convertible_to<Key const&, std::string_view>) {
      hash.text(key);
    } else if constexpr (std::is_integral_v<Key> || std::is_enum_v<Key>) {
      hash.word(static_cast<std::uint64_t>(key));
    } else {
      key.add_to(hash);
    }
    return static_cast<std::size_t>(hash.end());
  }

 private:
  HashKey key_;
};

// A hash map whose hash has a secret key, the HashKey.
template <class Key, class Value>
class KeyedMap : public std::unordered_map<Key, Value, KeyedHash<Key>> {
 public:
  explicit KeyedMap(HashKey key)
      : std::unordered_map<Key, Value, KeyedHash<Key>>(0, KeyedHash<Key>{key}) {}
};

// A hash set whose hash has a secret key, the HashKey.
template <class Key>
class KeyedSet : public std::unordered_set<Key, KeyedHash<Key>> {
 public:
  explicit KeyedSet(HashKey key)
      : std::unordered_set<Key, KeyedHash<Key>>(0, KeyedHash<Key>{key}) {}
};

// The types of ids that the server makes itself. Most of their bits are random, and no client
// chooses them. So the plain std::hash is safe for them.
template <class Id>
concept MadeByServer = std::same_as<Id, CallbackId>;

template <MadeByServer Id, class Value>
using IdMap = std::unordered_map<Id, Value>;

}  // namespace callbackd::base
