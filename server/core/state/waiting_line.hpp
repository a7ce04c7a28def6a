// The order of one queue's waiting callbacks: effective priority with ageing, then queued_since,
// then serial; rank in O(log n). Those who ask for the same skills stand in one lane, so that an
// agent without them steps past all of them at once. Engine thread. Never looks at the time: with
// even ageing the order of two callbacks does not change with it.
#pragma once
#include <cstddef>
#include <ext/pb_ds/assoc_container.hpp>
#include <ext/pb_ds/tree_policy.hpp>
#include <map>

#include "core/state/callback.hpp"
#include "core/state/group_bits.hpp"

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
 public:
  using Lane = __gnu_pbds::tree<LineKey, Callback*, LineOrder, __gnu_pbds::rb_tree_tag,
                                __gnu_pbds::tree_order_statistics_node_update>;
  using Lanes = std::map<NeedsId, Lane>;

  // Rebuilds the order when it differs.
  void set_ageing(Ageing const& ageing);
  void insert(Callback& callback);
  void erase(Callback& callback);  // before anything of its key changes
  bool contains(Callback const& callback) const;
  std::size_t size() const { return size_; }
  // How many are ahead of this callback, or of one with this priority that comes at this time.
  std::size_t rank(Callback const& callback) const { return rank(key_of(callback)); }
  std::size_t rank(int priority, Instant at) const;
  // Effective priority now is numerator / denominator, denominator > 0.
  struct Effective {
    Wide numerator;
    Wide denominator;
  };
  Effective effective(Callback const& callback, Instant now) const;

  Lanes const& lanes() const { return lanes_; }  // none of them empty
  // The lanes in the order of their first callbacks.
  struct Head {
    NeedsId needs;
    Lane const* lane;
  };
  using Heads = std::map<LineKey, Head, LineOrder>;
  Heads const& heads() const { return heads_; }
  // Where callbacks wait in the order of their keys, whichever of two lines they stand in.
  bool ages_like(WaitingLine const& other) const;
  GroupBits const& asked() const { return asked_; }  // the numbers of the lanes: what is asked for

 private:
  LineKey key_of(Callback const& callback) const;
  Wide weight(int priority, Instant queued_since) const;
  std::size_t rank(LineKey const& key) const;

  // Calls `change` of a lane and keeps its place among the heads.
  template <typename Change>
  void change_lane(Lanes::iterator lane, Change change);

  Lanes lanes_;
  Heads heads_;
  GroupBits asked_;
  std::size_t size_ = 0;
  Wide points_ = 0;
  Wide every_us_ = 1;
};

// Whether `a` comes before `b` when both wait in queues of equal priority.
bool before(WaitingLine const& line_a, Callback const& a, WaitingLine const& line_b,
            Callback const& b, Instant now);

}  // namespace callbackd::core
