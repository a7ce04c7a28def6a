#include "edge/agent_hub.hpp"

#include <vector>

#include "edge/agent_session.hpp"

namespace callbackd::edge {

std::uint64_t AgentHub::add(std::weak_ptr<AgentSession> session) {
  std::lock_guard const lock(mutex_);
  sessions_.emplace(++last_, std::move(session));
  return last_;
}

void AgentHub::remove(std::uint64_t connection) {
  std::lock_guard const lock(mutex_);
  sessions_.erase(connection);
}

void AgentHub::token_revoked(std::string const& token_hash) {
  std::vector<std::shared_ptr<AgentSession>> all;
  {
    std::lock_guard const lock(mutex_);
    for (auto const& [connection, session] : sessions_) {
      if (auto held = session.lock()) all.push_back(std::move(held));
    }
  }
  for (auto const& session : all) session->token_revoked(token_hash);
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

std::shared_ptr<AgentSession> AgentHub::find(std::uint64_t connection) const {
  std::lock_guard const lock(mutex_);
  auto const found = sessions_.find(connection);
  return found == sessions_.end() ? nullptr : found->second.lock();
}

}  // namespace callbackd::edge
