#include "edge/login_pool.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <iterator>
#include <utility>

namespace callbackd::edge {

namespace {

// A thread that only known sources have: a check that is under way is never broken off.
constexpr std::size_t kKnownThreads = 1;

}  // namespace

LoginPool::LoginPool(LoginLimits const& limits, LoginSourceHash hash)
    : limits_(limits),
      hash_(std::move(hash)),
      failures_(limits),
      pool_(limits.threads + kKnownThreads) {}

void LoginPool::stop() {
  Line line;
  {
    std::lock_guard const lock(mutex_);
    stopped_ = true;
    line.swap(line_);
  }
  pool_.stop();
  pool_.join();
}

void LoginPool::enter(Asked const& asked, Waiter waiter) {
  auto const now = Time::clock::now();
  LoginAttempt attempt{hash_(asked.login, asked.source), asked.source};
  std::chrono::seconds wait{0};
  std::vector<Waiter> dropped;
  {
    std::lock_guard const lock(mutex_);
    if (stopped_) return;
    attempt.known = sources_.knows(asked.login, attempt.pair, asked.at);
    wait = failures_.delay(attempt, now);
    if (wait.count() > 0) ++figures_.delayed;
  }
  if (wait.count() > 0) return waiter.on_delayed(wait);
  {
    std::lock_guard const lock(mutex_);
    line_.emplace(failures_.begin(attempt, now), Waiting{attempt, std::move(waiter), now});
    if (line_.size() > limits_.waiting) drop(std::prev(line_.end()), dropped);
  }
  for (auto const& each : dropped) each.on_dropped();
  take_turns();
}

void LoginPool::drop(Line::iterator at, std::vector<Waiter>& dropped) {
  failures_.left(at->second.attempt);
  dropped.push_back(std::move(at->second.waiter));
  line_.erase(at);
  ++figures_.dropped;
}

// Nobody waits for an answer for ever: those of a flood never get their turn.
void LoginPool::drop_late(Time now, std::vector<Waiter>& dropped) {
  for (auto at = line_.begin(); at != line_.end();) {
    auto const next = std::next(at);
    if (now - at->second.since >= limits_.waiting_time) drop(at, dropped);
    at = next;
  }
}

void LoginPool::take_turns() {
  std::vector<Waiter> dropped;
  std::vector<std::pair<std::function<void(std::chrono::seconds)>, std::chrono::seconds>> delayed;
  std::vector<std::pair<std::function<void(TurnPtr)>, TurnPtr>> turns;
  {
    std::lock_guard const lock(mutex_);
    auto const now = Time::clock::now();
    for (auto at = line_.begin(); !stopped_ && at != line_.end();) {
      auto& [attempt, waiter, since] = at->second;
      if (turns_ >= limits_.threads + (attempt.known ? kKnownThreads : 0)) break;
      auto const wait = failures_.delay_of_turn(attempt, since, now);
      if (wait.count() > 0) {
        failures_.left(attempt);
        delayed.emplace_back(std::move(waiter.on_delayed), wait);
        ++figures_.delayed;
      } else if (failures_.start_check(attempt)) {
        turns.emplace_back(std::move(waiter.on_turn), std::make_shared<Turn>(*this, attempt));
        ++turns_;
      } else {
        ++at;  // how those went that are being checked decides about it
        continue;
      }
      at = line_.erase(at);
    }
    drop_late(now, dropped);
  }
  for (auto const& [on_delayed, wait] : delayed) on_delayed(wait);
  for (auto const& each : dropped) each.on_dropped();
  for (auto& [on_turn, turn] : turns) on_turn(std::move(turn));
}

void LoginPool::Turn::run(std::function<void()> work) {
  boost::asio::post(pool_.pool_, std::move(work));
}

void LoginPool::Turn::failed() {
  told_ = true;
  pool_.finish(attempt_, &LoginFailures::failed);
}

void LoginPool::Turn::succeeded() {
  told_ = true;
  pool_.finish(attempt_, &LoginFailures::succeeded);
}

LoginPool::Turn::~Turn() {
  if (!told_) pool_.leave(attempt_);
}

void LoginPool::finish(LoginAttempt const& attempt,
                       void (LoginFailures::*told)(LoginAttempt const&, Time)) {
  {
    std::lock_guard const lock(mutex_);
    (failures_.*told)(attempt, Time::clock::now());
    ++(told == &LoginFailures::failed ? figures_.failed : figures_.succeeded);
    --turns_;
  }
  take_turns();
}

void LoginPool::leave(LoginAttempt const& attempt) {
  {
    std::lock_guard const lock(mutex_);
    failures_.left(attempt);
    --turns_;
  }
  take_turns();
}

std::optional<records::LoginSource> LoginPool::remember(Asked const& asked) {
  records::LoginSource source{asked.login, hash_(asked.login, asked.source), asked.at};
  std::lock_guard const lock(mutex_);
  bool const due = sources_.is_due(source.login, source.source, source.at);
  if (!due) return std::nullopt;
  sources_.add(source);
  return source;
}

void LoginPool::add_known(std::vector<records::LoginSource> const& sources) {
  std::lock_guard const lock(mutex_);
  for (auto const& each : sources) sources_.add(each);
}

LoginFigures LoginPool::figures() const {
  std::lock_guard const lock(mutex_);
  auto figures = figures_;
  figures.waiting = line_.size();
  return figures;
}

}  // namespace callbackd::edge
