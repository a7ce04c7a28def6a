// Checks rules that must hold after every batch with records that became durable. Part of Checker,
// which checker.hpp declares.
#include <algorithm>

#include "simulation/checker.hpp"

namespace callbackd::simulation {

void Checker::sweep(Instant at, Asked const& asked) {
  for (auto const id : live_) sweep_times(facts.callbacks[id], at);
  for (auto const& [login, agent] : facts.agents) sweep_grace(login, at, asked);
  sweep_idle(at, asked);
}

// Whether the queue opens again within the time that the calendar searches. If it does not, its
// callbacks stay queued until they expire.
bool Checker::opens_again(core::Queue const& queue, Instant at) const {
  auto const& hours = *hours_of(facts.site, queue);
  auto const closes = hours.closes_at(at).value_or(at);
  return closes != base::kNever && hours.next_open(closes);
}

void Checker::sweep_times(CallbackFacts const& it, Instant at) {
  auto const& row = it.row;
  if (it.offer && it.offer->deadline <= at) {
    report_.violated("{}: its offer is open after its deadline", name(row.id));
  }
  bool const waits = row.state == CallbackState::kScheduled || row.state == CallbackState::kQueued;
  if (waits && !it.in_call && row.expires_at <= at)
    report_.violated("{}: has not expired", name(row.id));
  if (row.state == CallbackState::kScheduled && row.due_at <= at) {
    report_.violated("{}: is due and still scheduled", name(row.id));
  }
  auto const* queue = queue_in(facts.site, row.queue);
  bool const closed = queue && !offerable_at(facts.site, *queue, at) && opens_again(*queue, at);
  if (row.state == CallbackState::kQueued && closed && !it.in_call) {
    report_.violated("{}: waits in a queue that is closed", name(row.id));
  }
  if (it.in_call) {
    bool const waiting = row.state == CallbackState::kQueued || it.offer;
    if (!it.interaction && !waiting) report_.violated("{}: its call is lost", name(row.id));
    if (!facts.open_calls.contains({row.id, row.attempt_number})) {
      report_.violated("{}: its attempt is over, its call is not", name(row.id));
    }
  }
  if (!it.interaction || it.in_call || !it.interaction->called) return;
  auto const* settings = queue_in(it.interaction->site, row.queue);
  if (settings == nullptr || settings->after_call_work_limit.count() == 0) return;
  auto const attempt = facts.attempts.find({row.id, row.attempt_number});
  if (attempt != facts.attempts.end() && attempt->second.ended_at &&
      *attempt->second.ended_at + settings->after_call_work_limit <= at) {
    report_.violated("{}: after-call work went past its limit", name(row.id));
  }
}

// Checks an agent who is gone for longer than the grace (the time in which a disconnected agent may
// come back). Such an agent must be Not Ready. The agent may have no interaction, except one whose
// call is still going on.
void Checker::sweep_grace(std::string const& login, Instant at, Asked const& asked) {
  auto const lost = asked.lost_at.find(login);
  if (lost == asked.lost_at.end() || asked.uncertain.contains(login)) return;
  // The definition may have changed since the agent left. So the check uses the longest grace of
  // all definitions so far.
  auto grace = facts.site->company.grace;
  for (auto const& [version, site] : facts.sites) grace = std::max(grace, site->company.grace);
  if (at <= lost->second + grace) return;
  if (facts.agents[login].row.ready) {
    report_.violated("{} is gone for longer than the grace and still Ready", login);
  }
  for (auto const id : live_) {
    auto const& it = facts.callbacks[id];
    if (it.interaction && it.interaction->agent == login && !it.in_call) {
      report_.violated("{}: {} is gone for longer than the grace and still has it", name(id),
                       login);
    }
  }
}

bool Checker::available(core::Agent const& agent, Asked const& asked) const {
  auto const known = facts.agents.find(agent.login);
  if (known == facts.agents.end() || asked.uncertain.contains(agent.login)) return false;
  auto const& row = known->second.row;
  return row.logged_in && row.ready && asked.connected.contains(agent.login) &&
         known->second.in_hand < agent.capacity && known->second.part_in == 0;
}

void Checker::sweep_idle(Instant at, Asked const& asked) {
  for (auto const& agent : facts.site->agents) {
    if (!available(agent, asked)) continue;
    for (auto const id : live_) {
      auto const& it = facts.callbacks[id];
      if (it.row.state != CallbackState::kQueued) continue;
      if (it.in_call && facts.in_own_call(agent.login)) continue;  // the agent has one phone
      if (unfit(facts.site, it, agent, at).empty()) {
        report_.violated("{}: waits although {} is idle and fit", name(id), agent.login);
      }
    }
  }
}

}  // namespace callbackd::simulation
