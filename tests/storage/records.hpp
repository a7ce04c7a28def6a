// Test support: makes records with plausible values, so that a test sets only the values that it is
// about. Pure; any thread.
#pragma once
#include <string>
#include <utility>

#include "storage/batch_dump.hpp"
#include "worlds.hpp"

namespace callbackd::test {

inline core::CallbackRow queued_callback(std::uint64_t number) {
  core::CallbackRow row;
  row.id = callback_number(number);
  row.serial = base::Serial{number + 1};
  row.site = "www";
  row.created_at = row.due_at = at_second(1);
  row.expires_at = at_second(86'400);
  row.state = core::CallbackState::kQueued;
  row.queue = "sales";
  row.queued_since = row.queue_entered_at = at_second(1);
  row.event_number = 1;
  return row;
}

inline core::DetailsPtr person(std::uint64_t digits = 12'025'550'123,
                               std::string attributes = "{}") {
  auto details = std::make_shared<core::CallbackDetails>();
  details->name = "Ada Lovelace";
  details->email = "ada@example.org";
  details->locale = "en-GB";
  details->phone = {digits};
  details->extension = "12";
  details->when = {"2027-03-14T09:00", "", "America/New_York"};
  details->attributes_json = std::move(attributes);
  details->created_at = at_second(1);
  return details;
}

// Makes the event `created` that leads to this row of a callback.
inline core::EventRow created_event(core::CallbackRow const& row) {
  core::EventRow event{row.id, 1, row.created_at, core::EventType::kCreated, "site:" + row.site,
                       {}};
  event.data = {{"state", std::string{to_text(row.state)}},
                {"queue", row.queue},
                {"due_at", row.due_at},
                {"expires_at", row.expires_at},
                {"queued_since", row.queued_since.value()},
                {"queue_entered_at", row.queue_entered_at.value()}};
  return event;
}

inline void post(engine::Batch& batch, core::CallbackRow const& row,
                 core::DetailsPtr details = person()) {
  batch.records.put(row);
  batch.records.add(core::NewDetails{row.id, row.site, std::move(details)});
  batch.records.add(created_event(row));
}

// Makes the batch that follows batch number `last`. A server that has just started passes the
// number that it read back.
inline engine::Batch batch_after(std::uint64_t last) {
  engine::Batch batch;
  batch.journal_seq = last + 1;
  batch.at = at_second(static_cast<std::int64_t>(last) + 2);
  batch.last_serial = base::Serial{1000 + last};
  return batch;
}

// Writes the whole recovered state as text, so that two states can be compared. Contact ids are
// left out, because each storage makes its own.
inline std::string render(engine::Recovered const& recovered) {
  engine::Batch batch;
  batch.journal_seq = recovered.journal_seq;
  batch.last_serial = recovered.last_serial;
  batch.at = recovered.last_committed_at;
  for (auto const& [row, phone] : recovered.state.callbacks) batch.records.callbacks.push_back(row);
  batch.records.offers = recovered.state.open_offers;
  batch.records.interactions = recovered.state.open_interactions;
  batch.records.attempts = recovered.state.attempts;
  batch.records.notes = recovered.state.notes;
  batch.records.exclusions = recovered.state.exclusions;
  batch.records.agents = recovered.state.agents;
  batch.remembered = recovered.remembered;
  for (auto const& [row, phone] : recovered.state.callbacks) {
    auto const details = recovered.details.find(row.id);
    if (details != recovered.details.end())
      batch.records.new_details.push_back({row.id, row.site, details->second});
    batch.records.attempts.push_back({{row.id, 0},
                                      0,
                                      phone.number,
                                      {},
                                      {},
                                      {},
                                      {},
                                      "number of the callback",
                                      {},
                                      false,
                                      false,
                                      phone.extension});
  }
  return storage::batch_text(0, batch);
}

}  // namespace callbackd::test
