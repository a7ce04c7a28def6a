// A small count for each agent group, kept as bits by their worth (the ones of all groups, the
// twos, the fours …), so that the counts of a set of groups are added up 64 groups at a time.
// Engine thread. A value.
#pragma once
#include <vector>

#include "core/state/group_bits.hpp"

namespace callbackd::core {

class GroupCounts {
 public:
  void change(std::size_t group, std::uint32_t from, std::uint32_t to) {
    auto changed = from ^ to;
    for (std::size_t worth = 0; changed != 0; ++worth, changed >>= 1, to >>= 1) {
      if ((changed & 1) == 0) continue;
      if (bits_.size() <= worth) bits_.resize(worth + 1);
      (to & 1) != 0 ? bits_[worth].set(group) : bits_[worth].reset(group);
    }
  }
  std::uint32_t sum(GroupBits const& groups) const {
    std::size_t sum = 0;
    for (std::size_t worth = 0; worth < bits_.size(); ++worth) {
      sum += GroupBits::count_common(groups, bits_[worth]) << worth;
    }
    return static_cast<std::uint32_t>(sum);
  }

 private:
  std::vector<GroupBits> bits_;
};

}  // namespace callbackd::core
