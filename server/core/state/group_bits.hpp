// GroupBits: a set of small numbers (indexes of agent groups, or NeedsIds), as bits in 64-bit
// words. A second level has one bit for each word that is not 0. The search for common members of
// two sets looks at the second level first, because one word of it covers 4,096 numbers. A value;
// engine thread.
#pragma once
#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace callbackd::core {

class GroupBits {
 public:
  void set(std::size_t group) {
    if (words_.size() <= group / 64) words_.resize(group / 64 + 1);
    if (summary_.size() <= group / 4'096) summary_.resize(group / 4'096 + 1);
    count_ += test(group) ? 0 : 1;
    words_[group / 64] |= bit(group);
    summary_[group / 4'096] |= bit(group / 64);
  }
  void reset(std::size_t group) {
    if (!test(group)) return;
    --count_;
    words_[group / 64] &= ~bit(group);
    if (words_[group / 64] == 0) summary_[group / 4'096] &= ~bit(group / 64);
  }
  bool test(std::size_t group) const {
    return group / 64 < words_.size() && (words_[group / 64] & bit(group)) != 0;
  }
  std::size_t count() const { return count_; }

  // Calls visit(number) for each number that is in both sets, lowest first, until `visit` returns
  // false.
  template <typename Visit>
  static void each_common(GroupBits const& a, GroupBits const& b, Visit visit) {
    auto const blocks = std::min(a.summary_.size(), b.summary_.size());
    for (std::size_t block = 0; block < blocks; ++block) {
      for (auto left = a.summary_[block] & b.summary_[block]; left != 0; left &= left - 1) {
        auto const word = block * 64 + static_cast<std::size_t>(std::countr_zero(left));
        for (auto bits = a.words_[word] & b.words_[word]; bits != 0; bits &= bits - 1) {
          if (!visit(word * 64 + static_cast<std::size_t>(std::countr_zero(bits)))) return;
        }
      }
    }
  }
  static bool any_common(GroupBits const& a, GroupBits const& b) {
    bool any = false;
    each_common(a, b, [&](std::size_t) { return !(any = true); });
    return any;
  }
  static std::size_t count_common(GroupBits const& a, GroupBits const& b) {
    std::size_t count = 0;
    auto const blocks = std::min(a.summary_.size(), b.summary_.size());
    for (std::size_t block = 0; block < blocks; ++block) {
      for (auto left = a.summary_[block] & b.summary_[block]; left != 0; left &= left - 1) {
        auto const word = block * 64 + static_cast<std::size_t>(std::countr_zero(left));
        count += static_cast<std::size_t>(std::popcount(a.words_[word] & b.words_[word]));
      }
    }
    return count;
  }
  // Calls visit(number) for each number that is in `a` and not in `b`, lowest first, until `visit`
  // returns false.
  template <typename Visit>
  static void each_only_in(GroupBits const& a, GroupBits const& b, Visit visit) {
    for (std::size_t block = 0; block < a.summary_.size(); ++block) {
      for (auto left = a.summary_[block]; left != 0; left &= left - 1) {
        auto const word = block * 64 + static_cast<std::size_t>(std::countr_zero(left));
        auto const others = word < b.words_.size() ? b.words_[word] : 0;
        for (auto bits = a.words_[word] & ~others; bits != 0; bits &= bits - 1) {
          if (!visit(word * 64 + static_cast<std::size_t>(std::countr_zero(bits)))) return;
        }
      }
    }
  }

 private:
  static std::uint64_t bit(std::size_t place) { return std::uint64_t{1} << place % 64; }
  std::vector<std::uint64_t> words_;
  std::vector<std::uint64_t> summary_;  // bit i is set exactly when words_[i] is not 0
  std::size_t count_ = 0;
};

}  // namespace callbackd::core
