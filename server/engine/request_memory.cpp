#include "engine/request_memory.hpp"

#include <utility>

namespace callbackd::engine {

RequestMemory::RequestMemory(base::Limits const& limits, std::vector<RememberedAnswer> remembered)
    : keep_(limits.request_memory_time) {
  for (auto& answer : remembered) remember(std::move(answer));
}

RememberedAnswer const* RequestMemory::find(std::string const& login, std::string const& request_id,
                                            base::Instant now) {
  forget_old(now);
  auto const found = answers_.find(key(login, request_id));
  return found == answers_.end() ? nullptr : &found->second;
}

void RequestMemory::remember(RememberedAnswer answer) {
  auto name = key(answer.login, answer.request_id);
  by_age_.emplace_back(answer.at, name);
  answers_.insert_or_assign(std::move(name), std::move(answer));
}

void RequestMemory::forget_old(base::Instant now) {
  while (!by_age_.empty() && by_age_.front().first + keep_ < now) {
    auto const found = answers_.find(by_age_.front().second);
    if (found != answers_.end() && found->second.at <= by_age_.front().first) answers_.erase(found);
    by_age_.pop_front();
  }
}

std::string RequestMemory::key(std::string const& login, std::string const& request_id) {
  return login + '\0' + request_id;
}

}  // namespace callbackd::engine
