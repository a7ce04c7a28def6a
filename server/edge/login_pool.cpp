#include "edge/login_pool.hpp"

#include <boost/asio/post.hpp>

#include <utility>

namespace callbackd::edge {

LoginPool::LoginPool(LoginLimits const& limits, LoginSourceHasher hash)
    : hash_(std::move(hash)),
      failures_(limits),
      line_(limits, failures_),
      pool_(limits.threads + LoginLine::kKnownThreads) {}

// Drops all logins that wait. The waiters are destroyed after the lock is released, and their
// exchanges then answer 503.
void LoginPool::close_line() {
  std::map<std::uint64_t, Waiter> waiters;
  std::lock_guard const lock(mutex_);
  stopped_ = true;
  line_.clear();
  waiters.swap(waiters_);
}

void LoginPool::stop() {
  close_line();
  pool_.stop();
  pool_.join();
}

void LoginPool::enter(LoginRequest const& request, Waiter waiter) {
  auto const now = Time::clock::now();
  LoginAttempt attempt{hash_(request.login, request.source), request.source};
  DroppedWaiters dropped_waiters;
  {
    std::lock_guard const lock(mutex_);
    if (stopped_) return;
    attempt.known = sources_.knows(request.login, attempt.pair, request.at);
    waiters_.emplace(++entered_, std::move(waiter));
    if (auto const dropped = line_.add(entered_, attempt, now)) drop(*dropped, dropped_waiters);
  }
  for (auto const& [each, retry_after] : dropped_waiters) each.on_dropped(retry_after);
  give_turns();
}

void LoginPool::drop(LoginLine::Dropped const& dropped, DroppedWaiters& dropped_waiters) {
  auto const found = waiters_.find(dropped.number);
  dropped_waiters.emplace_back(std::move(found->second), dropped.retry_after);
  waiters_.erase(found);
  ++figures_.dropped;
}

// Begins all checks that may begin now, and drops the logins that waited for too long. It is called
// after every change of the line or of the checks, and by the timer. The waiters are called without
// the lock, because they may call the pool again.
void LoginPool::give_turns() {
  DroppedWaiters dropped_waiters;
  std::vector<std::pair<Waiter, TurnPtr>> turns;
  {
    std::lock_guard const lock(mutex_);
    auto const now = Time::clock::now();
    while (auto const turn = line_.next(turns_, now)) {
      auto const found = waiters_.find(turn->number);
      turns.emplace_back(std::move(found->second), std::make_shared<Turn>(*this, turn->attempt));
      waiters_.erase(found);
      ++turns_;
    }
    for (auto const& dropped : line_.drop_late(now)) drop(dropped, dropped_waiters);
    if (auto const at = line_.wake_at(now)) wake_by(*at);
  }
  for (auto const& [each, retry_after] : dropped_waiters) each.on_dropped(retry_after);
  for (auto& [each, turn] : turns) each.on_turn(std::move(turn));
}

void LoginPool::wake_by(Time at) {
  if (at >= woken_at_) return;
  woken_at_ = at;
  timer_.expires_at(at);
  timer_.async_wait([this](boost::system::error_code error) {
    if (error) return;
    {
      std::lock_guard const lock(mutex_);
      woken_at_ = Time::max();
    }
    give_turns();
  });
}

void LoginPool::Turn::run(std::function<void()> work) {
  boost::asio::post(pool_.pool_, std::move(work));
}

void LoginPool::Turn::failed() {
  finished_ = true;
  pool_.finish(attempt_, &LoginFailures::failed);
}

void LoginPool::Turn::succeeded() {
  finished_ = true;
  pool_.finish(attempt_, &LoginFailures::succeeded);
}

LoginPool::Turn::~Turn() {
  if (!finished_) pool_.abandon(attempt_);
}

void LoginPool::finish(LoginAttempt const& attempt,
                       void (LoginFailures::*outcome)(LoginAttempt const&, Time)) {
  {
    std::lock_guard const lock(mutex_);
    (failures_.*outcome)(attempt, Time::clock::now());
    ++(outcome == &LoginFailures::failed ? figures_.failed : figures_.succeeded);
    --turns_;
  }
  give_turns();
}

void LoginPool::abandon(LoginAttempt const& attempt) {
  {
    std::lock_guard const lock(mutex_);
    failures_.abandoned(attempt);
    --turns_;
  }
  give_turns();
}

std::optional<records::LoginSource> LoginPool::remember(LoginRequest const& request) {
  records::LoginSource source{request.login, hash_(request.login, request.source), request.at};
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
