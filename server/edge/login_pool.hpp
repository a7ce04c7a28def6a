// Checks passwords off the I/O and engine threads: argon2id is slow on purpose. Whose turn it is
// LoginLine says; a timer wakes it when a delay is over. Any thread.
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
  std::uint64_t dropped = 0;  // too many were waiting, or for too long
  std::uint64_t waiting = 0;  // now
};

class LoginPool {
 public:
  LoginPool(LoginLimits const& limits, LoginSourceHash hash);
  ~LoginPool() { stop(); }

  auto executor() { return pool_.get_executor(); }  // for other slow work

  struct Asked {
    std::string login;
    base::Source source;
    base::Instant at{};
  };
  // One login whose turn it is. Told once how it went; who lets go of it has not checked anything.
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
    bool told_ = false;
  };
  using TurnPtr = std::shared_ptr<Turn>;
  // Exactly one of the two is called, unless the pool stops: on a thread of the pool, or inside
  // enter().
  struct Waiter {
    std::function<void(TurnPtr)> on_turn;
    std::function<void(std::chrono::seconds)> on_dropped;  // it may ask again after that
  };
  void enter(Asked const& asked, Waiter waiter);

  // The row that is to be stored; nullopt: a fresh one is stored already.
  std::optional<records::LoginSource> remember(Asked const& asked);
  void add_known(std::vector<records::LoginSource> const& sources);
  LoginFigures figures() const;
  void let_go();  // of what waits, and of all that comes; what is being checked goes on
  void stop();    // that, and ends the threads

 private:
  using Time = LoginFailures::Time;
  void finish(LoginAttempt const& attempt, void (LoginFailures::*told)(LoginAttempt const&, Time));
  void leave(LoginAttempt const& attempt);
  void take_turns();
  using Told = std::vector<std::pair<Waiter, std::chrono::seconds>>;
  void drop(LoginLine::Dropped const& dropped, Told& told);
  void wake_by(Time at);

  LoginSourceHash const hash_;
  mutable std::mutex mutex_;  // of all below
  LoginFailures failures_;
  LoginSources sources_;
  LoginLine line_;
  std::map<std::uint64_t, Waiter> waiters_;  // by their numbers in the line
  std::uint64_t entered_ = 0;
  std::size_t turns_ = 0;
  Time woken_at_ = Time::max();
  bool stopped_ = false;
  LoginFigures figures_;
  boost::asio::thread_pool pool_;  // goes before these: what it holds lets go of its turns
  boost::asio::steady_timer timer_{pool_};
};

}  // namespace callbackd::edge
