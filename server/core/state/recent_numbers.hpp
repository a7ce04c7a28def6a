// RecentNumbers: a value for each phone number, for a limited count of numbers (an LRU cache). When
// there are more numbers, the one that was not used for the longest time is forgotten. World (for
// the last agents) and DialledNumbers own one each. Engine thread.
#pragma once
#include <cstddef>
#include <cstdint>
#include <list>
#include <utility>

#include "base/hash_tables.hpp"

namespace callbackd::core {

template <typename Value>
class RecentNumbers {
 public:
  RecentNumbers(std::size_t most, base::HashKey key) : most_(most), at_(key) {}

  // The value of this number; it is made if there is none. The number counts as used now.
  Value& use(base::PhoneNumber number) {
    auto const [at, fresh] = at_.try_emplace(number.digits);
    if (fresh) {
      used_.emplace_front(number, Value{});
      at->second = used_.begin();
      if (used_.size() > most_) forget_oldest();
    } else {
      used_.splice(used_.begin(), used_, at->second);
    }
    return used_.front().second;
  }
  // The value of this number; nullptr: the number is not remembered. This does not count as a use.
  Value* find(base::PhoneNumber number) {
    auto const at = at_.find(number.digits);
    return at == at_.end() ? nullptr : &at->second->second;
  }
  Value const* find(base::PhoneNumber number) const {
    return const_cast<RecentNumbers*>(this)->find(number);
  }
  Value const* oldest() const { return used_.empty() ? nullptr : &used_.back().second; }
  void forget_oldest() {
    at_.erase(used_.back().first.digits);
    used_.pop_back();
  }
  std::size_t size() const { return used_.size(); }

 private:
  using Used = std::list<std::pair<base::PhoneNumber, Value>>;

  std::size_t most_;
  Used used_;  // the number used last comes first
  base::KeyedMap<std::uint64_t, typename Used::iterator> at_;
};

}  // namespace callbackd::core
