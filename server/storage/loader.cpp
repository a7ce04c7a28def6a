#include "storage/loader.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "base/limits.hpp"
#include "base/quoted.hpp"
#include "calendar/time_text.hpp"
#include "calendar/zone_database.hpp"
#include "core/messages/left_out.hpp"
#include "storage/definition_in_force.hpp"
#include "storage/json_text.hpp"
#include "storage/later_reads.hpp"
#include "storage/live_callbacks.hpp"
#include "storage/recent_rows.hpp"
#include "storage/row_reader.hpp"
#include "storage/row_values.hpp"

namespace callbackd::storage {
namespace {

constexpr std::size_t kRowsAtOnce = 2'000;  // rows of one FETCH (callbacks())

enum class Purpose : std::uint8_t {
  kStart,
  kCheck  // writes nothing, and also checks what a start need not read
};

// Selects the details of callbacks that agents hold, except the callbacks in $1. journal_details
// makes a contact for each callback that is shown for the first time.
constexpr char kShownWithContacts[] =
    "journal_details(ARRAY(SELECT id FROM callback WHERE live AND agent IS NOT NULL "
    "AND id <> ALL ($1::uuid[])))";
constexpr char kShown[] =
    " FROM callback c JOIN (SELECT *, NULL AS contact_id FROM callback_person) p "
    "ON p.callback_id = c.id AND p.version = c.person_version WHERE c.live AND c.agent IS NOT NULL";

class Loader {
 public:
  Loader(pqxx::transaction_base& transaction, NumberClassifier const& classify,
         std::stop_token const& stop, Purpose purpose)
      : transaction_{transaction}, classify_{classify}, stop_{stop}, purpose_{purpose} {}

  // Reads everything except the definition and what depends on it. The order of these functions
  // matters. cell() comes first, because it reads the time from which later functions count.
  // leave_out() comes after all functions that read rows of callbacks, and before the functions
  // that must know which callbacks are left out.
  engine::Recovered& load() {
    for (auto const section :
         {&Loader::cell, &Loader::callbacks, &Loader::offers, &Loader::interactions,
          &Loader::attempts, &Loader::parties, &Loader::notes, &Loader::exclusions, &Loader::agents,
          &Loader::remembered, &Loader::details, &Loader::find_moved_windows, &Loader::leave_out,
          &Loader::contacts, &Loader::read_recent_rows}) {
      if (stop_.stop_requested()) break;
      (this->*section)();
    }
    return out_;
  }
  void read_recent_talks() { out_.state.recent_talks = recent_talks(recent_query(), unreadable_); }
  UnreadableRows& unreadable() { return unreadable_; }

 private:
  // Reads rows of callbacks; the first column is the callback's id. If one row cannot be
  // understood, the whole callback is left out.
  template <typename Read>
  void each(pqxx::result const& rows, char const* table, Read read) {
    for (auto const& row : rows) read_of_callback(row, table, read);
  }
  template <typename Read>
  bool read_of_callback(pqxx::row const& row, char const* table, Read read) {
    if (unreadable_.read(table, row[0], [&] { read(row); })) return true;
    left_out_.insert(callback_of(row[0]));
    return false;
  }

  void cell() {
    auto const row = transaction_.exec1(
        "SELECT journal_seq, last_serial, last_at, zone_database, clock_timestamp(), epoch "
        "FROM cell WHERE id = 1");
    if (purpose_ == Purpose::kCheck) check_cell_counts(row);
    out_.journal_seq = static_cast<std::uint64_t>(number_of(row[0]));
    last_serial(number_of(row[1]));
    auto const last = read_database_instant(text_of(row[2]));
    bool const known = last && core::is_usable_time(*last);
    if (!known) note_cell("last_at is not a time that the server works with");
    out_.last_committed_at = known ? *last : instant_of(row[4]);
    auto version = calendar::zone_database_version();
    if (version != text_of(row[3])) out_.state.zone_database = std::move(version);
  }

  // Notes counts of the cell that are out of range. Only kCheck needs this: a server that starts
  // takes the cell before it loads, and that replaces such counts.
  void check_cell_counts(pqxx::row const& row) {
    if (!is_cell_count(number_of(row[0]))) note_cell("journal_seq is out of range");
    if (!is_cell_count(number_of(row[5]))) note_cell("epoch is out of range");
  }

  void last_serial(std::int64_t stored) {
    if (!is_cell_count(stored)) {
      note_cell("last_serial is out of range: the one of the latest callback is taken instead");
      auto const latest = transaction_.exec_params1(
          "SELECT coalesce(max(serial), 0) FROM callback WHERE serial BETWEEN 0 AND $1",
          kCellCountMost);
      stored = number_of(latest[0]);
    }
    out_.last_serial = static_cast<base::Serial>(stored);
  }

  // Raises last_serial to the highest serial in use. The next serial must be higher than all of
  // them. Otherwise a new callback would go before callbacks that wait already.
  void serial_after_all() {
    auto last = out_.last_serial;
    for (auto const& [row, phone] : out_.state.callbacks) last = std::max(last, row.serial);
    if (last != out_.last_serial) note_cell("last_serial is before the serial of a callback");
    out_.last_serial = last;
  }

  void note_cell(std::string_view why) { unreadable_.note("cell", "1", why); }

  core::NumberClass class_of(base::PhoneNumber phone) const {
    return classify_ ? classify_(phone) : core::NumberClass{};
  }

  void callbacks() {
    auto& callbacks = out_.state.callbacks;
    std::vector<std::size_t> with_values;
    auto const live = transaction_.exec1("SELECT count(*) FROM callback WHERE live");
    callbacks.reserve(static_cast<std::size_t>(number_of(live[0])));
    transaction_.exec(live_callbacks_cursor());
    auto const fetch = fmt::format("FETCH {} FROM live_callback", kRowsAtOnce);
    // Each FETCH is sent before the rows of the FETCH before it are read. So PostgreSQL prepares
    // the next rows while this program decodes the present ones.
    pqxx::pipeline pipeline{transaction_};
    for (auto slice = pipeline.insert(fetch); !stop_.stop_requested();) {
      auto const next = pipeline.insert(fetch);
      auto const rows = pipeline.retrieve(slice);
      each(rows, "callback", [&](pqxx::row const& row) {
        auto live = live_callback_of(row);
        callbacks.emplace_back(
            std::move(live.row),
            core::ClassedNumber{live.phone, class_of(live.phone), std::move(live.extension)});
        if (live.has_values) with_values.push_back(callbacks.size() - 1);
      });
      if (rows.size() < kRowsAtOnce) break;
      slice = next;
    }
    pipeline.complete();
    if (!with_values.empty()) routing_values(with_values);
  }

  // Adds routing values to the callbacks at `places`. The rows of the query and `places` are both
  // in the order of serials, so one pass over both is enough. The rows of callbacks that were left
  // out match no place.
  void routing_values(std::vector<std::size_t> const& places) {
    auto const rows = transaction_.exec(
        "SELECT c.id, v.key, v.value FROM callback c, jsonb_each_text(CASE "
        "jsonb_typeof(c.routing_values) WHEN 'object' THEN c.routing_values ELSE '{}' END) v "
        "WHERE c.live ORDER BY c.serial, v.key COLLATE \"C\"");
    auto place = places.begin();
    for (auto const& row : rows) {
      auto const id = callback_of(row[0]);
      auto const found = std::find_if(place, places.end(), [&](std::size_t at) {
        return out_.state.callbacks[at].first.id == id;
      });
      if (found == places.end()) continue;
      place = found;
      out_.state.callbacks[*place].first.routing_values.emplace_back(text_of(row[1]),
                                                                     text_of(row[2]));
    }
  }

  void offers() {
    auto const from = std::string{" FROM callback c JOIN offer o ON o.callback_id = c.id "};
    auto const open = std::string{" WHERE c.live AND c.agent IS NOT NULL AND o.closed_at IS NULL "};
    auto& offers = out_.state.open_offers;
    auto const rows = transaction_.exec("SELECT " + columns_of<core::OfferRow>("o") + from + open +
                                        "ORDER BY c.serial, o.number");
    each(rows, "offer", [&](pqxx::row const& row) {
      offers.push_back(read_row<core::OfferRow>(row, Times::kUsable));
    });
    auto const excluded =
        transaction_.exec(std::string{"SELECT "} + kExcludedColumns + from + ", " + kExcludedList +
                          open + "ORDER BY c.serial, o.number, x.place");
    auto offer = offers.begin();
    each(excluded, "offer", [&](pqxx::row const& row) {
      base::OfferId const id{callback_of(row[0]), count_of(row[1])};
      auto const found =
          std::find_if(offer, offers.end(), [&](auto const& one) { return one.id == id; });
      if (found == offers.end()) return;  // the callback of this offer is left out
      offer = found;
      offer->why.excluded.push_back(excluded_of(row));
    });
  }

  void interactions() {
    auto const rows = transaction_.exec(
        "SELECT " + columns_of<core::InteractionRow>("i") +
        " FROM callback c JOIN interaction i ON i.callback_id = c.id "
        "WHERE c.live AND c.agent IS NOT NULL AND i.closed_at IS NULL ORDER BY c.serial, i.number");
    each(rows, "interaction", [&](pqxx::row const& row) {
      out_.state.open_interactions.push_back(read_row<core::InteractionRow>(row, Times::kUsable));
    });
  }

  void attempts() {
    auto const rows =
        transaction_.exec("SELECT " + columns_of<core::AttemptRow>("a") +
                          " FROM callback c JOIN call_attempt a ON a.callback_id = c.id "
                          "WHERE c.live AND c.attempt_number > 0 ORDER BY c.serial, a.number");
    each(rows, "call_attempt", [&](pqxx::row const& row) {
      out_.state.attempts.push_back(read_row<core::AttemptRow>(row, Times::kUsable));
    });
  }

  // Reads the parties of calls that still go on. Parties who left are read as well, because the
  // number of their leg must never be used again.
  void parties() {
    auto const rows = transaction_.exec(
        "SELECT " + columns_of<core::PartyRow>("p") +
        " FROM callback c "
        "JOIN call_attempt a ON a.callback_id = c.id AND a.number = c.attempt_number "
        "JOIN call_party p ON p.callback_id = c.id AND p.attempt_number = a.number "
        "WHERE c.live AND c.attempt_number > 0 AND a.ended_at IS NULL ORDER BY c.serial, p.leg");
    each(rows, "call_party", [&](pqxx::row const& row) {
      out_.state.parties.push_back(read_row<core::PartyRow>(row, Times::kUsable));
    });
  }

  void notes() {
    auto const rows =
        transaction_.exec("SELECT " + columns_of<core::NoteRow>("n") +
                          " FROM callback c "
                          "JOIN note n ON n.callback_id = c.id AND n.version = c.note_version "
                          "WHERE c.live AND c.note_version > 0 ORDER BY c.serial");
    each(rows, "note", [&](pqxx::row const& row) {
      out_.state.notes.push_back(read_row<core::NoteRow>(row, Times::kUsable));
    });
  }

  void exclusions() {
    auto const rows = transaction_.exec_params(
        "SELECT " + columns_of<core::ExclusionRow>("e") +
            " FROM exclusion e "
            "JOIN callback c ON c.id = e.callback_id "
            "WHERE c.live AND e.until > $1 ORDER BY c.serial, e.agent COLLATE \"C\"",
        database_text(out_.last_committed_at));
    each(rows, "exclusion", [&](pqxx::row const& row) {
      out_.state.exclusions.push_back(read_row<core::ExclusionRow>(row, Times::kUsableOrNever));
    });
  }

  // Reads the agents. If a row cannot be understood, its agent starts like an agent who never
  // logged in.
  void agents() {
    for (auto const& row :
         transaction_.exec("SELECT " + columns_of<core::AgentRow>("s") +
                           " FROM agent_state s ORDER BY s.login COLLATE \"C\"")) {
      unreadable_.read("agent_state", row[0], [&] {
        out_.state.agents.push_back(read_row<core::AgentRow>(row, Times::kUsable));
      });
    }
  }

  void remembered() {
    auto const since = out_.last_committed_at - base::kLimits.request_memory_time;
    for (auto const& row : transaction_.exec_params(
             "SELECT " + columns_of<engine::RememberedAnswer>("m") +
                 " FROM request_memory m WHERE m.at > $1 "
                 "ORDER BY m.at, m.login COLLATE \"C\", m.request_id COLLATE \"C\"",
             database_text(since))) {
      unreadable_.read("request_memory", row[1], [&] {
        out_.remembered.push_back(read_row<engine::RememberedAnswer>(row, Times::kUsable));
      });
    }
  }

  static std::string person_columns() {
    return "SELECT p.callback_id, " + columns_of<core::CallbackDetails>("p");
  }
  void details() {  // reads them for open interactions and open offers
    auto const rows = transaction_.exec(person_columns() + kShown);
    each(rows, "callback_person", [&](pqxx::row const& row) {
      out_.details.emplace(callback_of(row[0]), details_of(row, 1));
    });
  }

  // Reads the details a second time. The first time, a callback may have had no contact (the entry
  // of its number in the address book). Now journal_details makes the contacts that are missing.
  // This comes after leave_out(), because no contact may be made for a callback that is left out.
  void contacts() {
    if (purpose_ == Purpose::kCheck) return;
    for (auto const& row : transaction_.exec_params(
             person_columns() + " FROM " + shown_people(kShownWithContacts), left_out_array_)) {
      out_.details.insert_or_assign(callback_of(row[0]), details_of(row, 1));
    }
  }

  // Finds the wall times that mean another instant now, because the zone database has changed.
  void find_moved_windows() {
    if (out_.state.zone_database.empty() && purpose_ == Purpose::kStart) return;
    auto const rows = transaction_.exec(
        "SELECT c.id, p.not_before_local, p.not_after_local, p.time_zone, p.not_before_at, "
        "p.not_after_at FROM callback c JOIN callback_person p ON p.callback_id = c.id "
        "AND p.version = c.person_version "
        "WHERE c.live AND (p.not_before_at IS NOT NULL OR p.not_after_at IS NOT NULL)");
    each(rows, "callback_person", [&](pqxx::row const& row) {
      core::MovedWindow window;
      window.callback = callback_of(row[0]);
      window.when = {std::string{text_of(row[1])}, std::string{text_of(row[2])},
                     std::string{text_of(row[3])}};
      window.was_not_before = optional_instant_of(row[4]);
      window.was_not_after = optional_instant_of(row[5]);
      window.when.not_before =
          instant_of_wall_time(window.when.not_before_local, window.when.time_zone);
      window.when.not_after =
          instant_of_wall_time(window.when.not_after_local, window.when.time_zone);
      bool const same = window.when.not_before == window.was_not_before &&
                        window.when.not_after == window.was_not_after;
      if (!same) out_.state.moved_windows.push_back(std::move(window));
    });
    if (out_.state.zone_database.empty()) return;
    spdlog::info("zones.changed database={} callbacks={} moved={}",
                 base::quoted(out_.state.zone_database), rows.size(),
                 out_.state.moved_windows.size());
  }

  // Removes the callbacks that are left out, and everything that belongs to them, from all lists.
  // Callbacks whose rows contradict each other are left out too.
  void leave_out() {
    core::leave_out(out_.state, left_out_);
    for (auto const& [callback, why] : core::contradictions(out_.state)) {
      unreadable_.note("callback", base::to_text(callback), why);
      left_out_.insert(callback);
    }
    core::leave_out(out_.state, left_out_);
    serial_after_all();
    for (auto const callback : left_out_) {
      out_.details.erase(callback);
      out_.state.left_out.push_back({callback, {}});
      left_out_array_ += (left_out_array_.empty() ? "{" : ",") + base::to_text(callback);
    }
    left_out_array_ += left_out_array_.empty() ? "{}" : "}";
    if (!left_out_.empty()) name_agents();
  }

  // For each callback that is left out, names the agents who may have it in hand or take part in
  // its call. Its rows are not reliable, so these are all agents whom any open row of the callback
  // names.
  void name_agents() {
    auto const rows = transaction_.exec_params(
        "SELECT id, agent FROM callback WHERE id = ANY ($1::uuid[]) AND agent IS NOT NULL UNION "
        "SELECT callback_id, agent FROM interaction WHERE callback_id = ANY ($1::uuid[]) "
        "AND closed_at IS NULL UNION "
        "SELECT callback_id, agent FROM offer WHERE callback_id = ANY ($1::uuid[]) "
        "AND closed_at IS NULL UNION "
        "SELECT callback_id, agent FROM call_party WHERE callback_id = ANY ($1::uuid[]) "
        "AND ended_at IS NULL AND agent IS NOT NULL",
        left_out_array_);
    for (auto const& row : rows) {
      auto const id = callback_of(row[0]);
      for (auto& one : out_.state.left_out) {
        if (one.callback == id && is_name(text_of(row[1])))
          one.agents.emplace_back(text_of(row[1]));
      }
    }
  }

  RecentRowsQuery recent_query() const {
    return {transaction_, out_.last_committed_at, left_out_array_};
  }
  void read_recent_rows() {
    out_.state.recent_posts = recent_posts(recent_query(), unreadable_);
    out_.state.recent_calls = recent_calls(recent_query(), unreadable_);
    out_.state.recent_agent_rings = recent_agent_rings(recent_query(), unreadable_);
  }

  // The instant that a wall time means with the zone database of today. Returns nullopt if the text
  // is an instant instead of a wall time, because an instant never moves.
  static std::optional<base::Instant> instant_of_wall_time(std::string const& text,
                                                           std::string const& zone) {
    auto const time = calendar::read_time_text(text);
    if (!time || !time->local) return std::nullopt;
    return calendar::instant_of(*time, calendar::Zone::find(zone));
  }

  pqxx::transaction_base& transaction_;
  NumberClassifier const& classify_;
  std::stop_token const& stop_;
  Purpose purpose_;
  engine::Recovered out_;
  UnreadableRows unreadable_;
  std::set<base::CallbackId> left_out_;
  std::string left_out_array_;  // left_out_ as an array of PostgreSQL
};

bool anyone_prefers_last_agents(core::SiteDefinition const& site) {
  return std::any_of(site.queues.begin(), site.queues.end(),
                     [](core::Queue const& queue) { return queue.prefer_last_agent; });
}

}  // namespace

Result<engine::Recovered> load(Connection& connection, Readers const& readers,
                               std::stop_token const& stop) {
  // "Repeatable read" makes every query of the load see the same state.
  pqxx::transaction<pqxx::repeatable_read> transaction{*connection};
  Loader loader{transaction, readers.classify, stop, Purpose::kStart};
  auto& recovered = loader.load();
  if (stop.stop_requested()) return Failure{"this server was told to stop"};
  auto site = choose_definition({transaction, recovered.last_committed_at, readers.parse},
                                loader.unreadable());
  if (!site) return site.error();
  recovered.site = std::move(*site);
  if (anyone_prefers_last_agents(*recovered.site)) loader.read_recent_talks();
  transaction.commit();
  recovered.unreadable = loader.unreadable().take();
  return std::move(recovered);
}

Result<std::vector<engine::UnreadableRow>> find_unreadable_rows(Connection& connection,
                                                                DefinitionParser const& parse) {
  pqxx::transaction<pqxx::repeatable_read, pqxx::read_only> transaction{*connection};
  std::stop_token const never;
  NumberClassifier const unclassified = [](base::PhoneNumber) { return core::NumberClass{}; };
  Loader loader{transaction, unclassified, never, Purpose::kCheck};
  auto const& recovered = loader.load();
  loader.read_recent_talks();
  auto const site =
      adopted_definition({transaction, recovered.last_committed_at, parse}, loader.unreadable());
  if (!site) spdlog::info("definition.none");
  check_later_reads(transaction, loader.unreadable());
  return loader.unreadable().take();
}

}  // namespace callbackd::storage
