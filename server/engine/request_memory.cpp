#include "engine/request_memory.hpp"

#include <utility>

namespace callbackd::engine {

RequestMemory::RequestMemory(base::HashKey key, base::Limits const& limits,
                             std::vector<RememberedAnswer> remembered)
    : keep_(limits.request_memory_time),
      answers_most_(limits.answers_per_agent),
      ids_most_(limits.request_ids_per_agent),
      answers_(key),
      agents_(key) {
  for (auto& answer : remembered) remember(std::move(answer));
}

RememberedAnswer const* RequestMemory::find(std::string const& login, std::string const& request_id,
                                            base::Instant now) {
  forget_old(now);
  auto const found = answers_.find(key(login, request_id));
  return found == answers_.end() ? nullptr : &found->second;
}

bool RequestMemory::has_room(std::string const& login) const {
  auto const found = agents_.find(login);
  return found == agents_.end() || found->second.known < ids_most_;
}

void RequestMemory::remember(RememberedAnswer answer) {
  auto name = key(answer.login, answer.request_id);
  auto& agent = agents_[answer.login];
  by_age_.emplace_back(answer.at, name);
  if (answers_.insert_or_assign(name, std::move(answer)).second) ++agent.known;
  agent.answered.push_back(std::move(name));
  if (agent.answered.size() <= answers_most_) return;
  // Too many answers are kept for this agent. The text of the oldest answer is dropped, but its
  // request_id stays known.
  auto const oldest = answers_.find(agent.answered.front());
  if (oldest != answers_.end()) oldest->second.answer_json = std::string{};
  agent.answered.pop_front();
}

void RequestMemory::forget_old(base::Instant now) {
  while (!by_age_.empty() && by_age_.front().first + keep_ < now) {
    auto const [at, name] = std::move(by_age_.front());
    by_age_.pop_front();
    forget(name, at);
  }
}

// Forgets one entry. If the same request_id was remembered again after `not_after`, it stays.
void RequestMemory::forget(std::string const& name, base::Instant not_after) {
  auto const found = answers_.find(name);
  if (found == answers_.end() || found->second.at > not_after) return;
  auto const agent = agents_.find(found->second.login);
  auto& answered = agent->second.answered;
  if (!answered.empty() && answered.front() == name) answered.pop_front();
  if (--agent->second.known == 0) agents_.erase(agent);
  answers_.erase(found);
}

std::string RequestMemory::key(std::string const& login, std::string const& request_id) {
  return login + '\0' + request_id;
}

}  // namespace callbackd::engine
