// The first answer to each agent's request_id, for five minutes, so that a client that lost its
// link never does a thing twice. Filled when the answer is decided (before its commit) and at start
// from PostgreSQL. Engine thread only.
#pragma once
#include <deque>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/limits.hpp"
#include "engine/ports.hpp"

namespace callbackd::engine {

class RequestMemory {
 public:
  RequestMemory(base::Limits const& limits, std::vector<RememberedAnswer> remembered);

  // nullptr: not asked before (or longer ago than the limit).
  RememberedAnswer const* find(std::string const& login, std::string const& request_id,
                               base::Instant now);
  void remember(RememberedAnswer answer);

 private:
  void forget_old(base::Instant now);
  static std::string key(std::string const& login, std::string const& request_id);

  base::Duration keep_;
  std::unordered_map<std::string, RememberedAnswer> answers_;
  std::deque<std::pair<base::Instant, std::string>> by_age_;
};

}  // namespace callbackd::engine
