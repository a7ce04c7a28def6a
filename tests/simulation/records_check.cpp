// Checks a batch as a whole: its rows must agree with its events. Part of Checker, which
// checker.hpp declares.
#include "simulation/checker.hpp"
#include "simulation/text.hpp"

namespace callbackd::simulation {

void Checker::committed(engine::Batch const& batch, Asked const& asked) {
  auto const& records = batch.records;
  if (batch.at < facts.at) report_.violated("a batch is older than the one before");
  if (batch.last_serial < facts.serial) report_.violated("serials fall");
  facts.serial = batch.last_serial;
  if (asked.started) recovered();
  in_force_ = {facts.site};
  timed_out_agents_.clear();
  asked_ = &asked;
  changed_agents_.clear();
  for (auto const& row : records.agents) changed_agents_.insert(row.login);
  take_rows(batch);
  for (auto const& row : records.definitions) {
    if (row.adopted) in_force_.push_back(facts.sites.at(row.version));
  }
  for (auto const& event : records.events) judge(event, asked);
  owners_talk(base::kNever);
  std::erase_if(facts.open_calls, [&](auto id) { return facts.attempts.at(id).ended_at; });
  for (auto const& site : in_force_) facts.adopt(site);
  compare_rows(batch);
  take_agents(batch, asked);
  if (!records.empty()) sweep(batch.at, asked);
  if (asked.started && !open_offers_.empty()) {
    report_.violated("{}: its offer outlived a restart", name(open_offers_.begin()->first));
  }
  facts.at = batch.at;
}

void Checker::take_rows(engine::Batch const& batch) {
  auto const& records = batch.records;
  for (auto const& row : records.new_details) {
    facts.callbacks[row.callback].phones.insert(row.details->phone);
    live_.insert(row.callback);
  }
  for (auto const& row : records.details_changes) {
    if (row.phone) facts.callbacks[row.callback].phones.insert(*row.phone);
  }
  for (auto const& row : records.callbacks) {
    facts.callbacks[row.id].row.routing_values = row.routing_values;
  }
  for (auto const& row : records.offers) facts.offers[row.id] = row;
  for (auto const& row : records.interactions) facts.interactions[row.id] = row;
  for (auto const& row : records.attempts) {
    auto const known = facts.attempts.find(row.id);
    if (known != facts.attempts.end() && known->second.ended_at) {
      report_.violated("{}: an attempt that was over changes", name(row.id.callback));
    }
    facts.attempts[row.id] = row;
    facts.open_calls.insert(row.id);  // removed again when the call's end is judged
  }
  for (auto const& row : records.parties) take_party(row);
}

void Checker::take_party(core::PartyRow const& row) {
  core::LegId const leg{row.attempt, row.leg};
  auto& known = facts.parties[leg];
  if (known.ended_at) report_.violated("{}: comes back on an old leg", text(leg));
  bool const owner_came =
      row.role == core::PartyRole::kOwner && row.answered_at && !known.answered_at;
  known = row;
  if (owner_came) owners_came_.push_back(row);
  bool const asked = row.role == core::PartyRole::kConsulted && !row.agent.empty() &&
                     !row.ended_at && !dialled_.contains(leg);
  auto const& it = facts.callbacks[row.attempt.callback];
  if (!asked || !it.interaction) return static_cast<void>(open_asks_.erase(leg));
  auto const* const queue = queue_in(it.interaction->site, it.row.queue);
  if (queue) open_asks_.try_emplace(leg, OpenOffer{queue->offer_timeout, report_.now()});
}

void Checker::committing(engine::Batch const& batch) {
  for (auto const& row : batch.idempotency) {
    auto const known = cell_.idempotency.find({row.site, row.key_hash});
    if (known != cell_.idempotency.end()) {
      report_.violated("an Idempotency-Key was written twice: {} and {}",
                       name(known->second.callback), name(row.callback));
    }
  }
  replaced_answers_.clear();
  for (auto const& row : batch.remembered) {
    auto const known = cell_.remembered.find({row.login, row.request_id});
    if (known == cell_.remembered.end()) continue;
    if (row.at - known->second.at <= base::kLimits.request_memory_time) {
      report_.violated("request {} of {} was carried out twice", row.request_id, row.login);
    }
    replaced_answers_.insert(*known);
  }
}

engine::RememberedAnswer const* Checker::replaced_answer(
    engine::AgentRequest const& request) const {
  auto const found = replaced_answers_.find({request.login, request.request_id});
  return found == replaced_answers_.end() ? nullptr : &found->second;
}

void Checker::compare_rows(engine::Batch const& batch) {
  for (auto const& row : batch.records.callbacks) {
    auto& it = facts.callbacks[row.id];
    auto const column = difference(it.row, row);
    if (!column.empty()) {
      report_.violated("{}: replaying its events gives another {}", name(row.id), column);
    }
    bool const open = it.offer || it.interaction;
    if (core::is_final(row.state) && !open) live_.erase(row.id);
    if (open != !row.agent.empty()) {
      report_.violated("{}: its agent does not follow from its events", name(row.id));
    }
    compare_exclusions(row.id, batch.at);
  }
  for (auto const& row : batch.records.offers) {
    auto const& it = facts.callbacks[row.id.callback];
    bool const open = it.offer && it.offer->number == row.id.number;
    if (open == row.outcome.has_value() || row.outcome.has_value() != row.closed_at.has_value()) {
      report_.violated("{}: offer {} is not what its events say", name(row.id.callback),
                       row.id.number);
    }
  }
  for (auto const& row : batch.records.interactions) {
    auto const& it = facts.callbacks[row.id.callback];
    bool const open = it.interaction && it.interaction->number == row.id.number;
    bool const same = !open || it.interaction->agent == row.agent;
    if (open == row.outcome.has_value() || !same) {
      report_.violated("{}: interaction {} is not what its events say", name(row.id.callback),
                       row.id.number);
    }
  }
  compare_parties(batch);
  compare_attempts(batch);
  for (auto const& row : batch.records.notes) {
    auto const& it = facts.callbacks[row.callback];
    if (row.version > it.row.note_version) {
      report_.violated("{}: a note without its event", name(row.callback));
    }
  }
}

void Checker::compare_exclusions(CallbackId id, Instant at) {
  auto const& expected = facts.callbacks[id].exclusions;
  std::map<std::string, Instant> stored;
  for (auto row = cell_.exclusions.lower_bound({id.value, {}});
       row != cell_.exclusions.end() && row->first.first == id.value; ++row) {
    if (row->second.until > at) stored[row->first.second] = row->second.until;
  }
  for (auto const& [login, until] : expected) {
    if (until <= at) continue;
    auto const row = stored.find(login);
    if (row == stored.end() || row->second != until) {
      report_.violated("{}: {} let it go and is not excluded as long as the queue says", name(id),
                       login);
    }
    stored.erase(login);
  }
  if (!stored.empty()) {
    report_.violated("{}: {} is excluded for no reason", name(id), stored.begin()->first);
  }
}

void Checker::take_agents(engine::Batch const& batch, Asked const& asked) {
  // Whether the agent rightly became Not Ready with the reason "removed". This is so if a
  // definition came into force in this batch, and it does not have the agent, or does not give the
  // agent the role "agent".
  auto const removed = [&](core::AgentRow const& row) {
    auto const* const settings = facts.site->find_agent(row.login);
    bool const works = settings != nullptr && core::has_role(settings->roles, core::Role::kAgent);
    return row.reason == "removed" && definition_changes() && !works;
  };
  for (auto const& row : batch.records.agents) {
    auto& it = facts.agents[row.login];
    auto const& login = row.login;
    bool const may_become = asked.not_ready.contains(login) || asked.opened.contains(login) ||
                            asked.logged_out.contains(login) || timed_out_agents_.contains(login);
    bool const disconnected = row.reason == "disconnected" && !asked.connected.contains(login);
    bool const reconnected = asked.opened.contains(login) || asked.ready.contains(login);
    if (it.row.ready && !row.ready && !may_become && !disconnected && !removed(row) &&
        !reconnected) {
      report_.violated("{} became Not Ready ({}) for no reason", login, row.reason);
    }
    if (!it.row.ready && row.ready && !asked.ready.contains(login)) {
      report_.violated("{} became Ready without asking", login);
    }
    if (it.row.logged_in && !row.logged_in && !asked.logged_out.contains(login)) {
      report_.violated("{} was logged out without asking", login);
    }
    it.row = row;
  }
  for (auto const& login : timed_out_agents_) {
    auto const& row = facts.agents[login].row;
    bool const since = asked.ready.contains(login) || asked.not_ready.contains(login) ||
                       asked.logged_out.contains(login) || asked.opened.contains(login);
    bool const known = row.reason == "no_answer" || row.reason == "disconnected" || removed(row);
    if (!since && (row.ready || !known)) {
      report_.violated("{} let an offer time out and is not Not Ready (no_answer)", login);
    }
  }
}

void Checker::recovered() {
  // A new server assumes that the last owner of an interaction was the agent in all its calls. That
  // is wrong for a call that had several owners. So after a restart the Checker does not know whom
  // the server remembers as the last agent of such a call.
  std::set<base::AttemptId> handed_on_calls;
  for (auto const& [leg, row] : facts.parties) {
    if (row.role == core::PartyRole::kOwner) handed_on_calls.insert(leg.attempt);
  }
  for (auto const& [id, row] : facts.attempts) {
    auto const owners = facts.owners.find({id.callback, row.interaction_number});
    bool const handed_on =
        (owners != facts.owners.end() && owners->second.size() > 1) || handed_on_calls.contains(id);
    auto const talk = last_talks_.find(row.phone);
    if (talk == last_talks_.end()) continue;
    bool const last = row.answered_at && talk->second.at <= row.ended_at.value_or(base::kNever);
    if (handed_on && last) talk->second.agent.clear();
  }
  for (auto const id : live_) {
    auto& it = facts.callbacks[id];
    auto const settings = facts.settings_of(it.row.queue);
    if (it.offer) it.offer->site = settings;
    if (it.interaction) it.interaction->site = settings;
  }
}

}  // namespace callbackd::simulation
