// What happens to a committed batch: answers, notifications and voice orders go out, in the order
// the core gave them.
#include <algorithm>

#include <spdlog/spdlog.h>

#include "base/check.hpp"
#include "engine/loop.hpp"

namespace callbackd::engine {
namespace {

// What an agent is told in one step leaves together; nobody waits for a long batch to its end.
class Together {
 public:
  explicit Together(AgentLinks& links) : links_(links) { links_.hold(); }
  ~Together() { links_.let_go(); }
  Together(Together const&) = delete;
  Together& operator=(Together const&) = delete;
  void next() {
    if (++held_ % kMost != 0) return;
    links_.let_go();
    links_.hold();
  }

 private:
  static constexpr std::size_t kMost = 64;
  AgentLinks& links_;
  std::size_t held_ = 0;
};

}  // namespace

void Loop::release_committed() {
  while (!committed_.empty() && release(committed_.front())) committed_.pop_front();
  // Frozen, perhaps for so long that another server holds the cell: the next write tells.
  if (!committed_.empty() && !in_flight_) commit();
}

bool Loop::release(Gathering& batch) {
  Together together(links_);
  auto asker = std::lower_bound(batch.askers.begin(), batch.askers.end(), batch.released,
                                [](Asker const& one, std::size_t at) { return one.release < at; });
  for (auto& index = batch.released; index < batch.effects.releases.size(); ++index) {
    // A process that was frozen must not dial, nor say what another server may have changed since.
    if (!holds_lease()) return false;
    together.next();
    auto& release = batch.effects.releases[index];
    Asker* const mine =
        asker != batch.askers.end() && asker->release == index ? &*asker++ : nullptr;
    if (auto* answer = std::get_if<core::Answer>(&release)) {
      release_answer(batch, *answer, mine);
    } else if (auto* notice = std::get_if<core::Notify>(&release)) {
      notify(batch, *notice);
    } else {
      voice_.order(std::get<core::VoiceOrder>(release));
    }
  }
  count();
  return true;
}

void Loop::count() {
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
  warn_of_dials(census);
}

// Once each time that the limit comes near.
void Loop::warn_of_dials(core::Census const& census) {
  constexpr std::uint64_t kPercent = 80;
  bool const near = census.dials_per_hour > 0 &&
                    census.dials_in_last_hour * 100 >= census.dials_per_hour * kPercent;
  if (near && !dials_are_near_limit_) {
    spdlog::warn("dials.near_limit in_last_hour={} dials_per_hour={}", census.dials_in_last_hour,
                 census.dials_per_hour);
  }
  dials_are_near_limit_ = near;
}

void Loop::release_answer(Gathering& batch, core::Answer& answer, Asker* asker) {
  if (asker == nullptr) return;  // the server asked itself
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
  reply.repeated = asker->repeated;
  if (asker->session_reply) {
    if (auto const* view = std::get_if<core::SessionView>(&answer.body)) {
      auto const copy = *view;
      reply.body = std::move(answer.body);
      return open_log(copy, *asker, std::move(reply));
    }
    SessionReply refused;
    refused.reply.body = std::move(answer.body);
    return asker->session_reply(std::move(refused));
  }
  reply.body = std::move(answer.body);
  if (asker->reply) asker->reply(std::move(reply));
}

void Loop::open_log(core::SessionView const& view, Asker& asker, Reply reply) {
  auto const& request = asker.session;
  auto const fresh = options_.instance + "-" + std::to_string(++sessions_opened_);
  auto opened =
      log(view.agent)
          .open(request.connection, fresh, request.resume_session_id, request.resume_last_seq);
  // A connection that was lost or superseded since it was stepped stays here until the next one
  // opens: what goes to one that is gone is dropped, and one that is there must still be told that
  // it was superseded.
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
  asker.session_reply(std::move(session));
}

void Loop::notify(Gathering const& batch, core::Notify& notice) {
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
