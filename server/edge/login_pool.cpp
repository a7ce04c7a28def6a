#include "edge/login_pool.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>

namespace callbackd::edge {

void LoginPool::stop() {
  pool_.stop();
  pool_.join();
}

bool LoginPool::enter() {
  std::lock_guard const lock(mutex_);
  if (waiting_ >= kWaitingMost) return false;
  ++waiting_;
  return true;
}

void LoginPool::leave() {
  std::lock_guard const lock(mutex_);
  --waiting_;
}

void LoginPool::run(std::function<void()> work) {
  boost::asio::post(pool_, [this, work = std::move(work)] {
    work();
    leave();
  });
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
  auto const wait = std::max(locked("b" + login + "@" + address, kLoginFailuresMost),
                             locked("l" + login, kLoginFailuresInAll));
  if (address_failures_most_ == 0) return wait;
  return std::max(wait, locked("a" + address, address_failures_most_));
}

std::chrono::seconds LoginPool::begin(std::string const& login, std::string const& address) {
  auto const wait = locked_for(login, address);
  if (wait.count() > 0) return wait;
  std::lock_guard const lock(mutex_);
  count("b" + login + "@" + address);
  count("l" + login);
  count("a" + address);
  return wait;
}

void LoginPool::count(std::string const& key) {
  auto const now = std::chrono::steady_clock::now();
  if (failures_.size() >= kRemembered) {
    std::erase_if(failures_, [&](auto const& each) { return now - each.second.since >= kWindow; });
  }
  auto& failures = failures_[key];
  if (failures.count++ == 0) failures.since = now;
}

void LoginPool::succeeded(std::string const& login, std::string const& address) {
  std::lock_guard const lock(mutex_);
  failures_.erase("b" + login + "@" + address);
  failures_.erase("l" + login);
  if (auto const found = failures_.find("a" + address); found != failures_.end()) {
    if (--found->second.count <= 0) failures_.erase(found);
  }
}

}  // namespace callbackd::edge
