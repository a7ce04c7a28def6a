#include "engine/agent_log.hpp"

#include <utility>

namespace callbackd::engine {

AgentLog::Opened AgentLog::open(std::uint64_t connection, std::string new_session_id,
                                std::string const& resume_session_id,
                                std::uint64_t resume_last_seq) {
  Opened opened;
  opened.superseded_connection = connection_ == connection ? 0 : connection_;
  opened.superseded_seq = seq_;
  connection_ = connection;
  // The number of the oldest notification that is kept. If none is kept, it is the number that the
  // next notification will get.
  std::uint64_t const first_kept = kept_.empty() ? seq_ + 1 : kept_.front()->seq;
  opened.resumed = !session_id_.empty() && resume_session_id == session_id_ &&
                   resume_last_seq <= seq_ && resume_last_seq + 1 >= first_kept;
  if (opened.resumed) {
    opened.seq = resume_last_seq;
    for (auto const& notification : kept_) {
      if (notification->seq > resume_last_seq) opened.missed.push_back(notification);
    }
  } else {
    session_id_ = std::move(new_session_id);
    seq_ = 0;
    kept_.clear();
  }
  opened.session_id = session_id_;
  return opened;
}

AgentLinks::NotificationPtr AgentLog::append(base::Instant at, core::NotificationBody body,
                                             core::DetailsPtr details, std::size_t keep) {
  if (session_id_.empty()) return nullptr;
  auto notification = std::make_shared<AgentLinks::Notification>();
  notification->seq = ++seq_;
  notification->at = at;
  notification->body = std::move(body);
  notification->details = std::move(details);
  kept_.push_back(notification);
  if (kept_.size() > keep) kept_.pop_front();
  return notification;
}

void AgentLog::disconnect(std::uint64_t connection) {
  if (connection_ == connection) connection_ = 0;
}

}  // namespace callbackd::engine
