// GroupCounts: a count for each agent group, stored as binary digits. The first GroupBits has the
// groups whose count has the bit worth 1, the second has those with the bit worth 2, the third
// those with the bit worth 4, and so on. So the counts of a set of groups are added up 64 groups at
// a time. Example: group 0 has the count 3, group 1 has the count 1. Bit worth 1: {0, 1}. Bit worth
// 2: {0}. The sum of both counts is 2 × 1 + 1 × 2 = 4. A value; engine thread.
#pragma once
#include <vector>

#include "core/state/group_bits.hpp"

namespace callbackd::core {

class GroupCounts {
 public:
  // Changes the count of a group from `from`, which must be its present count, to `to`. Only the
  // bits that differ are written.
  void change(std::size_t group, std::uint32_t from, std::uint32_t to) {
    auto changed = from ^ to;
    for (std::size_t worth = 0; changed != 0; ++worth, changed >>= 1, to >>= 1) {
      if ((changed & 1) == 0) continue;
      if (bits_.size() <= worth) bits_.resize(worth + 1);
      (to & 1) != 0 ? bits_[worth].set(group) : bits_[worth].reset(group);
    }
  }
  // The sum of the counts of these groups.
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
