// When each number was dialled in the last day, whichever callback it was for. Engine thread; time
// is a parameter. Exact for the numbers it remembers; rebuilt at a restart. Knows no limit.
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

  // kRinging: so far only at the agent's own phone; it may never come to the number.
  enum class Stage { kRinging, kDialled };

  explicit DialledNumbers(base::HashKey key) : numbers_(kNumbers, key) {}

  void begin(base::PhoneNumber number, base::Instant at, Stage stage);  // `at` never falls
  void dialled(base::PhoneNumber number, base::Instant began_at);
  void never_dialled(base::PhoneNumber number, base::Instant began_at);
  // The first instant, `now` at the earliest, before which lies a day with fewer than `most` calls
  // that came to this stage at least.
  base::Instant free_at(base::PhoneNumber number, int most, Stage stage, base::Instant now) const;

 private:
  struct Call {
    base::Instant at;
    Stage stage{};
  };
  using Calls = std::vector<Call>;  // rising

  static Calls::iterator ringing(Calls& calls, base::Instant began_at);

  RecentNumbers<Calls> numbers_;
};

}  // namespace callbackd::core
