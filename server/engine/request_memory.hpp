// RequestMemory has the first answer to each agent's request_id for five minutes
// (Limits::request_memory_time), so that a client that lost its connection can repeat a request
// without doing it twice. Filled when the answer is decided (before its commit), and at the start
// from PostgreSQL. Limited per agent: the newest Limits::answers_per_agent answers are kept; of
// older requests only the fact that they were made; at most Limits::request_ids_per_agent in all.
// Engine's thread only.
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

  // nullptr: this request_id was not used within the time. An empty answer_json: it was used, but
  // the answer is not kept any more.
  RememberedAnswer const* find(std::string const& login, std::string const& request_id,
                               base::Instant now);
  // False: this agent used so many request_ids within the time that another one cannot be
  // remembered.
  bool has_room(std::string const& login) const;
  void remember(RememberedAnswer answer);

 private:
  struct Agent {
    std::size_t known = 0;             // entries of this agent in answers_
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
  base::KeyedMap<std::string, Agent> agents_;  // those with entries in answers_
};

}  // namespace callbackd::engine
