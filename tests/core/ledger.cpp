#include "core/ledger.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>

#include <catch2/catch.hpp>

#include "core/messages/callback_columns.hpp"
#include "support/event_fold.hpp"

namespace callbackd::core::test {
namespace {

std::string text_of(std::optional<Instant> at) {
  return at ? base::to_rfc3339(*at) : "-";
}
std::string text_of(Instant at) {
  return base::to_rfc3339(at);
}
std::string text_of(base::CallbackId id) {
  return base::to_text(id);
}
std::string text_of(base::Serial serial) {
  return std::to_string(static_cast<std::uint64_t>(serial));
}
std::string text_of(CallbackState state) {
  return std::string{to_text(state)};
}
std::string text_of(std::string const& text) {
  return text;
}
std::string text_of(std::uint32_t number) {
  return std::to_string(number);
}
std::string text_of(int number) {
  return std::to_string(number);
}
std::string text_of(bool flag) {
  return flag ? "yes" : "no";
}
std::string text_of(RequiredSkills const& skills) {
  std::string text;
  for (auto const& [skill, level] : skills) text += skill + ":" + std::to_string(level) + " ";
  return text;
}
std::string text_of(RoutingValues const&) {
  return "not in events";
}

// Writes each column of the row as a line of text, so that two rows can be compared.
std::string row_text(CallbackRow const& row) {
  std::string text;
  each_callback_column(
      [&](Column column, auto const& value) {
        text.append(column.name).append(" ").append(text_of(value)).append("\n");
      },
      row);
  return text;
}

}  // namespace

void Ledger::fold(EventRow const& event) {
  CallbackRow& row = folded_[event.callback];
  REQUIRE(event.number == row.event_number + 1);
  callbackd::test::fold(event, row);
  events_.push_back(event);
}

void Ledger::apply(RecordBatch const& batch) {
  for (auto const& details : batch.new_details) {
    phones_[details.callback] = details.details->phone;
    extensions_[details.callback] = details.details->extension;
  }
  for (auto const& change : batch.details_changes) {
    if (change.phone) phones_[change.callback] = *change.phone;
    if (change.phone) extensions_[change.callback] = change.extension;
  }
  for (auto const& event : batch.events) fold(event);
  for (auto const& details : batch.new_details) {
    auto const& row = folded_.at(details.callback);
    posts_.push_back(
        {row.site, details.details->phone, details.details->created_at, row.publishable});
  }
  for (auto const& row : batch.callbacks) {
    REQUIRE(row_text(folded_[row.id]) == row_text(row));
    callbacks_[row.id] = row;
  }
  for (auto const& row : batch.offers) offers_[row.id] = row;
  for (auto const& row : batch.interactions) interactions_[row.id] = row;
  for (auto const& row : batch.attempts) attempts_[row.id] = row;
  for (auto const& row : batch.parties) parties_[{row.attempt, row.leg}] = row;
  for (auto const& row : batch.notes) notes_[row.callback] = row;
  for (auto const id : batch.exclusions_cleared) {
    std::erase_if(exclusions_, [&](auto const& entry) { return entry.first.first == id; });
  }
  for (auto const& row : batch.exclusions) exclusions_[{row.callback, row.agent}] = row;
  for (auto const& row : batch.agents) agents_[row.login] = row;
}

CallbackRow const* Ledger::find(base::CallbackId id) const {
  auto const at = callbacks_.find(id);
  return at == callbacks_.end() ? nullptr : &at->second;
}

std::vector<RecentTalk> Ledger::talks() const {
  std::vector<RecentTalk> talks;
  for (auto const& [id, row] : attempts_) {
    if (!row.answered_at) continue;
    auto const& agent = interactions_.at({id.callback, row.interaction_number}).agent;
    talks.push_back({agent, row.phone, *row.answered_at});
  }
  for (auto const& [id, row] : interactions_) {
    if (row.outcome != InteractionOutcome::kCompleted) continue;
    talks.push_back({row.agent, phones_.at(id.callback), *row.closed_at});
  }
  std::sort(talks.begin(), talks.end(), [](auto const& a, auto const& b) { return a.at < b.at; });
  return talks;
}

Restored Ledger::restored() const {
  Restored restored;
  auto const kept = [&](base::CallbackId id) {
    auto const& row = callbacks_.at(id);
    return !is_final(row.state) || !row.agent.empty();
  };
  for (auto const& [id, row] : callbacks_) {
    if (!kept(id)) continue;
    restored.callbacks.emplace_back(
        row, ClassedNumber{phones_.at(id), NumberClass::in("GB"), extensions_.at(id)});
  }
  for (auto const& [id, row] : offers_) {
    if (!row.closed_at) restored.open_offers.push_back(row);
  }
  for (auto const& [id, row] : interactions_) {
    if (!row.closed_at) restored.open_interactions.push_back(row);
  }
  for (auto const& [id, row] : attempts_) {
    if (kept(id.callback)) restored.attempts.push_back(row);
  }
  for (auto const& [id, row] : parties_) {
    auto const& attempt = attempts_.at(id.attempt);
    bool const last = callbacks_.at(id.attempt.callback).attempt_number == id.attempt.number;
    if (kept(id.attempt.callback) && last && !attempt.ended_at) restored.parties.push_back(row);
  }
  for (auto const& [id, row] : notes_) {
    if (kept(id)) restored.notes.push_back(row);
  }
  for (auto const& [key, row] : exclusions_) {
    if (kept(key.first)) restored.exclusions.push_back(row);
  }
  for (auto const& [login, row] : agents_) restored.agents.push_back(row);
  restored.recent_posts = posts_;
  restored.recent_talks = talks();
  for (auto const& [id, row] : attempts_) {
    if (row.contact_dialled.value_or(true)) {
      restored.recent_calls.push_back({row.phone, row.started_at, {}});
    }
  }
  for (auto const& [id, row] : parties_) {
    if (row.phone == base::PhoneNumber{}) continue;
    restored.recent_calls.push_back({row.phone, row.asked_at, {}});
  }
  auto const owner_of = [&](base::AttemptId const& id) {
    auto const number = attempts_.at(id).interaction_number;
    return interactions_.at({id.callback, number}).agent;
  };
  for (auto const& [id, row] : attempts_) {
    restored.recent_agent_rings.push_back({owner_of(id), row.started_at, {}});
  }
  for (auto const& [id, row] : parties_) {
    if (row.agent.empty()) continue;
    bool const own = row.role == PartyRole::kOwner;
    restored.recent_agent_rings.push_back(
        {row.agent, row.asked_at, own ? std::string{} : owner_of(id.attempt)});
  }
  std::sort(restored.recent_agent_rings.begin(), restored.recent_agent_rings.end(),
            [](auto const& a, auto const& b) { return a.at < b.at; });
  std::sort(restored.recent_calls.begin(), restored.recent_calls.end(),
            [](auto const& a, auto const& b) { return a.started_at < b.started_at; });
  return restored;
}

}  // namespace callbackd::core::test
