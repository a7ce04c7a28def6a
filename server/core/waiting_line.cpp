#include "core/waiting_line.hpp"

#include <limits>
#include <vector>

#include "base/check.hpp"

namespace callbackd::core {

Wide WaitingLine::weight(int priority, Instant queued_since) const {
  return Wide{priority} * every_us_ - points_ * Wide{queued_since.time_since_epoch().count()};
}

LineKey WaitingLine::key_of(Callback const& callback) const {
  return {weight(callback.priority, callback.queued_since), callback.queued_since, callback.serial};
}

void WaitingLine::set_ageing(Ageing const& ageing) {
  Wide const points = ageing.points;
  Wide const every_us = ageing.points == 0 ? Wide{1} : Wide{base::Duration{ageing.every}.count()};
  CALLBACKD_CHECK(every_us > 0);
  if (points == points_ && every_us == every_us_) return;
  std::vector<Callback*> callbacks;
  for (auto const& entry : tree_) callbacks.push_back(entry.second);
  tree_.clear();
  points_ = points;
  every_us_ = every_us;
  for (auto* callback : callbacks) insert(*callback);
}

void WaitingLine::insert(Callback& callback) {
  bool const inserted = tree_.insert({key_of(callback), &callback}).second;
  CALLBACKD_CHECK(inserted);
}

void WaitingLine::erase(Callback& callback) {
  bool const erased = tree_.erase(key_of(callback));
  CALLBACKD_CHECK(erased);
}

bool WaitingLine::contains(Callback const& callback) const {
  return tree_.find(key_of(callback)) != tree_.end();
}

std::size_t WaitingLine::rank(int priority, Instant at) const {
  auto const last = static_cast<base::Serial>(std::numeric_limits<std::uint64_t>::max());
  return tree_.order_of_key(LineKey{weight(priority, at), at, last});
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
