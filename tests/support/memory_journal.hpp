// Test support: a journal in memory that behaves as the one in PostgreSQL. The tests of the engine
// use it, and the tests of storage compare PostgreSQL with it. Every commit is answered before
// commit() returns, except after hang(). The test owns it. One thread at a time.
#pragma once
#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "base/limits.hpp"
#include "engine/ports.hpp"
#include "support/flat_json.hpp"

namespace callbackd::test {

// The content of a database. It lives longer than the journals of the servers that use it.
class MemoryCell {
 public:
  using Uuid = base::Uuid;
  using Numbered = std::pair<Uuid, std::uint32_t>;

  std::int64_t epoch = 0;
  std::uint64_t journal_seq = 0;
  base::Serial last_serial{};
  base::Instant last_at{};
  core::NumberClass (*classify)(base::PhoneNumber) = nullptr;  // nullptr: numbers have no class
  std::map<Uuid, core::CallbackRow> callbacks;
  std::map<Numbered, core::CallbackDetails> people;  // callback, version
  std::map<base::PhoneNumber, std::string> contacts;
  std::vector<core::EventRow> events;
  std::map<Numbered, core::OfferRow> offers;
  std::map<Numbered, core::InteractionRow> interactions;
  std::map<Numbered, core::AttemptRow> attempts;
  std::map<core::LegId, core::PartyRow> parties;
  std::map<Numbered, core::NoteRow> notes;
  std::map<std::pair<Uuid, std::string>, core::ExclusionRow> exclusions;
  std::map<std::string, core::AgentRow> agents;
  std::map<std::pair<std::string, Uuid>, engine::IdempotencyRow> idempotency;
  std::map<std::pair<std::string, std::string>, engine::RememberedAnswer> remembered;
  std::vector<std::int64_t> proposed;  // definitions that wait, rising
  core::SitePtr site;

  // Applies a batch to the cell. Returns what is wrong with the batch; an empty text means that it
  // was applied. After an error the cell may be changed in part, and must not be used any more.
  std::string apply(engine::Batch const& batch) {
    if (batch.journal_seq != journal_seq + 1) return "its journal_seq does not follow";
    for (auto const& row : batch.records.callbacks) {
      if (batch.records.is_new(row.id) == callbacks.contains(row.id.value)) return "refused";
    }
    journal_seq = batch.journal_seq;
    last_serial = batch.last_serial;
    last_at = batch.at;
    apply_people(batch.records);
    apply_rows(batch.records);
    for (auto const& row : batch.idempotency) idempotency[{row.site, row.key_hash}] = row;
    for (auto const& row : batch.remembered) remembered[{row.login, row.request_id}] = row;
    for (auto const& row : batch.records.definitions) {
      std::erase_if(proposed, [&](std::int64_t version) { return version <= row.version; });
    }
    return {};
  }

  core::DetailsPtr details(base::CallbackId id) const {
    auto const callback = callbacks.find(id.value);
    if (callback == callbacks.end()) return nullptr;
    return std::make_shared<core::CallbackDetails>(
        people.at({id.value, callback->second.person_version}));
  }

  engine::Recovered load() const {
    engine::Recovered out;
    out.journal_seq = journal_seq;
    out.last_serial = last_serial;
    out.last_committed_at = last_at;
    out.site = site;
    for (auto const* row : live()) {
      auto const known = details(row->id);
      out.state.callbacks.emplace_back(
          *row, core::ClassedNumber{known->phone, class_of(known->phone), known->extension});
      load_one(*row, out);
    }
    for (auto const& [login, row] : agents) out.state.agents.push_back(row);
    load_remembered(out);
    load_recent_posts(out);
    load_recent_talks(out);
    load_recent_calls(out);
    load_recent_agent_rings(out);
    return out;
  }

 private:
  void load_recent_posts(engine::Recovered& out) const {
    auto& posts = out.state.recent_posts;
    for (auto const& [id, row] : callbacks) {
      if (row.created_at <= last_at - std::chrono::hours{24}) continue;
      posts.push_back({row.site, people.at({id, 1}).phone, row.created_at, row.publishable});
    }
    std::sort(posts.begin(), posts.end(), [](auto const& a, auto const& b) { return a.at < b.at; });
  }

  void load_recent_talks(engine::Recovered& out) const {
    auto& talks = out.state.recent_talks;
    for (auto const& [id, row] : attempts) {
      if (!row.answered_at) continue;
      auto const by = interactions.find({id.first, row.interaction_number});
      if (by == interactions.end()) continue;  // only in made-up rows
      talks.push_back({by->second.agent, row.phone, *row.answered_at});
    }
    for (auto const& [id, row] : interactions) {
      if (row.outcome != core::InteractionOutcome::kCompleted) continue;
      talks.push_back({row.agent, details({id.first})->phone, row.closed_at.value()});
    }
    std::sort(talks.begin(), talks.end(), [](auto const& a, auto const& b) { return a.at < b.at; });
  }

  core::NumberClass class_of(base::PhoneNumber phone) const {
    return classify ? classify(phone) : core::NumberClass{};
  }

  template <typename Key>
  std::string agent_of(Key const& callback, std::uint32_t interaction) const {
    auto const by = interactions.find({callback, interaction});
    return by == interactions.end() ? std::string{} : by->second.agent;
  }

  void load_recent_calls(engine::Recovered& out) const {
    auto& calls = out.state.recent_calls;
    for (auto const& [id, row] : attempts) {
      bool const counts = row.contact_dialled.value_or(true);
      if (!counts || row.started_at <= last_at - std::chrono::hours{24}) continue;
      calls.push_back({row.phone, row.started_at, agent_of(id.first, row.interaction_number)});
    }
    for (auto const& [id, row] : parties) {
      if (row.phone == base::PhoneNumber{}) continue;
      if (row.asked_at <= last_at - std::chrono::hours{24}) continue;
      auto const of = attempts.find({row.attempt.callback.value, row.attempt.number});
      if (of == attempts.end()) continue;  // only in made-up rows
      calls.push_back(
          {row.phone, row.asked_at, agent_of(of->first.first, of->second.interaction_number)});
    }
    std::sort(calls.begin(), calls.end(),
              [](auto const& a, auto const& b) { return a.started_at < b.started_at; });
  }

  void load_recent_agent_rings(engine::Recovered& out) const {
    auto& rings = out.state.recent_agent_rings;
    auto const since = last_at - std::chrono::hours{1};
    for (auto const& [id, row] : attempts) {
      auto agent = agent_of(id.first, row.interaction_number);
      if (row.started_at <= since || agent.empty()) continue;
      rings.push_back({std::move(agent), row.started_at, {}});
    }
    for (auto const& [id, row] : parties) {
      auto const of = attempts.find({row.attempt.callback.value, row.attempt.number});
      if (row.agent.empty() || row.asked_at <= since || of == attempts.end()) continue;
      auto owner = agent_of(of->first.first, of->second.interaction_number);
      if (owner.empty()) continue;  // only in made-up rows
      if (row.role == core::PartyRole::kOwner) owner.clear();
      rings.push_back({row.agent, row.asked_at, std::move(owner)});
    }
    std::sort(rings.begin(), rings.end(), [](auto const& a, auto const& b) { return a.at < b.at; });
  }

  std::string contact_of(base::PhoneNumber phone) {
    auto const [at, fresh] = contacts.try_emplace(phone);
    if (fresh) at->second = "contact-" + std::to_string(contacts.size());
    return at->second;
  }

  void apply_people(core::RecordBatch const& records) {
    for (auto const& row : records.new_details) {
      auto person = *row.details;
      person.contact_id = contact_of(person.phone);
      people[{row.callback.value, 1}] = person;
    }
    for (auto const& row : records.details_changes) {
      auto person = people.at({row.callback.value, row.version - 1});
      if (row.phone) {
        person.phone = *row.phone;
        person.extension = row.extension;
        person.contact_id = contact_of(*row.phone);
      }
      if (row.when) person.when = *row.when;
      if (row.attributes_patch_json) {
        person.attributes_json =
            merge_flat_json(person.attributes_json, *row.attributes_patch_json);
      }
      people[{row.callback.value, row.version}] = person;
    }
  }

  void apply_rows(core::RecordBatch const& records) {
    for (auto const& row : records.callbacks) callbacks[row.id.value] = row;
    events.insert(events.end(), records.events.begin(), records.events.end());
    for (auto const& row : records.offers) offers[{row.id.callback.value, row.id.number}] = row;
    for (auto const& row : records.interactions)
      interactions[{row.id.callback.value, row.id.number}] = row;
    for (auto const& row : records.attempts) attempts[{row.id.callback.value, row.id.number}] = row;
    for (auto const& row : records.parties) parties[{row.attempt, row.leg}] = row;
    for (auto const& row : records.notes) notes[{row.callback.value, row.version}] = row;
    for (auto const& id : records.exclusions_cleared) {
      std::erase_if(exclusions, [&](auto const& entry) { return entry.first.first == id.value; });
    }
    for (auto const& row : records.exclusions) exclusions[{row.callback.value, row.agent}] = row;
    for (auto const& row : records.agents) agents[row.login] = row;
  }

  std::vector<core::CallbackRow const*> live() const {
    std::vector<core::CallbackRow const*> rows;
    for (auto const& [id, row] : callbacks) {
      if (!core::is_final(row.state) || !row.agent.empty()) rows.push_back(&row);
    }
    std::sort(rows.begin(), rows.end(),
              [](auto const* a, auto const* b) { return a->serial < b->serial; });
    return rows;
  }

  template <typename Rows, typename Out, typename Wanted>
  static void load_rows(Rows const& rows, base::CallbackId id, Out& out, Wanted wanted) {
    for (auto at = rows.lower_bound({id.value, {}});
         at != rows.end() && at->first.first == id.value; ++at) {
      if (wanted(at->second)) out.push_back(at->second);
    }
  }

  void load_one(core::CallbackRow const& row, engine::Recovered& out) const {
    auto const open = [&](auto const& one) { return !row.agent.empty() && !one.closed_at; };
    load_rows(offers, row.id, out.state.open_offers, open);
    load_rows(interactions, row.id, out.state.open_interactions, open);
    load_rows(attempts, row.id, out.state.attempts,
              [&](auto const&) { return row.attempt_number > 0; });
    load_parties(row, out);
    load_rows(notes, row.id, out.state.notes,
              [&](auto const& note) { return note.version == row.note_version; });
    load_rows(exclusions, row.id, out.state.exclusions,
              [&](auto const& one) { return one.until > last_at; });
    if (!row.agent.empty()) out.details.emplace(row.id, details(row.id));
  }

  // Loads the parties of a callback's call if the call is not over. Among them are also parties who
  // have left it.
  void load_parties(core::CallbackRow const& row, engine::Recovered& out) const {
    base::AttemptId const last{row.id, row.attempt_number};
    auto const attempt = attempts.find({row.id.value, row.attempt_number});
    if (attempt == attempts.end() || attempt->second.ended_at) return;
    for (auto at = parties.lower_bound({last, {}}); at != parties.end(); ++at) {
      if (at->first.attempt != last) break;
      out.state.parties.push_back(at->second);
    }
  }

  void load_remembered(engine::Recovered& out) const {
    for (auto const& [key, row] : remembered) {
      if (row.at > last_at - base::kLimits.request_memory_time) out.remembered.push_back(row);
    }
    std::sort(out.remembered.begin(), out.remembered.end(), [](auto const& a, auto const& b) {
      return std::tie(a.at, a.login, a.request_id) < std::tie(b.at, b.login, b.request_id);
    });
  }
};

class MemoryJournal : public engine::Journal {
 public:
  // Takes the cell for a new server. From now on, any older journal of this cell is refused when it
  // commits.
  explicit MemoryJournal(std::shared_ptr<MemoryCell> cell)
      : cell_{std::move(cell)}, epoch_{++cell_->epoch} {}

  void commit(engine::Batch batch, std::function<void(engine::Committed)> done) override {
    if (hanging_) {
      held_ = std::pair{std::move(batch), std::move(done)};
      return;
    }
    done(carry_out(batch));
  }
  bool stalled() const override { return held_.has_value(); }
  base::Duration lease() const override { return lease_; }

  void hang() { hanging_ = true; }
  void let_go() {  // the call that hangs is carried out now
    hanging_ = false;
    if (!held_) return;
    auto const [batch, done] = std::exchange(held_, std::nullopt).value();
    done(carry_out(batch));
  }
  void refuse_next(std::string why) { refusal_ = std::move(why); }
  void set_lease(base::Duration lease) { lease_ = lease; }

 private:
  engine::Committed carry_out(engine::Batch const& batch) {
    engine::Committed committed;
    committed.sent_at = std::chrono::steady_clock::now();
    if (cell_->epoch != epoch_) {
      committed.status = engine::CommitStatus::kFenced;
      committed.why = "another server has taken the cell over";
      return committed;
    }
    committed.why = refusal_.empty() ? cell_->apply(batch) : std::exchange(refusal_, {});
    if (!committed.why.empty()) {
      committed.status = engine::CommitStatus::kBroken;
      return committed;
    }
    committed.status = engine::CommitStatus::kCommitted;
    for (auto const& id : batch.wanted) {
      if (auto details = cell_->details(id)) committed.details.emplace(id, std::move(details));
    }
    committed.proposed_definition = cell_->proposed.empty() ? 0 : cell_->proposed.back();
    return committed;
  }

  std::shared_ptr<MemoryCell> cell_;
  std::int64_t const epoch_;
  base::Duration lease_ = std::chrono::seconds{10};
  bool hanging_ = false;
  std::string refusal_;
  std::optional<std::pair<engine::Batch, std::function<void(engine::Committed)>>> held_;
};

}  // namespace callbackd::test
