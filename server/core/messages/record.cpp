#include "core/messages/record.hpp"

#include <utility>

namespace callbackd::core {
namespace {

// Adds a row, or replaces the row with the same key at its place.
template <typename Index, typename Key, typename Row>
void put_row(Index& index, Key const& key, std::vector<Row>& rows, Row row) {
  auto const [at, fresh] = index.try_emplace(key, rows.size());
  if (fresh) {
    rows.push_back(std::move(row));
  } else {
    rows[at->second] = std::move(row);
  }
}

}  // namespace

void RecordBatch::put(CallbackRow row) {
  auto const id = row.id;
  put_row(callback_at_, id, callbacks, std::move(row));
}
void RecordBatch::put(OfferRow row) {
  auto const id = row.id;
  put_row(offer_at_, id, offers, std::move(row));
}
void RecordBatch::put(InteractionRow row) {
  auto const id = row.id;
  put_row(interaction_at_, id, interactions, std::move(row));
}
void RecordBatch::put(AttemptRow row) {
  auto const id = row.id;
  put_row(attempt_at_, id, attempts, std::move(row));
}
void RecordBatch::put(PartyRow row) {
  LegId const id{row.attempt, row.leg};
  put_row(party_at_, id, parties, std::move(row));
}
void RecordBatch::put(AgentRow row) {
  auto const login = row.login;
  put_row(agent_at_, login, agents, std::move(row));
}
void RecordBatch::put(ExclusionRow row) {
  std::pair const key{row.callback, row.agent};
  put_row(exclusion_at_, key, exclusions, std::move(row));
}

// Removes the callback's exclusions of this batch from the vector. The removal moves the rows
// behind them, so the index is built again. This is rare, because most batches have no exclusion of
// the callback.
void RecordBatch::clear_exclusions(base::CallbackId callback) {
  if (cleared_.insert(callback).second) exclusions_cleared.push_back(callback);
  auto const first = exclusion_at_.lower_bound({callback, {}});
  if (first == exclusion_at_.end() || first->first.first != callback) return;
  std::erase_if(exclusions, [&](ExclusionRow const& row) { return row.callback == callback; });
  exclusion_at_.clear();
  for (std::size_t i = 0; i < exclusions.size(); ++i) {
    exclusion_at_.emplace(std::pair{exclusions[i].callback, exclusions[i].agent}, i);
  }
}

void RecordBatch::add(NewDetails row) {
  new_callbacks_.try_emplace(row.callback, new_details.size());
  new_details.push_back(std::move(row));
}

void RecordBatch::make_room_like(RecordBatch const& last) {
  callbacks.reserve(last.callbacks.size());
  events.reserve(last.events.size());
  offers.reserve(last.offers.size());
  interactions.reserve(last.interactions.size());
  agents.reserve(last.agents.size());
  new_details.reserve(last.new_details.size());
}

bool RecordBatch::empty() const {
  return callbacks.empty() && events.empty() && offers.empty() && interactions.empty() &&
         attempts.empty() && parties.empty() && notes.empty() && exclusions.empty() &&
         exclusions_cleared.empty() && agents.empty() && new_details.empty() &&
         details_changes.empty() && definitions.empty() && zone_database.empty();
}

}  // namespace callbackd::core
