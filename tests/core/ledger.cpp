#include "core/ledger.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>
#include <sstream>
#include <unordered_map>

namespace callbackd::core::test {
namespace {

using Value = decltype(EventField::value);

std::string text_of(Value const& value) {
  return std::holds_alternative<std::string>(value) ? std::get<std::string>(value) : std::string{};
}
std::uint32_t number_of(Value const& value) {
  return static_cast<std::uint32_t>(std::get<std::int64_t>(value));
}
std::optional<Instant> instant_of(Value const& value) {
  if (std::holds_alternative<std::monostate>(value)) return std::nullopt;
  return std::get<Instant>(value);
}
std::vector<std::pair<std::string, int>> skills_of(std::string const& text) {
  std::vector<std::pair<std::string, int>> skills;
  std::istringstream in{text};
  for (std::string word; in >> word;) {
    auto const colon = word.find(':');
    skills.emplace_back(word.substr(0, colon), std::stoi(word.substr(colon + 1)));
  }
  return skills;
}

using Setter = std::function<void(CallbackRow&, Value const&)>;
std::unordered_map<std::string, Setter> const& setters() {
  static std::unordered_map<std::string, Setter> const kSetters{
      {"site", [](auto& row, auto const& v) { row.site = text_of(v); }},
      {"serial",
       [](auto& row, auto const& v) {
         row.serial = base::Serial{static_cast<std::uint64_t>(std::get<std::int64_t>(v))};
       }},
      {"state", [](auto& row, auto const& v) { row.state = *callback_state_from(text_of(v)); }},
      {"queue", [](auto& row, auto const& v) { row.queue = text_of(v); }},
      {"priority",
       [](auto& row, auto const& v) {
         row.priority = static_cast<int>(std::get<std::int64_t>(v));
       }},
      {"due_at", [](auto& row, auto const& v) { row.due_at = std::get<Instant>(v); }},
      {"expires_at", [](auto& row, auto const& v) { row.expires_at = std::get<Instant>(v); }},
      {"queued_since", [](auto& row, auto const& v) { row.queued_since = instant_of(v); }},
      {"queue_entered_at", [](auto& row, auto const& v) { row.queue_entered_at = instant_of(v); }},
      {"agent", [](auto& row, auto const& v) { row.agent = text_of(v); }},
      {"offer_number", [](auto& row, auto const& v) { row.offer_number = number_of(v); }},
      {"offers_counted", [](auto& row, auto const& v) { row.offers_counted = number_of(v); }},
      {"interaction_number",
       [](auto& row, auto const& v) { row.interaction_number = number_of(v); }},
      {"attempt_number", [](auto& row, auto const& v) { row.attempt_number = number_of(v); }},
      {"person_version", [](auto& row, auto const& v) { row.person_version = number_of(v); }},
      {"note_version", [](auto& row, auto const& v) { row.note_version = number_of(v); }},
      {"disposition", [](auto& row, auto const& v) { row.disposition = text_of(v); }},
      {"reserved_agent", [](auto& row, auto const& v) { row.reserved_agent = text_of(v); }},
      {"reserved_until", [](auto& row, auto const& v) { row.reserved_until = instant_of(v); }},
      {"required_skills",
       [](auto& row, auto const& v) { row.required_skills = skills_of(text_of(v)); }},
      {"cancel_requested",
       [](auto& row, auto const& v) { row.cancel_requested = std::get<bool>(v); }},
      {"slot_at", [](auto& row, auto const& v) { row.slot_at = instant_of(v); }},
      {"publishable", [](auto& row, auto const& v) { row.publishable = std::get<bool>(v); }},
      {"token_version", [](auto& row, auto const& v) { row.token_version = number_of(v); }},
      {"ended_at", [](auto& row, auto const& v) { row.ended_at = instant_of(v); }},
      {"token_changes", [](auto& row, auto const& v) { row.token_changes.count = number_of(v); }},
      {"token_number_changes",
       [](auto& row, auto const& v) { row.token_changes.numbers = number_of(v); }},
      {"token_paced_until",
       [](auto& row, auto const& v) { row.token_changes.paced_until = instant_of(v); }},
      {"key_changes", [](auto& row, auto const& v) { row.key_changes.count = number_of(v); }},
      {"key_number_changes",
       [](auto& row, auto const& v) { row.key_changes.numbers = number_of(v); }},
      {"key_paced_until",
       [](auto& row, auto const& v) { row.key_changes.paced_until = instant_of(v); }},
      {"not_after_given",
       [](auto& row, auto const& v) { row.not_after_given = std::get<bool>(v); }}};
  return kSetters;
}

std::string at_text(std::optional<Instant> at) {
  return at ? base::to_rfc3339(*at) : "-";
}

}  // namespace

std::string row_text(CallbackRow const& row) {
  std::ostringstream out;
  out << base::to_text(row.id) << " serial " << static_cast<std::uint64_t>(row.serial) << " site "
      << row.site << " created " << at_text(row.created_at) << " " << to_text(row.state)
      << " queue " << row.queue << " priority " << row.priority << " due " << at_text(row.due_at)
      << " expires " << at_text(row.expires_at) << " queued " << at_text(row.queued_since)
      << " entered " << at_text(row.queue_entered_at) << " agent " << row.agent << " o"
      << row.offer_number << "/" << row.offers_counted << " i" << row.interaction_number << " a"
      << row.attempt_number << " e" << row.event_number << " p" << row.person_version << " n"
      << row.note_version << " code " << row.disposition << " for " << row.reserved_agent
      << " until " << at_text(row.reserved_until) << " cancel " << row.cancel_requested
      << " not_after " << row.not_after_given << " slot " << at_text(row.slot_at) << " publishable "
      << row.publishable << " token " << row.token_version << " ended " << at_text(row.ended_at);
  for (auto const& made : {row.token_changes, row.key_changes}) {
    out << " changed " << made.count << "/" << made.numbers << " " << at_text(made.paced_until);
  }
  for (auto const& [skill, level] : row.required_skills) out << " " << skill << ":" << level;
  return out.str();
}

void Ledger::fold(EventRow const& event) {
  CallbackRow& row = folded_[event.callback];
  row.id = event.callback;
  if (event.number == 1) row.created_at = event.at;
  REQUIRE(event.number == row.event_number + 1);
  row.event_number = event.number;
  for (auto const& field : event.data) {
    auto const setter = setters().find(field.key);
    if (setter != setters().end()) setter->second(row, field.value);
  }
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
    restored.recent_phones.push_back({owner_of(id), row.started_at, {}});
  }
  for (auto const& [id, row] : parties_) {
    if (row.agent.empty()) continue;
    bool const own = row.role == PartyRole::kOwner;
    restored.recent_phones.push_back(
        {row.agent, row.asked_at, own ? std::string{} : owner_of(id.attempt)});
  }
  std::sort(restored.recent_phones.begin(), restored.recent_phones.end(),
            [](auto const& a, auto const& b) { return a.at < b.at; });
  std::sort(restored.recent_calls.begin(), restored.recent_calls.end(),
            [](auto const& a, auto const& b) { return a.started_at < b.started_at; });
  return restored;
}

}  // namespace callbackd::core::test
