// DialledNumbers: remembers when each number was dialled in the last day, over all callbacks. It
// remembers the last kNumbers numbers, and for each at most kCallsPerNumberMost calls, because no
// limit can be higher. The present time and the limit are parameters. Rebuilt at a restart. World
// owns it. Engine thread.
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

  // kRinging: the call was placed, but the number itself is not dialled yet. First the agent's own
  // phone is dialled, and the call can end before it reaches the number.
  enum class Stage { kRinging, kDialled };

  explicit DialledNumbers(base::HashKey key) : numbers_(kNumbers, key) {}

  // begin() notes that a phone call to this number begins; its `at` must not be earlier than the
  // `at` of the last begin(). If the call began as kRinging, later either note_dialled() notes that
  // the number is dialled, or note_never_dialled() removes the call. Both find it by its begin,
  // `began_at`.
  void begin(base::PhoneNumber number, base::Instant at, Stage stage);
  void note_dialled(base::PhoneNumber number, base::Instant began_at);
  void note_never_dialled(base::PhoneNumber number, base::Instant began_at);
  // The first instant, `now` at the earliest, at which one more call is allowed. A call is allowed
  // when, of the calls of the last 24 hours, fewer than `most` have this stage or a later one.
  // `most` 0: no limit.
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
