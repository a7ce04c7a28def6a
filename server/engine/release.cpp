// The functions of Loop that release a committed batch: they send its answers, notifications and
// voice orders in the order in which the core gave them.
#include <algorithm>

#include <spdlog/spdlog.h>

#include "base/check.hpp"
#include "engine/loop.hpp"

namespace callbackd::engine {
namespace {

// Groups releases, so that the messages for one connection leave in one write. After every kMost
// releases the group is sent, so that the first agent need not wait for the end of a long batch.
class Together {
 public:
  explicit Together(AgentLinks& links) : links_(links) { links_.begin_group(); }
  ~Together() { links_.end_group(); }
  Together(Together const&) = delete;
  Together& operator=(Together const&) = delete;
  void next() {
    if (++held_ % kMost != 0) return;
    links_.end_group();
    links_.begin_group();
  }

 private:
  static constexpr std::size_t kMost = 64;
  AgentLinks& links_;
  std::size_t held_ = 0;
};

}  // namespace

void Loop::release_committed() {
  while (!committed_.empty() && release(committed_.front())) committed_.pop_front();
  // If a batch is left, the lease ran out during the release, perhaps because the process was
  // frozen. The next commit shows whether another server has become the active one.
  if (!committed_.empty() && !in_flight_) commit();
}

bool Loop::release(PendingBatch& batch) {
  Together together(links_);
  auto pending =
      std::lower_bound(batch.replies.begin(), batch.replies.end(), batch.released,
                       [](PendingReply const& one, std::size_t at) { return one.release < at; });
  for (auto& index = batch.released; index < batch.effects.releases.size(); ++index) {
    // The lease is checked before each release, because the process may have been frozen. Then
    // another server may be active now, and may have changed what this release says. So this server
    // must neither dial nor send.
    if (!holds_lease()) return false;
    together.next();
    auto& release = batch.effects.releases[index];
    PendingReply* const mine =
        pending != batch.replies.end() && pending->release == index ? &*pending++ : nullptr;
    if (auto* answer = std::get_if<core::Answer>(&release)) {
      release_answer(batch, *answer, mine);
    } else if (auto* notice = std::get_if<core::Notify>(&release)) {
      notify(batch, *notice);
    } else {
      voice_.order(std::get<core::VoiceOrder>(release));
    }
  }
  update_figures();
  return true;
}

void Loop::update_figures() {
  auto const census = core_.census();
  for (std::size_t state = 0; state < core::kCallbackStates; ++state) {
    figures.callbacks[state].store(census.callbacks[state], std::memory_order_relaxed);
  }
  figures.agents_connected.store(census.agents_connected, std::memory_order_relaxed);
  figures.agents_ready.store(census.agents_ready, std::memory_order_relaxed);
  figures.dials_in_last_hour.store(census.dials_in_last_hour, std::memory_order_relaxed);
  figures.simulated_attempts.store(census.simulated_attempts, std::memory_order_relaxed);
  figures.dials_per_hour.store(census.dials_per_hour, std::memory_order_relaxed);
  figures.inert_parts.store(core_.site()->inert_parts, std::memory_order_relaxed);
  warn_if_near_dial_limit(census);
}

// Logs a warning when the dials of the last hour reach 80 % of the limit. The warning is logged
// again only after the number was lower in between.
void Loop::warn_if_near_dial_limit(core::Census const& census) {
  constexpr std::uint64_t kPercent = 80;
  bool const near = census.dials_per_hour > 0 &&
                    census.dials_in_last_hour * 100 >= census.dials_per_hour * kPercent;
  if (near && !dials_are_near_limit_) {
    spdlog::warn("dials.near_limit in_last_hour={} dials_per_hour={}", census.dials_in_last_hour,
                 census.dials_per_hour);
  }
  dials_are_near_limit_ = near;
}

void Loop::release_answer(PendingBatch& batch, core::Answer& answer, PendingReply* pending) {
  if (pending == nullptr) return;  // the server's own command: nobody waits for the answer
  figures.answers.fetch_add(1, std::memory_order_relaxed);
  auto const* const refusal = std::get_if<core::Refusal>(&answer.body);
  if (refusal != nullptr && refusal->limit) {
    auto const limit = static_cast<std::size_t>(*refusal->limit);
    figures.limits_reached[limit].fetch_add(1, std::memory_order_relaxed);
  }
  Reply reply;
  for (auto const id : shown_by(answer.body)) {
    auto const found = batch.details.find(id);
    if (found != batch.details.end()) reply.details.insert(*found);
  }
  reply.first_callback = pending->first_callback;
  if (pending->session_reply) {
    if (auto const* view = std::get_if<core::SessionView>(&answer.body)) {
      auto const copy = *view;
      reply.body = std::move(answer.body);
      return open_log(copy, *pending, std::move(reply));
    }
    SessionReply refused;
    refused.reply.body = std::move(answer.body);
    return pending->session_reply(std::move(refused));
  }
  reply.body = std::move(answer.body);
  if (pending->reply) pending->reply(std::move(reply));
}

void Loop::open_log(core::SessionView const& view, PendingReply& pending, Reply reply) {
  auto const& request = pending.session;
  auto const fresh = options_.instance + "-" + std::to_string(++sessions_opened_);
  auto opened =
      log(view.agent)
          .open(request.connection, fresh, request.resume_session_id, request.resume_last_seq);
  // A new session is entered in the AgentLog only when its answer is released. So the connection
  // that the log knows may be out of date: it may be lost, or the core may already have given
  // control to a newer one. AgentLinks drops messages to a lost connection. A connection that was
  // replaced must still get its session.superseded.
  if (opened.superseded_connection != 0) {
    links_.supersede(opened.superseded_connection, opened.superseded_seq, time_.last());
  }
  SessionReply session;
  session.reply = std::move(reply);
  session.session_id = std::move(opened.session_id);
  session.seq = opened.seq;
  session.resumed = opened.resumed;
  session.at = time_.last();
  session.missed = std::move(opened.missed);
  pending.session_reply(std::move(session));
}

void Loop::notify(PendingBatch const& batch, core::Notify& notice) {
  if (std::holds_alternative<core::OfferCreated>(notice.body)) {
    figures.offers.fetch_add(1, std::memory_order_relaxed);
  }
  core::DetailsPtr details;
  for (auto const id : shown_by(core::Release{notice})) {
    auto const found = batch.details.find(id);
    if (found != batch.details.end()) details = found->second;
  }
  auto& agent_log = log(notice.agent);
  auto notification = agent_log.append(batch.at, std::move(notice.body), std::move(details),
                                       options_.limits.notifications_kept);
  if (notification && agent_log.connection() != 0) {
    links_.notify(agent_log.connection(), std::move(notification));
  }
}

}  // namespace callbackd::engine
