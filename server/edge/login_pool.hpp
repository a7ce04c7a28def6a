// Checks passwords off the I/O and engine threads: argon2id is slow on purpose. Who comes next is
// LoginFailures' order: first sources from which the login succeeded before, then those with fewest
// failures. What waits is bounded: the last of that order is dropped. Any thread.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/thread_pool.hpp>

#include "edge/login_failures.hpp"
#include "edge/login_sources.hpp"

namespace callbackd::edge {

struct LoginFigures {
  std::uint64_t succeeded = 0;
  std::uint64_t failed = 0;
  std::uint64_t delayed = 0;  // refused at once: after failures, before the wait was over
  std::uint64_t dropped = 0;  // too many were waiting
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
  // Exactly one of the three is called, unless the pool stops: on a thread of the pool, or inside
  // enter().
  struct Waiter {
    std::function<void(TurnPtr)> on_turn;
    std::function<void(std::chrono::seconds)> on_delayed;  // it failed meanwhile: wait so long
    std::function<void()> on_dropped;
  };
  void enter(Asked const& asked, Waiter waiter);

  // The row that is to be stored; nullopt: a fresh one is stored already.
  std::optional<records::LoginSource> remember(Asked const& asked);
  void add_known(std::vector<records::LoginSource> const& sources);
  LoginFigures figures() const;
  void stop();  // ends the threads; what waits is let go of

 private:
  using Time = LoginFailures::Time;
  struct Waiting {
    LoginAttempt attempt;
    Waiter waiter;
    Time since;
  };
  using Line = std::map<LoginRank, Waiting>;

  void finish(LoginAttempt const& attempt, void (LoginFailures::*told)(LoginAttempt const&, Time));
  void leave(LoginAttempt const& attempt);
  void take_turns();
  void drop(Line::iterator at, std::vector<Waiter>& dropped);
  void drop_late(Time now, std::vector<Waiter>& dropped);

  LoginLimits const limits_;
  LoginSourceHash const hash_;
  mutable std::mutex mutex_;  // of all below
  LoginFailures failures_;
  LoginSources sources_;
  Line line_;
  std::size_t turns_ = 0;
  bool stopped_ = false;
  LoginFigures figures_;
  boost::asio::thread_pool pool_;  // goes first: what it still holds lets go of its turns
};

}  // namespace callbackd::edge
