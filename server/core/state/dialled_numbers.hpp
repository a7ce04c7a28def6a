// DialledNumbers: when each number was dialled in the last day, over all callbacks. Engine thread;
// time is a parameter. Exact for the numbers that it remembers (the last kNumbers). Rebuilt at a
// restart. The limit is a parameter.
#pragma once
#include <chrono>
#include <cstddef>
#include <vector>

#include "base/hash_tables.hpp"
#include "base/instant.hpp"
#include "core/state/recent_numbers.hpp"

namespace callbackd::core {

class DialledNumbers {
 public:
  static constexpr std::chrono::hours kDay{24};
  static constexpr std::size_t kNumbers = 300'000;

  // kRinging: the call so far only rings at the agent's own phone, and may never reach the number.
  enum class Stage { kRinging, kDialled };

  explicit DialledNumbers(base::HashKey key) : numbers_(kNumbers, key) {}

  // A call of this number begins. `at` never falls. It then becomes dialled(), or never_dialled()
  // takes it back; `began_at` names the call.
  void begin(base::PhoneNumber number, base::Instant at, Stage stage);
  void dialled(base::PhoneNumber number, base::Instant began_at);
  void never_dialled(base::PhoneNumber number, base::Instant began_at);
  // The first instant, `now` at the earliest, at which fewer than `most` calls of the 24 hours
  // before have this stage or a later one. `most` 0: no limit.
  base::Instant free_at(base::PhoneNumber number, int most, Stage stage, base::Instant now) const;

 private:
  struct Call {
    base::Instant at;
    Stage stage{};
  };
  using Calls = std::vector<Call>;  // of one number, oldest first

  static Calls::iterator ringing(Calls& calls, base::Instant began_at);

  RecentNumbers<Calls> numbers_;
};

}  // namespace callbackd::core
