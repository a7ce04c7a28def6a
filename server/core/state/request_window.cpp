#include "core/state/request_window.hpp"

#include <algorithm>
#include <utility>

namespace callbackd::core {

std::int64_t RequestWindow::part_of(base::Instant at) const {
  return at.time_since_epoch() / (length_ / kParts);
}

RequestWindow::Log const* RequestWindow::find(Key key) const {
  if (auto const found = young_.find(key); found != young_.end()) return &found->second;
  auto const found = old_.find(key);
  return found == old_.end() ? nullptr : &found->second;
}

std::uint64_t RequestWindow::count(Key key, base::Instant now) const {
  auto const* const log = find(key);
  std::uint64_t all = 0;
  if (!log) return all;
  for (auto const& taken : *log) {
    if (taken.last + length_ > now) all += taken.count;
  }
  return all;
}

// How long until fewer than `most` requests are in the window. The oldest requests leave the window
// first. The loop finds the entry whose leaving makes the count low enough.
base::Duration RequestWindow::wait(Key key, std::uint64_t most, base::Instant now) const {
  auto const all = count(key, now);
  if (all < most) return base::Duration{0};
  auto too_many = all - most + 1;
  for (auto const& taken : *find(key)) {
    if (taken.last + length_ <= now) continue;
    if (taken.count >= too_many) return taken.last + length_ - now;
    too_many -= taken.count;
  }
  return length_;  // only with `most` 0, which callers do not ask: 0 means that there is no limit
}

// Counts one request. The first 60 requests in the window have an entry each. After that, requests
// in the same sixtieth of the window share one entry. So a log has about 120 entries at most.
void RequestWindow::add(Key key, base::Instant at) {
  age(at);
  auto& log = young_[key];
  if (auto const before = old_.find(key); before != old_.end()) {
    log = std::move(before->second);
    old_.erase(before);
  }
  auto const left = std::find_if(log.begin(), log.end(),
                                 [&](Taken const& taken) { return taken.last + length_ > at; });
  log.erase(log.begin(), left);
  if (log.size() >= kCountedExactly && part_of(log.back().last) == part_of(at)) {
    log.back().last = at;
    ++log.back().count;
  } else {
    log.push_back({at, 1});
  }
}

void RequestWindow::age(base::Instant now) {
  for (int i = 0; i < 4 && !going_.empty(); ++i) going_.erase(going_.begin());
  bool const over =
      young_since_ == base::Instant::min() || (now - young_since_ >= length_ && going_.empty());
  if (!over && young_.size() < keys_most_) return;
  going_ = std::exchange(old_, std::exchange(young_, Logs{hash_key_}));
  young_since_ = now;
}

}  // namespace callbackd::core
