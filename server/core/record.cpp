#include "core/record.hpp"

#include <algorithm>

namespace callbackd::core {
namespace {

// Batches hold few of these; a search from the end finds the recent ones at once.
template <typename Row, typename Same>
void put_row(std::vector<Row>& rows, Row row, Same same) {
  auto const at =
      std::find_if(rows.rbegin(), rows.rend(), [&](Row const& known) { return same(known, row); });
  if (at != rows.rend()) {
    *at = std::move(row);
  } else {
    rows.push_back(std::move(row));
  }
}

auto const kSameId = [](auto const& a, auto const& b) { return a.id == b.id; };

}  // namespace

void RecordBatch::put(CallbackRow row) {
  auto const [at, fresh] = callback_at_.try_emplace(row.id, callbacks.size());
  if (fresh) {
    callbacks.push_back(std::move(row));
  } else {
    callbacks[at->second] = std::move(row);
  }
}

void RecordBatch::put(OfferRow row) {
  put_row(offers, std::move(row), kSameId);
}
void RecordBatch::put(InteractionRow row) {
  put_row(interactions, std::move(row), kSameId);
}
void RecordBatch::put(AttemptRow row) {
  put_row(attempts, std::move(row), kSameId);
}

void RecordBatch::put(AgentRow row) {
  put_row(agents, std::move(row), [](auto const& a, auto const& b) { return a.login == b.login; });
}

void RecordBatch::put(ExclusionRow row) {
  put_row(exclusions, std::move(row), [](auto const& a, auto const& b) {
    return a.callback == b.callback && a.agent == b.agent;
  });
}

void RecordBatch::clear_exclusions(base::CallbackId callback) {
  std::erase_if(exclusions, [&](ExclusionRow const& row) { return row.callback == callback; });
  if (std::find(exclusions_cleared.begin(), exclusions_cleared.end(), callback) ==
      exclusions_cleared.end()) {
    exclusions_cleared.push_back(callback);
  }
}

void RecordBatch::add(NewDetails row) {
  new_callbacks_.try_emplace(row.callback, new_details.size());
  new_details.push_back(std::move(row));
}

bool RecordBatch::empty() const {
  return callbacks.empty() && events.empty() && offers.empty() && interactions.empty() &&
         attempts.empty() && notes.empty() && exclusions.empty() && exclusions_cleared.empty() &&
         agents.empty() && new_details.empty() && details_changes.empty() && definitions.empty();
}

}  // namespace callbackd::core
