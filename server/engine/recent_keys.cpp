#include "engine/recent_keys.hpp"

#include <utility>

namespace callbackd::engine {

RecentKeys::Use const* RecentKeys::find(IdempotencyKey const& key, base::Instant now) {
  while (!by_age_.empty() && by_age_.front().first + kKept < now) {
    uses_.erase(by_age_.front().second);
    by_age_.pop_front();
  }
  auto const found = uses_.find(name(key));
  return found == uses_.end() ? nullptr : &found->second;
}

void RecentKeys::add(IdempotencyKey const& key, Use use, base::Instant now) {
  by_age_.emplace_back(now, name(key));
  uses_.emplace(name(key), use);
}

std::string RecentKeys::name(IdempotencyKey const& key) {
  return key.site + '\0' + base::to_text(key.key_hash);
}

}  // namespace callbackd::engine
