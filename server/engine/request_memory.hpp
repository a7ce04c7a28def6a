// RequestMemory has the first answer to each agent's request_id for five minutes
// (Limits::request_memory_time). So a client that lost its connection can send a request again, and
// the request is not done twice. An answer is added when it is decided, which is earlier than its
// commit. At the start of the server the answers come from PostgreSQL. Each agent has two limits:
// only the newest Limits::answers_per_agent answers keep their text, and at most
// Limits::request_ids_per_agent request_ids are known. Owned by Loop; engine's thread only.
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

  // Finds the first answer to a request_id. nullptr: this request_id was not used within
  // Limits::request_memory_time. An entry with an empty answer_json: the request_id was used, but
  // its answer is not kept any more.
  RememberedAnswer const* find(std::string const& login, std::string const& request_id,
                               base::Instant now);
  // Whether another request_id of this agent can be remembered. False if the agent used too many
  // within Limits::request_memory_time.
  bool has_room(std::string const& login) const;
  void remember(RememberedAnswer answer);

 private:
  struct AgentEntries {
    std::size_t known = 0;  // how many entries this agent has in answers_
    // The keys of the entries whose answer still has its text, oldest first.
    std::deque<std::string> answered;
  };
  void forget_old(base::Instant now);
  void forget(std::string const& key, base::Instant not_after);
  static std::string key(std::string const& login, std::string const& request_id);

  base::Duration keep_;
  std::size_t answers_most_;
  std::size_t ids_most_;
  base::KeyedMap<std::string, RememberedAnswer> answers_;
  std::deque<std::pair<base::Instant, std::string>> by_age_;
  base::KeyedMap<std::string, AgentEntries> agents_;  // agents with entries in answers_, by login
};

}  // namespace callbackd::engine
