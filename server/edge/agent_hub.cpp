#include "edge/agent_hub.hpp"

#include <vector>

namespace callbackd::edge {

std::uint64_t AgentHub::add(std::weak_ptr<AgentConnection> session) {
  std::lock_guard const lock(mutex_);
  sessions_.emplace(++last_, Entry{std::move(session), {}});
  return last_;
}

void AgentHub::remove(std::uint64_t connection) {
  std::lock_guard const lock(mutex_);
  sessions_.erase(connection);
}

void AgentHub::showed(std::uint64_t connection, records::Hash const& token) {
  std::lock_guard const lock(mutex_);
  auto const found = sessions_.find(connection);
  if (found != sessions_.end()) found->second.token = token;
}

std::set<records::Hash> AgentHub::tokens() const {
  std::set<records::Hash> tokens;
  std::lock_guard const lock(mutex_);
  for (auto const& [connection, entry] : sessions_) {
    if (!entry.token.empty()) tokens.insert(entry.token);
  }
  return tokens;
}

void AgentHub::end_token(records::Hash const& token) {
  std::vector<std::shared_ptr<AgentConnection>> theirs;
  {
    std::lock_guard const lock(mutex_);
    for (auto const& [connection, entry] : sessions_) {
      if (entry.token != token) continue;
      if (auto held = entry.session.lock()) theirs.push_back(std::move(held));
    }
  }
  for (auto const& session : theirs) session->token_ended(token);
}

std::size_t AgentHub::size() const {
  std::lock_guard const lock(mutex_);
  return sessions_.size();
}

void AgentHub::notify(std::uint64_t connection, NotificationPtr notification) {
  if (auto session = find(connection)) session->notify(std::move(notification));
}

void AgentHub::supersede(std::uint64_t connection, std::uint64_t seq, base::Instant at) {
  if (auto session = find(connection)) session->superseded(seq, at);
}

std::shared_ptr<AgentConnection> AgentHub::find(std::uint64_t connection) const {
  std::lock_guard const lock(mutex_);
  auto const found = sessions_.find(connection);
  return found == sessions_.end() ? nullptr : found->second.session.lock();
}

}  // namespace callbackd::edge
