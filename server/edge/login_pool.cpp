#include "edge/login_pool.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>

namespace callbackd::edge {

void LoginPool::stop() {
  pool_.stop();
  pool_.join();
}

bool LoginPool::run(std::function<void()> work) {
  {
    std::lock_guard const lock(mutex_);
    if (waiting_ >= kWaitingMost) return false;
    ++waiting_;
  }
  boost::asio::post(pool_, [this, work = std::move(work)] {
    work();
    std::lock_guard const lock(mutex_);
    --waiting_;
  });
  return true;
}

std::chrono::seconds LoginPool::locked(std::string const& key, int most) {
  auto const found = failures_.find(key);
  if (found == failures_.end()) return std::chrono::seconds{0};
  auto const passed = std::chrono::steady_clock::now() - found->second.since;
  if (passed >= kWindow) {
    failures_.erase(found);
    return std::chrono::seconds{0};
  }
  if (found->second.count < most) return std::chrono::seconds{0};
  return std::chrono::ceil<std::chrono::seconds>(kWindow - passed);
}

std::chrono::seconds LoginPool::locked_for(std::string const& login, std::string const& address) {
  std::lock_guard const lock(mutex_);
  return std::max(locked("l" + login, kLoginFailuresMost),
                  locked("a" + address, kAddressFailuresMost));
}

void LoginPool::count(std::string const& key) {
  if (failures_.size() >= kRemembered) failures_.clear();
  auto& failures = failures_[key];
  if (failures.count++ == 0) failures.since = std::chrono::steady_clock::now();
}

void LoginPool::failed(std::string const& login, std::string const& address) {
  std::lock_guard const lock(mutex_);
  count("l" + login);
  count("a" + address);
}

void LoginPool::succeeded(std::string const& login) {
  std::lock_guard const lock(mutex_);
  failures_.erase("l" + login);
}

}  // namespace callbackd::edge
