// Checks passwords off the I/O and engine threads: argon2id is slow on purpose. A bounded queue
// before a few threads; when it is full a login is refused at once, before its user is looked up.
// Failures are limited per login and per address.
#pragma once
#include <chrono>
#include <functional>
#include <mutex>
#include <string>
#include <unordered_map>

#include <boost/asio/thread_pool.hpp>

namespace callbackd::edge {

class LoginPool {
 public:
  // `address_failures_most` in a minute; 0: no limit, as behind a proxy all have its address.
  explicit LoginPool(int address_failures_most = 50, std::size_t threads = 2)
      : address_failures_most_(address_failures_most), pool_(threads) {}
  ~LoginPool() { stop(); }

  void stop();  // ends the threads; what waits is dropped
  auto executor() { return pool_.get_executor(); }
  // A place in the queue: false when too many wait already. Whoever has one runs or leaves.
  bool enter();
  void leave();
  void run(std::function<void()> work);  // on the pool; then the place is free

  // Too many failures of this login or address lately: seconds to wait, else 0.
  std::chrono::seconds locked_for(std::string const& login, std::string const& address);
  // The same, and counts one more when it is 0: a check that is under way may fail.
  std::chrono::seconds begin(std::string const& login, std::string const& address);
  void succeeded(std::string const& login, std::string const& address);

 private:
  struct Failures {
    int count = 0;
    std::chrono::steady_clock::time_point since;
  };
  static constexpr std::size_t kWaitingMost = 64;
  static constexpr int kLoginFailuresMost = 10;    // from one address
  static constexpr int kLoginFailuresInAll = 100;  // high: a stranger must not lock a person out
  static constexpr std::chrono::seconds kWindow{60};
  // Beyond it those that are over go; no more can fail within a window than the pool can check.
  static constexpr std::size_t kRemembered = 10'000;

  std::chrono::seconds locked(std::string const& key, int most);
  void count(std::string const& key);

  int const address_failures_most_;
  boost::asio::thread_pool pool_;
  std::mutex mutex_;
  std::size_t waiting_ = 0;
  std::unordered_map<std::string, Failures> failures_;
};

}  // namespace callbackd::edge
