// The first answer to each agent's request_id, for five minutes, so that a client that lost its
// link never does a thing twice. Filled when the answer is decided (before its commit) and at start
// from PostgreSQL. Bounded by agent: of the last answers_per_agent requests the answer is kept, of
// those before only that they were made. Engine thread only.
#pragma once
#include <deque>
#include <string>
#include <vector>

#include "base/hash_tables.hpp"
#include "base/limits.hpp"
#include "engine/ports.hpp"

namespace callbackd::engine {

class RequestMemory {
 public:
  RequestMemory(base::HashKey key, base::Limits const& limits,
                std::vector<RememberedAnswer> remembered);

  // nullptr: not asked before (or longer ago than the limit). An empty answer_json: asked, but the
  // answer is not kept any more.
  RememberedAnswer const* find(std::string const& login, std::string const& request_id,
                               base::Instant now);
  // False: this agent has used so many request_ids lately that another could not be remembered.
  bool has_room(std::string const& login) const;
  void remember(RememberedAnswer answer);

 private:
  struct Agent {
    std::size_t known = 0;             // in answers_
    std::deque<std::string> answered;  // keys whose answer is kept, oldest first
  };
  void forget_old(base::Instant now);
  void forget(std::string const& key, base::Instant not_after);
  static std::string key(std::string const& login, std::string const& request_id);

  base::Duration keep_;
  std::size_t answers_most_;
  std::size_t ids_most_;
  base::KeyedMap<std::string, RememberedAnswer> answers_;
  std::deque<std::pair<base::Instant, std::string>> by_age_;
  base::KeyedMap<std::string, Agent> agents_;  // those with something in answers_
};

}  // namespace callbackd::engine
