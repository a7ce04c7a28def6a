// The order of one queue's waiting callbacks: effective priority with ageing, then queued_since,
// then serial; rank in O(log n). Engine thread. Never looks at the time: with even ageing the order
// of two callbacks does not change with it.
#pragma once
#include <cstddef>
#include <ext/pb_ds/assoc_container.hpp>
#include <ext/pb_ds/tree_policy.hpp>

#include "core/callback.hpp"

namespace callbackd::core {

__extension__ typedef __int128 Wide;  // products of microseconds: no overflow, no floats

struct LineKey {
  Wide weight = 0;  // higher first
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
  using Tree = __gnu_pbds::tree<LineKey, Callback*, LineOrder, __gnu_pbds::rb_tree_tag,
                                __gnu_pbds::tree_order_statistics_node_update>;

 public:
  // Rebuilds the order when it differs.
  void set_ageing(Ageing const& ageing);
  void insert(Callback& callback);
  void erase(Callback& callback);  // before anything of its key changes
  bool contains(Callback const& callback) const;
  std::size_t size() const { return tree_.size(); }
  // How many are ahead of this callback, or of one with this priority that comes at this time.
  std::size_t rank(Callback const& callback) const { return tree_.order_of_key(key_of(callback)); }
  std::size_t rank(int priority, Instant at) const;
  // Effective priority now is numerator / denominator, denominator > 0.
  struct Effective {
    Wide numerator;
    Wide denominator;
  };
  Effective effective(Callback const& callback, Instant now) const;

  auto begin() const { return tree_.begin(); }  // of pairs; second is the callback
  auto end() const { return tree_.end(); }

 private:
  LineKey key_of(Callback const& callback) const;
  Wide weight(int priority, Instant queued_since) const;

  Tree tree_;
  Wide points_ = 0;
  Wide every_us_ = 1;
};

// Whether `a` comes before `b` when both wait in queues of equal priority.
bool before(WaitingLine const& line_a, Callback const& a, WaitingLine const& line_b,
            Callback const& b, Instant now);

}  // namespace callbackd::core
