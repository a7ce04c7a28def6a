// LoginPool owns the threads that check passwords. argon2id is slow on purpose, so it must not run
// on the I/O threads or the engine's thread. LoginLine decides which login is checked next. A timer
// wakes the pool when a delay is over. The threads also do other slow work of the edge, such as
// checking a site definition (executor()). EdgeParts owns the LoginPool. Any thread may call it.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>

#include "edge/login_failures.hpp"
#include "edge/login_line.hpp"
#include "edge/login_sources.hpp"

namespace callbackd::edge {

struct LoginFigures {
  std::uint64_t succeeded = 0;
  std::uint64_t failed = 0;
  std::uint64_t dropped = 0;  // without a check: too many logins waited, or this one for too long
  std::uint64_t waiting = 0;  // how many wait now
};

class LoginPool {
 public:
  LoginPool(LoginLimits const& limits, LoginSourceHasher hash);
  ~LoginPool() { stop(); }

  auto executor() { return pool_.get_executor(); }  // for other slow work

  struct LoginRequest {
    std::string login;
    base::Source source;
    base::Instant at{};
  };
  // One login whose password may be checked now. failed() or succeeded() is called once. If a Turn
  // is destroyed before either is called, the password was not checked.
  class Turn {
   public:
    Turn(LoginPool& pool, LoginAttempt const& attempt) : pool_(pool), attempt_(attempt) {}
    ~Turn();
    Turn(Turn const&) = delete;
    Turn& operator=(Turn const&) = delete;

    void run(std::function<void()> work);  // on a thread of the pool
    void failed();
    void succeeded();

   private:
    LoginPool& pool_;
    LoginAttempt attempt_;
    bool finished_ = false;
  };
  using TurnPtr = std::shared_ptr<Turn>;
  // Exactly one of the two functions is called. It may be called on any thread, also inside
  // enter(). If the pool stops first, neither function is called and the Waiter is destroyed.
  struct Waiter {
    std::function<void(TurnPtr)> on_turn;
    std::function<void(std::chrono::seconds)> on_dropped;  // the client may try again after that
  };
  void enter(LoginRequest const& request, Waiter waiter);

  // Remembers that the login succeeded from its source. Returns the row to store. nullopt: the
  // stored row is less than a day old, so nothing needs to be stored.
  std::optional<records::LoginSource> remember(LoginRequest const& request);
  void add_known(std::vector<records::LoginSource> const& sources);
  LoginFigures figures() const;
  void close_line();  // drops all logins that wait or come later; checks that have begun go on
  void stop();        // close_line(), and ends the threads

 private:
  using Time = LoginFailures::Time;
  void finish(LoginAttempt const& attempt,
              void (LoginFailures::*outcome)(LoginAttempt const&, Time));
  void abandon(LoginAttempt const& attempt);
  void give_turns();
  using DroppedWaiters = std::vector<std::pair<Waiter, std::chrono::seconds>>;
  void drop(LoginLine::Dropped const& dropped, DroppedWaiters& dropped_waiters);
  // Sets the timer if it would ring later than `at`. The caller holds mutex_.
  void wake_by(Time at);

  LoginSourceHasher const hash_;
  mutable std::mutex mutex_;  // guards the members up to figures_
  LoginFailures failures_;
  LoginSources sources_;
  LoginLine line_;
  std::map<std::uint64_t, Waiter> waiters_;  // by their numbers in the line
  std::uint64_t entered_ = 0;                // the last number
  std::size_t turns_ = 0;                    // turns that have not ended
  Time woken_at_ = Time::max();              // when the timer is set; max: it is not
  bool stopped_ = false;
  LoginFigures figures_;
  // pool_ is destroyed before the members above. The work that it still holds owns Turns, and a
  // Turn uses these members when it is destroyed.
  boost::asio::thread_pool pool_;
  // The timer's handler runs on a thread of the pool. Only wake_by() uses timer_, under mutex_.
  boost::asio::steady_timer timer_{pool_};
};

}  // namespace callbackd::edge
