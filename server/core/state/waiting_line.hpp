// WaitingLine: the order of one queue's waiting callbacks, by effective priority with ageing, then
// queued_since, then serial. Finding a callback's position costs O(log n) for each lane. Callbacks
// that need the same skills are in one lane, so that an agent without these skills skips all of
// them together. Owned by QueueEntry, which has two: `line` and `opening_line`. Engine thread.
#pragma once
#include <cstddef>
#include <ext/pb_ds/assoc_container.hpp>
#include <ext/pb_ds/tree_policy.hpp>
#include <map>

#include "core/state/callback.hpp"
#include "core/state/group_bits.hpp"

namespace callbackd::core {

__extension__ typedef __int128 Wide;  // products of microseconds: no overflow, no floats

// The place of a callback in the order. It does not depend on the time, so the order stays right
// when time passes. All callbacks of a queue age equally fast. At the time t the effective priority
// is
//   priority + points × (t - queued_since) / every.
// For callbacks of one queue `points × t / every` is the same. So their order is that of the
// weight:
//   weight = priority × every - points × queued_since.
// Weights are integers. Example: with 1 point every 60 s, priority 0 that waits since 10:00 equals
// priority 5 that waits since 10:05.
struct LineKey {
  Wide weight = 0;  // the higher goes first
  Instant queued_since{};
  base::Serial serial{};
};

struct LineOrder {
  bool operator()(LineKey const& a, LineKey const& b) const {
    if (a.weight != b.weight) return a.weight > b.weight;
    if (a.queued_since != b.queued_since) return a.queued_since < b.queued_since;
    return a.serial < b.serial;
  }
};

class WaitingLine {
 public:
  using Lane = __gnu_pbds::tree<LineKey, Callback*, LineOrder, __gnu_pbds::rb_tree_tag,
                                __gnu_pbds::tree_order_statistics_node_update>;
  using Lanes = std::map<NeedsId, Lane>;

  // Sets how fast priorities rise. If this changes, the order of all callbacks is made anew.
  void set_ageing(Ageing const& ageing);
  void insert(Callback& callback);
  // Removes the callback from the line. Call it before its priority, queued_since, due_at or
  // required_skills change, because its key is made from these.
  void erase(Callback& callback);
  bool contains(Callback const& callback) const;
  std::size_t size() const { return size_; }
  // How many callbacks are ahead of this callback. The second function: how many would be ahead of
  // a new callback with this priority that waits from `at` on.
  std::size_t rank(Callback const& callback) const { return rank(key_of(callback)); }
  std::size_t rank(int priority, Instant at) const;
  // The effective priority now, as the fraction numerator / denominator; denominator > 0.
  struct Effective {
    Wide numerator;
    Wide denominator;
  };
  Effective effective(Callback const& callback, Instant now) const;

  Lanes const& lanes() const { return lanes_; }  // by needs; no lane is empty
  // The lanes in the order of their first callbacks, so that a search for the first callback of an
  // agent can stop early.
  struct Head {
    NeedsId needs;
    Lane const* lane;
  };
  using Heads = std::map<LineKey, Head, LineOrder>;
  Heads const& heads() const { return heads_; }
  // Whether both lines age equally fast, so that keys of one can be compared with keys of the
  // other.
  bool ages_like(WaitingLine const& other) const;
  GroupBits const& asked() const { return asked_; }  // the NeedsId of each lane

 private:
  LineKey key_of(Callback const& callback) const;
  Wide weight(int priority, Instant queued_since) const;
  std::size_t rank(LineKey const& key) const;

  // Calls `change` with a lane, and keeps heads_ right.
  template <typename Change>
  void change_lane(Lanes::iterator lane, Change change);

  Lanes lanes_;
  Heads heads_;
  GroupBits asked_;
  std::size_t size_ = 0;
  Wide points_ = 0;
  Wide every_us_ = 1;
};

// Whether `a` comes before `b`, if both wait in queues of equal priority. Compares the present
// effective priorities as fractions, because the two lines may age differently.
bool before(WaitingLine const& line_a, Callback const& a, WaitingLine const& line_b,
            Callback const& b, Instant now);

}  // namespace callbackd::core
