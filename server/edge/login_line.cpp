#include "edge/login_line.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace callbackd::edge {

namespace {

constexpr std::chrono::seconds kAskAgain{2};  // Retry-After, as in every other 503

}  // namespace

std::optional<LoginLine::Dropped> LoginLine::add(std::uint64_t number, LoginAttempt const& attempt,
                                                 Time now) {
  if (auto const retry_after = retry_after_if_refused(attempt, now))
    return Dropped{number, *retry_after};
  line_.emplace(failures_.begin(attempt, now), Waiting{number, attempt, now});
  if (line_.size() <= limits_.waiting) return std::nullopt;
  return Dropped{remove(last(now)), kAskAgain};
}

// Returns the time after which the attempt may be tried again if it is refused immediately.
// nullopt: it is not refused. It is refused if its delays are so long that it could not be checked
// within waiting_time, or if too many attempts of its pair (source and login) wait or are being
// checked. If its delay is not over, it is also refused if too many attempts of its source wait for
// the end of their delay.
std::optional<std::chrono::seconds> LoginLine::retry_after_if_refused(LoginAttempt const& attempt,
                                                                      Time now) const {
  auto const before = failures_.under_way(attempt);
  if (static_cast<std::size_t>(before) >= limits_.waiting_of_pair) return kAskAgain;
  auto const delay = failures_.delay(attempt, now);
  if (delay.count() == 0) return std::nullopt;
  auto const own = std::max(Time::duration{0}, failures_.free_at(attempt, now) - now);
  if (own + before * delay >= limits_.waiting_time) return delay;
  if (own > Time::duration{0} && source_has_too_many_delayed(attempt.source, now)) return delay;
  return std::nullopt;
}

// Whether too many attempts of the source, or of one of its networks, wait for the end of their
// delay. A source that guesses at many logins must not fill the line with attempts that may not be
// checked yet.
bool LoginLine::source_has_too_many_delayed(base::Source source, Time now) const {
  std::array<std::size_t, base::Source::kWidths> kept{};
  auto const networks = source.networks();
  for (auto const& [rank, waiting] : line_) {
    if (failures_.free_at(waiting.attempt, now) <= now) continue;
    for (auto const& network : waiting.attempt.source.networks()) {
      kept[network.width] += static_cast<std::size_t>(std::any_of(
          networks.begin(), networks.end(),
          [&](auto const& own) { return own.width == network.width && own.name == network.name; }));
    }
  }
  return std::any_of(networks.begin(), networks.end(), [&](auto const& network) {
    return kept[network.width] >=
           limits_.delayed_of_source * static_cast<std::size_t>(network.times);
  });
}

// Whether the attempt has waited for more than equals_in_turn. The time of its delay is not
// counted.
bool LoginLine::is_late(Waiting const& waiting, Time now) const {
  auto const ready = std::max(waiting.since, failures_.free_at(waiting.attempt, now));
  return now - ready > limits_.equals_in_turn;
}

// Returns the end of the equals that begin at `begin`. Equals are attempts whose ranks differ only
// in the arrival.
LoginLine::Line::iterator LoginLine::end_of_equals(Line::iterator begin) {
  return std::find_if(begin, line_.end(),
                      [&](auto const& each) { return !each.first.is_equal(begin->first); });
}

// Returns the attempt in [begin, end) that is checked next, or `end` if none can be checked. The
// range is in the order of arrival. Attempts that cannot be checked now are skipped. The result is
// the first attempt that is not late (is_late()). If all are late, it is the last one.
LoginLine::Line::iterator LoginLine::first_of_equals(Line::iterator begin, Line::iterator end,
                                                     Time now) {
  auto found = end;
  for (auto at = begin; at != end; ++at) {
    auto const& attempt = at->second.attempt;
    if (failures_.free_at(attempt, now) > now || !failures_.may_check(attempt)) continue;
    found = at;
    if (!is_late(at->second, now)) break;
  }
  return found;
}

// Returns the attempt that is dropped when the line is too long. It is one of the equals with the
// last rank. If some of these are late (is_late()), it is the one that arrived first. Otherwise it
// is the newest.
LoginLine::Line::iterator LoginLine::last(Time now) {
  auto const newest = std::prev(line_.end());
  auto const first = std::find_if(line_.begin(), line_.end(), [&](auto const& each) {
    return each.first.is_equal(newest->first);
  });
  auto const late =
      std::find_if(first, line_.end(), [&](auto const& each) { return is_late(each.second, now); });
  return late == line_.end() ? newest : late;
}

std::optional<LoginLine::Turn> LoginLine::next(std::size_t checks, Time now) {
  for (auto begin = line_.begin(); begin != line_.end();) {
    if (checks >= limits_.threads + (begin->second.attempt.known ? kKnownThreads : 0)) break;
    auto const end = end_of_equals(begin);
    auto const found = first_of_equals(begin, end, now);
    if (found != end) {
      Turn turn{found->second.number, found->second.attempt};
      line_.erase(found);
      failures_.start_check(turn.attempt);
      return turn;
    }
    begin = end;
  }
  return std::nullopt;
}

// Drops the attempts that have waited for waiting_time. In a flood some attempts are never checked,
// but every attempt must get an answer.
std::vector<LoginLine::Dropped> LoginLine::drop_late(Time now) {
  std::vector<Dropped> dropped;
  for (auto at = line_.begin(); at != line_.end();) {
    auto const next = std::next(at);
    if (now - at->second.since >= limits_.waiting_time) dropped.push_back({remove(at), kAskAgain});
    at = next;
  }
  return dropped;
}

std::optional<LoginLine::Time> LoginLine::wake_at(Time now) const {
  std::optional<Time> first;
  for (auto const& [rank, waiting] : line_) {
    auto at = waiting.since + limits_.waiting_time;
    auto const free = failures_.free_at(waiting.attempt, now);
    if (free > now) at = std::min(at, free);
    first = first ? std::min(*first, at) : at;
  }
  return first;
}

std::uint64_t LoginLine::remove(Line::iterator at) {
  auto const number = at->second.number;
  failures_.abandoned(at->second.attempt);
  line_.erase(at);
  return number;
}

void LoginLine::clear() {
  while (!line_.empty()) remove(line_.begin());
}

}  // namespace callbackd::edge
