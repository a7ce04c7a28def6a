#include "storage/loader.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "base/limits.hpp"
#include "base/quoted.hpp"
#include "calendar/time_text.hpp"
#include "calendar/zone_database.hpp"
#include "core/dialled_numbers.hpp"
#include "storage/definition_in_force.hpp"
#include "storage/json_text.hpp"
#include "storage/row_values.hpp"

namespace callbackd::storage {
namespace {

constexpr std::size_t kRowsAtOnce = 2'000;            // read while PostgreSQL makes the next ones
constexpr std::size_t kRecentPostsMost = 300'000;     // the latest: as many as the core counts
constexpr std::size_t kRecentInteractions = 100'000;  // whose agents the core remembers by number
constexpr std::size_t kRecentCallsMost = 1'000'000;

constexpr char kCallbacks[] =
    "DECLARE live_callback NO SCROLL CURSOR FOR SELECT c.id, c.serial, c.site, c.created_at, "
    "c.state, c.queue, c.priority, c.due_at, "
    "c.expires_at, "
    "c.queued_since, c.queue_entered_at, c.agent, c.offer_number, c.offers_counted, "
    "c.interaction_number, "
    "c.attempt_number, c.event_number, c.person_version, c.note_version, c.disposition, "
    "c.reserved_agent, "
    "c.reserved_until, c.cancel_requested, c.not_after_given, c.required_skills, p.phone, "
    "c.routing_values <> '{}', c.slot_at "
    "FROM callback c JOIN callback_person p ON p.callback_id = c.id AND p.version = "
    "c.person_version "
    "WHERE c.live ORDER BY c.serial";

core::CallbackRow callback_row(pqxx::row const& row) {
  core::CallbackRow callback;
  callback.id = callback_of(row[0]);
  callback.serial = static_cast<base::Serial>(number_of(row[1]));
  callback.site = text_of(row[2]);
  callback.created_at = instant_of(row[3]);
  callback.state = word_of(row[4], core::CallbackState::kFailed).value();
  callback.queue = text_of(row[5]);
  callback.priority = static_cast<int>(number_of(row[6]));
  callback.due_at = instant_of(row[7]);
  callback.expires_at = instant_of(row[8]);
  callback.queued_since = optional_instant_of(row[9]);
  callback.queue_entered_at = optional_instant_of(row[10]);
  callback.agent = text_of(row[11]);
  callback.offer_number = count_of(row[12]);
  callback.offers_counted = count_of(row[13]);
  callback.interaction_number = count_of(row[14]);
  callback.attempt_number = count_of(row[15]);
  callback.event_number = count_of(row[16]);
  callback.person_version = count_of(row[17]);
  callback.note_version = count_of(row[18]);
  callback.disposition = text_of(row[19]);
  callback.reserved_agent = text_of(row[20]);
  callback.reserved_until = optional_instant_of(row[21]);
  callback.cancel_requested = flag_of(row[22]);
  callback.not_after_given = flag_of(row[23]);
  callback.required_skills = skills_from_text(text_of(row[24]));
  callback.slot_at = optional_instant_of(row[27]);
  return callback;
}

class Loader {
 public:
  Loader(pqxx::transaction_base& transaction, std::stop_token const& stop)
      : transaction_{transaction}, stop_{stop} {}

  engine::Recovered load() {
    for (auto const section :
         {&Loader::cell, &Loader::callbacks, &Loader::offers, &Loader::interactions,
          &Loader::attempts, &Loader::parties, &Loader::notes, &Loader::exclusions, &Loader::agents,
          &Loader::remembered, &Loader::details, &Loader::recent_posts, &Loader::recent_calls,
          &Loader::windows}) {
      if (stop_.stop_requested()) break;
      (this->*section)();
    }
    return std::move(out_);
  }

 private:
  void cell() {
    auto const row = transaction_.exec1(
        "SELECT journal_seq, last_serial, last_at, zone_database FROM cell "
        "WHERE id = 1");
    out_.journal_seq = static_cast<std::uint64_t>(number_of(row[0]));
    out_.last_serial = static_cast<base::Serial>(number_of(row[1]));
    out_.last_committed_at = instant_of(row[2]);
    auto version = calendar::zone_database_version();
    if (version != text_of(row[3])) out_.state.zone_database = std::move(version);
  }

  void callbacks() {
    auto& callbacks = out_.state.callbacks;
    std::vector<std::size_t> with_values;
    auto const live = transaction_.exec1("SELECT count(*) FROM callback WHERE live");
    callbacks.reserve(static_cast<std::size_t>(number_of(live[0])));
    transaction_.exec(kCallbacks);
    auto const fetch = fmt::format("FETCH {} FROM live_callback", kRowsAtOnce);
    pqxx::pipeline pipeline{transaction_};
    for (auto slice = pipeline.insert(fetch); !stop_.stop_requested();) {
      auto const next = pipeline.insert(fetch);
      auto const rows = pipeline.retrieve(slice);
      for (auto const& row : rows) {
        if (flag_of(row[26])) with_values.push_back(callbacks.size());
        callbacks.emplace_back(callback_row(row), phone_of(row[25]));
      }
      if (rows.size() < kRowsAtOnce) break;
      slice = next;
    }
    pipeline.complete();
    if (!with_values.empty()) routing_values(with_values);
  }

  // In the same order, so that the two lists are walked together.
  void routing_values(std::vector<std::size_t> const& places) {
    auto const rows = transaction_.exec(
        "SELECT c.id, v.key, v.value FROM callback c, jsonb_each_text(c.routing_values) v "
        "WHERE c.live ORDER BY c.serial, v.key COLLATE \"C\"");
    auto place = places.begin();
    for (auto const& row : rows) {
      auto const id = callback_of(row[0]);
      while (out_.state.callbacks[*place].first.id != id) ++place;
      out_.state.callbacks[*place].first.routing_values.emplace_back(text_of(row[1]),
                                                                     text_of(row[2]));
    }
  }

  void offers() {
    auto const from = std::string{" FROM callback c JOIN offer o ON o.callback_id = c.id "};
    auto const open = std::string{" WHERE c.live AND c.agent IS NOT NULL AND o.closed_at IS NULL "};
    for (auto const& row : transaction_.exec(std::string{"SELECT "} + kOfferColumns + from + open +
                                             "ORDER BY c.serial, o.number")) {
      out_.state.open_offers.push_back(offer_of(row));
    }
    auto offer = out_.state.open_offers.begin();
    for (auto const& row : transaction_.exec(
             std::string{"SELECT "} + kExcludedColumns + from +
             ", json_array_elements(o.why -> 'excluded') WITH ORDINALITY x(value, place)" + open +
             "ORDER BY c.serial, o.number, x.place")) {
      base::OfferId const id{callback_of(row[0]), count_of(row[1])};
      while (offer->id != id) ++offer;
      offer->why.excluded.push_back(excluded_of(row));
    }
  }

  void interactions() {
    for (auto const& row : transaction_.exec(
             "SELECT i.callback_id, i.number, i.agent, i.queue, i.opened_at, i.definition_version "
             "FROM callback c JOIN interaction i ON i.callback_id = c.id "
             "WHERE c.live AND c.agent IS NOT NULL AND i.closed_at IS NULL ORDER BY c.serial, "
             "i.number")) {
      core::InteractionRow interaction;
      interaction.id = {callback_of(row[0]), count_of(row[1])};
      interaction.agent = text_of(row[2]);
      interaction.queue = text_of(row[3]);
      interaction.opened_at = instant_of(row[4]);
      interaction.definition_version = number_of(row[5]);
      out_.state.open_interactions.push_back(std::move(interaction));
    }
  }

  void attempts() {
    for (auto const& row :
         transaction_.exec("SELECT a.callback_id, a.number, a.interaction_number, a.phone, "
                           "a.started_at, a.answered_at, "
                           "a.ended_at, a.outcome, a.cause, a.contact_dialled, a.on_hold FROM "
                           "callback c JOIN call_attempt a ON "
                           "a.callback_id = c.id "
                           "WHERE c.live AND c.attempt_number > 0 ORDER BY c.serial, a.number")) {
      core::AttemptRow attempt;
      attempt.id = {callback_of(row[0]), count_of(row[1])};
      attempt.interaction_number = count_of(row[2]);
      attempt.phone = phone_of(row[3]);
      attempt.started_at = instant_of(row[4]);
      attempt.answered_at = optional_instant_of(row[5]);
      attempt.ended_at = optional_instant_of(row[6]);
      attempt.outcome = word_of(row[7], core::AttemptOutcome::kAgentUnreachable);
      attempt.cause = text_of(row[8]);
      if (!row[9].is_null()) attempt.contact_dialled = flag_of(row[9]);
      attempt.on_hold = flag_of(row[10]);
      out_.state.attempts.push_back(std::move(attempt));
    }
  }

  // Those who have left too: their legs' numbers are not used again.
  void parties() {
    for (auto const& row : transaction_.exec(
             "SELECT p.callback_id, p.attempt_number, p.leg, p.role, p.agent, p.phone, p.asked_at, "
             "p.answered_at, p.ended_at, p.outcome, p.cause FROM callback c "
             "JOIN call_attempt a ON a.callback_id = c.id AND a.number = c.attempt_number "
             "JOIN call_party p ON p.callback_id = c.id AND p.attempt_number = a.number "
             "WHERE c.live AND c.attempt_number > 0 AND a.ended_at IS NULL "
             "ORDER BY c.serial, p.leg")) {
      core::PartyRow party;
      party.attempt = {callback_of(row[0]), count_of(row[1])};
      party.leg = core::LegNumber{static_cast<std::uint16_t>(count_of(row[2]))};
      party.role = word_of(row[3], core::PartyRole::kOwner).value();
      party.agent = text_of(row[4]);
      party.phone = phone_of(row[5]);
      party.asked_at = instant_of(row[6]);
      party.answered_at = optional_instant_of(row[7]);
      party.ended_at = optional_instant_of(row[8]);
      party.outcome = text_of(row[9]);
      party.cause = text_of(row[10]);
      out_.state.parties.push_back(std::move(party));
    }
  }

  void notes() {
    for (auto const& row :
         transaction_.exec("SELECT n.callback_id, n.version, n.text, n.by, n.at FROM callback c "
                           "JOIN note n ON n.callback_id = c.id AND n.version = c.note_version "
                           "WHERE c.live AND c.note_version > 0 ORDER BY c.serial")) {
      out_.state.notes.push_back({callback_of(row[0]), count_of(row[1]),
                                  std::string{text_of(row[2])}, std::string{text_of(row[3])},
                                  instant_of(row[4])});
    }
  }

  void exclusions() {
    for (auto const& row : transaction_.exec_params(
             "SELECT e.callback_id, e.agent, e.until FROM exclusion e JOIN callback c ON c.id = "
             "e.callback_id "
             "WHERE c.live AND e.until > $1 ORDER BY c.serial, e.agent COLLATE \"C\"",
             micros_text(out_.last_committed_at))) {
      out_.state.exclusions.push_back(
          {callback_of(row[0]), std::string{text_of(row[1])}, instant_of(row[2])});
    }
  }

  void agents() {
    for (auto const& row : transaction_.exec(
             "SELECT login, logged_in, ready, reason, idle_since, state_since FROM agent_state "
             "ORDER BY login COLLATE \"C\"")) {
      out_.state.agents.push_back({std::string{text_of(row[0])}, flag_of(row[1]), flag_of(row[2]),
                                   std::string{text_of(row[3])}, instant_of(row[4]),
                                   instant_of(row[5])});
    }
  }

  void remembered() {
    auto const since = out_.last_committed_at - base::kLimits.request_memory_time;
    for (auto const& row : transaction_.exec_params(
             "SELECT login, request_id, request_hash, answer, at FROM request_memory WHERE at > $1 "
             "ORDER BY at, login COLLATE \"C\", request_id COLLATE \"C\"",
             micros_text(since))) {
      out_.remembered.push_back({std::string{text_of(row[0])}, std::string{text_of(row[1])},
                                 uuid_of(row[2]), std::string{text_of(row[3])},
                                 instant_of(row[4])});
    }
  }

  void details() {  // of open interactions and open offers
    for (auto const& row : transaction_.exec(std::string{"SELECT "} + kPersonColumns +
                                             " FROM journal_details(ARRAY(SELECT id FROM callback "
                                             "WHERE live AND agent IS NOT NULL)) p")) {
      out_.details.emplace(callback_of(row[0]), details_of(row, 0));
    }
  }

  // An id begins with the time it was made, so the primary key finds the last day. It is made a
  // moment before created_at, much longer before when nothing could be committed.
  void recent_posts() {
    auto const since = out_.last_committed_at - std::chrono::hours{24};
    auto const id = base::make_uuid7(since - std::chrono::hours{1}, 0, 0);
    auto const rows = transaction_.exec_params(
        "SELECT c.site, p.phone, c.created_at FROM callback c "
        "JOIN callback_person p ON p.callback_id = c.id AND p.version = 1 "
        "WHERE c.id >= $1 AND c.created_at > $2 AND p.phone <> '' ORDER BY c.id DESC LIMIT $3",
        base::to_text(id), micros_text(since), kRecentPostsMost);
    auto& posts = out_.state.recent_posts;
    posts.reserve(rows.size());
    for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
      posts.push_back(
          {std::string{text_of((*row)[0])}, phone_of((*row)[1]), instant_of((*row)[2])});
    }
  }

  void recent_calls() {
    auto const since = out_.last_committed_at - core::DialledNumbers::kDay;
    auto const rows = transaction_.exec_params(
        "SELECT phone, started_at FROM call_attempt WHERE started_at > $1 "
        "AND contact_dialled IS NOT FALSE AND phone <> '' ORDER BY started_at DESC LIMIT $2",
        micros_text(since), kRecentCallsMost);
    auto& calls = out_.state.recent_calls;
    calls.reserve(rows.size());
    for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
      calls.push_back({phone_of((*row)[0]), instant_of((*row)[1])});
    }
  }

  // After a change of the zone database: wall times that mean another instant now.
  void windows() {
    if (out_.state.zone_database.empty()) return;
    auto const rows = transaction_.exec(
        "SELECT c.id, p.not_before_local, p.not_after_local, p.time_zone, p.not_before_at, "
        "p.not_after_at FROM callback c JOIN callback_person p ON p.callback_id = c.id "
        "AND p.version = c.person_version "
        "WHERE c.live AND (p.not_before_at IS NOT NULL OR p.not_after_at IS NOT NULL)");
    for (auto const& row : rows) {
      core::MovedWindow window;
      window.callback = callback_of(row[0]);
      window.when = {std::string{text_of(row[1])}, std::string{text_of(row[2])},
                     std::string{text_of(row[3])}};
      window.was_not_before = optional_instant_of(row[4]);
      window.was_not_after = optional_instant_of(row[5]);
      window.when.not_before = meaning(window.when.not_before_local, window.when.time_zone);
      window.when.not_after = meaning(window.when.not_after_local, window.when.time_zone);
      bool const same = window.when.not_before == window.was_not_before &&
                        window.when.not_after == window.was_not_after;
      if (!same) out_.state.moved_windows.push_back(std::move(window));
    }
    spdlog::info("zones.changed database={} callbacks={} moved={}",
                 base::quoted(out_.state.zone_database), rows.size(),
                 out_.state.moved_windows.size());
  }

  // Of a wall time; an instant stays what it was.
  static std::optional<base::Instant> meaning(std::string const& text, std::string const& zone) {
    auto const time = calendar::read_time_text(text);
    if (!time || !time->local) return std::nullopt;
    return calendar::meaning(*time, calendar::Zone::find(zone));
  }

  pqxx::transaction_base& transaction_;
  std::stop_token const& stop_;
  engine::Recovered out_;
};

bool anyone_prefers_last_agents(core::SiteDefinition const& site) {
  return std::any_of(site.queues.begin(), site.queues.end(),
                     [](core::Queue const& queue) { return queue.prefer_last_agent; });
}

// By when they were opened, which is about when they were talks. All talks of an interaction are
// taken for its last owner's. Mark Done was with the number of the last version: nothing changes a
// callback after it.
std::vector<core::RecentTalk> recent_talks(pqxx::transaction_base& transaction) {
  auto const rows = transaction.exec_params(
      "WITH recent AS MATERIALIZED (SELECT callback_id, number, agent, closed_at, outcome "
      "FROM interaction ORDER BY opened_at DESC LIMIT $1) "
      "SELECT i.agent, a.phone, a.answered_at AS at FROM recent i JOIN call_attempt a "
      "ON a.callback_id = i.callback_id AND a.interaction_number = i.number "
      "WHERE a.answered_at IS NOT NULL AND a.phone <> '' "
      "UNION ALL SELECT i.agent, p.phone, i.closed_at FROM recent i CROSS JOIN LATERAL "
      "(SELECT phone FROM callback_person WHERE callback_id = i.callback_id "
      "ORDER BY version DESC LIMIT 1) p "
      "WHERE i.outcome = 'completed' AND p.phone <> '' ORDER BY at",
      kRecentInteractions);
  std::vector<core::RecentTalk> talks;
  talks.reserve(rows.size());
  for (auto const& row : rows) {
    talks.push_back({std::string{text_of(row[0])}, phone_of(row[1]), instant_of(row[2])});
  }
  return talks;
}

}  // namespace

Result<engine::Recovered> load(Connection& connection, DefinitionParser const& parse,
                               std::stop_token const& stop) {
  pqxx::transaction<pqxx::repeatable_read> transaction{*connection};
  auto recovered = Loader{transaction, stop}.load();
  if (stop.stop_requested()) return Failure{"told to stop"};
  auto site = definition_in_force(transaction, recovered.last_committed_at, parse);
  if (!site) return site.error();
  recovered.site = std::move(*site);
  if (anyone_prefers_last_agents(*recovered.site)) {
    recovered.state.recent_talks = recent_talks(transaction);
  }
  transaction.commit();
  return recovered;
}

}  // namespace callbackd::storage
