#include "core/state/waiting_line.hpp"

#include <limits>
#include <vector>

#include "base/check.hpp"

namespace callbackd::core {

Wide WaitingLine::weight(int priority, Instant queued_since) const {
  return Wide{priority} * every_us_ - points_ * Wide{queued_since.time_since_epoch().count()};
}

LineKey WaitingLine::key_of(Callback const& callback) const {
  // A callback of the opening_line does not wait yet. It will wait from `due_at` on.
  auto const since = callback.queued_since == kNever ? callback.due_at : callback.queued_since;
  return {weight(callback.priority, since), since, callback.serial};
}

void WaitingLine::set_ageing(Ageing const& ageing) {
  Wide const points = ageing.points;
  Wide const every_us = ageing.points == 0 ? Wide{1} : Wide{base::Duration{ageing.every}.count()};
  CALLBACKD_CHECK(every_us > 0);
  if (points == points_ && every_us == every_us_) return;
  std::vector<Callback*> callbacks;
  for (auto const& [needs, lane] : lanes_) {
    for (auto const& entry : lane) callbacks.push_back(entry.second);
  }
  lanes_.clear();
  heads_.clear();
  asked_ = {};
  size_ = 0;
  points_ = points;
  every_us_ = every_us;
  for (auto* callback : callbacks) insert(*callback);
}

template <typename Change>
void WaitingLine::change_lane(Lanes::iterator lane, Change change) {
  auto const& entries = lane->second;
  bool const was_there = !entries.empty();
  auto const before = was_there ? entries.begin()->second : nullptr;
  auto const key = was_there ? entries.begin()->first : LineKey{};
  change(lane->second);
  bool const is_there = !entries.empty();
  if (was_there && is_there && entries.begin()->second == before) return;
  if (was_there) heads_.erase(key);
  if (is_there) heads_.emplace(entries.begin()->first, Head{lane->first, &lane->second});
}

void WaitingLine::insert(Callback& callback) {
  change_lane(lanes_.try_emplace(callback.required_skills).first, [&](Lane& lane) {
    CALLBACKD_CHECK(lane.insert({key_of(callback), &callback}).second);
  });
  asked_.set(static_cast<std::size_t>(callback.required_skills));
  ++size_;
}

void WaitingLine::erase(Callback& callback) {
  auto const lane = lanes_.find(callback.required_skills);
  CALLBACKD_CHECK(lane != lanes_.end());
  change_lane(lane, [&](Lane& entries) { CALLBACKD_CHECK(entries.erase(key_of(callback))); });
  if (lane->second.empty()) {
    asked_.reset(static_cast<std::size_t>(callback.required_skills));
    lanes_.erase(lane);
  }
  --size_;
}

bool WaitingLine::contains(Callback const& callback) const {
  auto const lane = lanes_.find(callback.required_skills);
  return lane != lanes_.end() && lane->second.find(key_of(callback)) != lane->second.end();
}

// How many callbacks would be ahead of a new one. The key of the new one gets the highest serial,
// so that callbacks with the same weight and time are ahead of it.
std::size_t WaitingLine::rank(int priority, Instant at) const {
  auto const last = static_cast<base::Serial>(std::numeric_limits<std::uint64_t>::max());
  return rank(LineKey{weight(priority, at), at, last});
}

// How many callbacks come before this key: the sum over all lanes. Each lane is an order-statistic
// tree, so a lane costs O(log n).
std::size_t WaitingLine::rank(LineKey const& key) const {
  std::size_t ahead = 0;
  for (auto const& [needs, lane] : lanes_) ahead += lane.order_of_key(key);
  return ahead;
}

bool WaitingLine::ages_like(WaitingLine const& other) const {
  return points_ == other.points_ && every_us_ == other.every_us_;
}

WaitingLine::Effective WaitingLine::effective(Callback const& callback, Instant now) const {
  Wide const age_us = (now - callback.queued_since).count();
  return {Wide{callback.priority} * every_us_ + points_ * age_us, every_us_};
}

bool before(WaitingLine const& line_a, Callback const& a, WaitingLine const& line_b,
            Callback const& b, Instant now) {
  auto const of_a = line_a.effective(a, now);
  auto const of_b = line_b.effective(b, now);
  Wide const left = of_a.numerator * of_b.denominator;
  Wide const right = of_b.numerator * of_a.denominator;
  if (left != right) return left > right;
  if (a.queued_since != b.queued_since) return a.queued_since < b.queued_since;
  return a.serial < b.serial;
}

}  // namespace callbackd::core
