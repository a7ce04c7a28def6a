#include "edge/login_failures.hpp"

#include <algorithm>
#include <utility>

namespace callbackd::edge {

namespace {

constexpr std::chrono::seconds kMinute{60};
// How many times a failure of this login from this source counts in LoginRank::failures. It then
// counts once more there as a failure of its source, so five times in all. A failure of another
// login from this source counts once. It must not weigh much, because in an office behind one
// address many people mistype now and then.
constexpr int kOfThisLogin = 4;

}  // namespace

std::chrono::seconds LoginFailures::delay(LoginAttempt const& attempt, Time now) const {
  auto const found = pairs_.find(attempt.pair);
  if (found == pairs_.end()) return std::chrono::seconds{0};
  auto const& pair = found->second;
  auto const failures = is_over(pair.failed, now) ? 0 : pair.failures;
  if (failures < limits_.failures_at_once) return std::chrono::seconds{0};
  auto const most = attempt.known ? limits_.delay_most_known : limits_.delay_most;
  auto wait = limits_.delay_first;
  for (int more = limits_.failures_at_once; more < failures && wait < most; ++more) wait *= 2;
  return std::min(wait, most);
}

LoginFailures::Time LoginFailures::free_at(LoginAttempt const& attempt, Time now) const {
  auto const wait = delay(attempt, now);
  return wait.count() == 0 ? Time{} : pairs_.find(attempt.pair)->second.failed + wait;
}

int LoginFailures::under_way(LoginAttempt const& attempt) const {
  auto const found = pairs_.find(attempt.pair);
  return found == pairs_.end() ? 0 : found->second.under_way;
}

bool LoginFailures::may_check(LoginAttempt const& attempt) const {
  auto const& pair = pairs_.find(attempt.pair)->second;
  return pair.checked == 0 || pair.failures + pair.checked < limits_.failures_at_once;
}

void LoginFailures::start_check(LoginAttempt& attempt) {
  ++pairs_[attempt.pair].checked;
  attempt.checked = true;
}

// Registers an attempt and makes its rank. An attempt under way counts like a failure. So if one
// source makes two attempts at the same time, the second attempt ranks behind the first attempts of
// other sources.
LoginRank LoginFailures::begin(LoginAttempt const& attempt, Time now) {
  make_room(now);
  LoginRank rank;
  rank.kind = attempt.known ? 0 : fails_too_often(attempt.source, now) ? 2 : 1;
  rank.arrival = ++arrived_;
  auto& pair = pairs_[attempt.pair];
  if (is_over(pair.failed, now)) pair.failures = 0;
  rank.failures = kOfThisLogin * (pair.failures + pair.under_way);
  rank.failures += source_failures(attempt.source, now);
  ++pair.under_way;
  for (auto const& network : attempt.source.networks()) {
    ++networks_[{network.width, network.name}].under_way;
  }
  return rank;
}

void LoginFailures::finish_attempt(LoginAttempt const& attempt) {
  auto& pair = pairs_[attempt.pair];
  --pair.under_way;
  if (attempt.checked) --pair.checked;
  for (auto const& network : attempt.source.networks()) {
    --networks_[{network.width, network.name}].under_way;
  }
}

void LoginFailures::failed(LoginAttempt const& attempt, Time now) {
  finish_attempt(attempt);
  auto& pair = pairs_[attempt.pair];
  ++pair.failures;
  pair.failed = now;
  count(attempt.source, 1, now);
}

// Records a success. The earlier failures of this login from this source are subtracted from the
// source's counts, because the user only mistyped. The success itself subtracts one more.
void LoginFailures::succeeded(LoginAttempt const& attempt, Time now) {
  finish_attempt(attempt);
  auto const pair = pairs_.find(attempt.pair);
  auto const mistyped = std::exchange(pair->second.failures, 0);
  if (pair->second.under_way == 0) pairs_.erase(pair);
  count(attempt.source, -1 - mistyped, now);
}

void LoginFailures::abandoned(LoginAttempt const& attempt) {
  finish_attempt(attempt);
  auto const pair = pairs_.find(attempt.pair);
  if (pair->second.failures == 0 && pair->second.under_way == 0) pairs_.erase(pair);
  for (auto const& network : attempt.source.networks()) {
    auto const found = networks_.find({network.width, network.name});
    if (found->second.failures == 0 && found->second.under_way == 0) networks_.erase(found);
  }
}

void LoginFailures::count(base::Source source, int change, Time now) {
  for (auto const& network : source.networks()) {
    auto const found = networks_.find({network.width, network.name});
    auto& counted = found->second;
    if (is_over(counted.last, now)) counted.failures = 0;
    if (now - counted.minute >= kMinute) {
      counted.minute = now;
      counted.this_minute = 0;
    }
    counted.failures = std::max(0, counted.failures + change);
    counted.this_minute = std::max(0, counted.this_minute + change);
    counted.last = now;
    if (counted.failures == 0 && counted.under_way == 0) networks_.erase(found);
  }
}

// Returns the failures of a source; an attempt under way counts as a failure. An IPv6 source lies
// in three networks. A network is allowed as many failures as `times` single sources, so its count
// is divided by `times`. The greatest of the three results is returned.
int LoginFailures::source_failures(base::Source source, Time now) const {
  int most = 0;
  for (auto const& network : source.networks()) {
    auto const found = networks_.find({network.width, network.name});
    if (found == networks_.end()) continue;
    auto const& counted = found->second;
    auto const failures = is_over(counted.last, now) ? 0 : counted.failures;
    most = std::max(most, (failures + counted.under_way) / network.times);
  }
  return most;
}

bool LoginFailures::fails_too_often(base::Source source, Time now) const {
  if (limits_.address_failures == 0) return false;
  auto const networks = source.networks();
  return std::any_of(networks.begin(), networks.end(), [&](base::Source::Network const& network) {
    auto const found = networks_.find({network.width, network.name});
    return found != networks_.end() && now - found->second.minute < kMinute &&
           found->second.this_minute >= limits_.address_failures * network.times;
  });
}

// Keeps the maps bounded. First it removes the entries that are old enough to be forgotten. If that
// is not enough, it removes all entries that have no attempt under way. This is rare: the bound is
// greater than the number of passwords that the threads are expected to check in an hour.
void LoginFailures::make_room(Time now) {
  auto const shed = [&](auto& counted, auto last) {
    if (counted.size() < limits_.remembered) return;
    std::erase_if(counted, [&](auto const& each) {
      return each.second.under_way == 0 && is_over(each.second.*last, now);
    });
    if (counted.size() < limits_.remembered) return;
    std::erase_if(counted, [](auto const& each) { return each.second.under_way == 0; });
  };
  shed(pairs_, &Pair::failed);
  shed(networks_, &Network::last);
}

}  // namespace callbackd::edge
