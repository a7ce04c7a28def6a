#include "simulation/facts.hpp"

#include <algorithm>
#include <sstream>
#include <unordered_map>

namespace callbackd::simulation {
namespace {

using Value = decltype(core::EventField::value);
using Setter = void (*)(CallbackRow&, Value const&);

std::string text_of(Value const& value) {
  auto const* text = std::get_if<std::string>(&value);
  return text ? *text : std::string{};
}
std::int64_t number_of(Value const& value) {
  auto const* number = std::get_if<std::int64_t>(&value);
  return number ? *number : 0;
}
std::uint32_t count_of(Value const& value) {
  return static_cast<std::uint32_t>(number_of(value));
}
std::optional<Instant> instant_of(Value const& value) {
  auto const* at = std::get_if<Instant>(&value);
  return at ? std::optional{*at} : std::nullopt;
}
bool flag_of(Value const& value) {
  auto const* flag = std::get_if<bool>(&value);
  return flag && *flag;
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

using Row = CallbackRow;
std::unordered_map<std::string_view, Setter> const& setters() {
  static std::unordered_map<std::string_view, Setter> const kSetters{
      {"site", [](Row& row, Value const& v) { row.site = text_of(v); }},
      {"serial",
       [](Row& row, Value const& v) {
         row.serial = base::Serial{static_cast<std::uint64_t>(number_of(v))};
       }},
      {"state",
       [](Row& row, Value const& v) {
         row.state = core::callback_state_from(text_of(v)).value_or(CallbackState::kFailed);
       }},
      {"queue", [](Row& row, Value const& v) { row.queue = text_of(v); }},
      {"priority", [](Row& row, Value const& v) { row.priority = static_cast<int>(number_of(v)); }},
      {"due_at",
       [](Row& row, Value const& v) { row.due_at = instant_of(v).value_or(base::kNever); }},
      {"expires_at",
       [](Row& row, Value const& v) { row.expires_at = instant_of(v).value_or(base::kNever); }},
      {"queued_since", [](Row& row, Value const& v) { row.queued_since = instant_of(v); }},
      {"queue_entered_at", [](Row& row, Value const& v) { row.queue_entered_at = instant_of(v); }},
      {"agent", [](Row& row, Value const& v) { row.agent = text_of(v); }},
      {"offer_number", [](Row& row, Value const& v) { row.offer_number = count_of(v); }},
      {"offers_counted", [](Row& row, Value const& v) { row.offers_counted = count_of(v); }},
      {"interaction_number",
       [](Row& row, Value const& v) { row.interaction_number = count_of(v); }},
      {"attempt_number", [](Row& row, Value const& v) { row.attempt_number = count_of(v); }},
      {"person_version", [](Row& row, Value const& v) { row.person_version = count_of(v); }},
      {"note_version", [](Row& row, Value const& v) { row.note_version = count_of(v); }},
      {"disposition", [](Row& row, Value const& v) { row.disposition = text_of(v); }},
      {"reserved_agent", [](Row& row, Value const& v) { row.reserved_agent = text_of(v); }},
      {"reserved_until", [](Row& row, Value const& v) { row.reserved_until = instant_of(v); }},
      {"required_skills",
       [](Row& row, Value const& v) { row.required_skills = skills_of(text_of(v)); }},
      {"cancel_requested", [](Row& row, Value const& v) { row.cancel_requested = flag_of(v); }},
      {"slot_at", [](Row& row, Value const& v) { row.slot_at = instant_of(v); }},
      {"publishable", [](Row& row, Value const& v) { row.publishable = flag_of(v); }},
      {"token_version", [](Row& row, Value const& v) { row.token_version = count_of(v); }},
      {"ended_at", [](Row& row, Value const& v) { row.ended_at = instant_of(v); }},
      {"token_changes", [](Row& row, Value const& v) { row.token_changes.count = count_of(v); }},
      {"token_number_changes",
       [](Row& row, Value const& v) { row.token_changes.numbers = count_of(v); }},
      {"token_paced_until",
       [](Row& row, Value const& v) { row.token_changes.paced_until = instant_of(v); }},
      {"key_changes", [](Row& row, Value const& v) { row.key_changes.count = count_of(v); }},
      {"key_number_changes",
       [](Row& row, Value const& v) { row.key_changes.numbers = count_of(v); }},
      {"key_paced_until",
       [](Row& row, Value const& v) { row.key_changes.paced_until = instant_of(v); }},
      {"not_after_given", [](Row& row, Value const& v) { row.not_after_given = flag_of(v); }}};
  return kSetters;
}

}  // namespace

void Facts::adopt(core::SitePtr adopted) {
  site = std::move(adopted);
  for (auto const& queue : site->queues) last_with[queue.name] = site;
}

void Facts::forget_queues() {
  last_with.clear();
  adopt(site);
}

core::SitePtr Facts::settings_of(std::string const& queue) {
  if (site->find_queue(queue)) return site;
  auto const [known, fresh] = last_with.try_emplace(queue);
  if (fresh) {
    auto defaults = std::make_shared<core::SiteDefinition>();
    defaults->queues.emplace_back();
    defaults->queues.back().name = queue;
    known->second = std::move(defaults);
  }
  return known->second;
}

std::vector<core::PartyRow const*> Facts::others_in(base::AttemptId attempt) const {
  std::vector<core::PartyRow const*> others;
  for (auto next = parties.lower_bound({attempt, {}}); next != parties.end(); ++next) {
    auto const& party = next->second;
    if (party.attempt != attempt) break;
    if (!party.ended_at && party.role != core::PartyRole::kOwner) others.push_back(&party);
  }
  return others;
}

bool Facts::in_own_call(std::string const& login) const {
  return std::ranges::any_of(open_calls, [&](base::AttemptId const& attempt) {
    auto const& it = callbacks.at(attempt.callback);
    return it.in_call && it.interaction && it.interaction->agent == login;
  });
}

std::string name(CallbackId id) {
  return "c" + std::to_string(id.value.low);
}

void fold(core::EventRow const& event, CallbackRow& row) {
  if (event.number == 1) {
    row.id = event.callback;
    row.created_at = event.at;
  }
  row.event_number = event.number;
  for (auto const& field : event.data) {
    auto const setter = setters().find(field.key);
    if (setter != setters().end()) setter->second(row, field.value);
  }
}

std::string difference(CallbackRow const& a, CallbackRow const& b) {
#define CALLBACKD_COMPARE(column) \
  if (a.column != b.column) return #column
  CALLBACKD_COMPARE(id);
  CALLBACKD_COMPARE(serial);
  CALLBACKD_COMPARE(site);
  CALLBACKD_COMPARE(created_at);
  CALLBACKD_COMPARE(state);
  CALLBACKD_COMPARE(queue);
  CALLBACKD_COMPARE(priority);
  CALLBACKD_COMPARE(due_at);
  CALLBACKD_COMPARE(expires_at);
  CALLBACKD_COMPARE(queued_since);
  CALLBACKD_COMPARE(queue_entered_at);
  CALLBACKD_COMPARE(agent);
  CALLBACKD_COMPARE(offer_number);
  CALLBACKD_COMPARE(offers_counted);
  CALLBACKD_COMPARE(interaction_number);
  CALLBACKD_COMPARE(attempt_number);
  CALLBACKD_COMPARE(event_number);
  CALLBACKD_COMPARE(person_version);
  CALLBACKD_COMPARE(note_version);
  CALLBACKD_COMPARE(disposition);
  CALLBACKD_COMPARE(reserved_agent);
  CALLBACKD_COMPARE(reserved_until);
  CALLBACKD_COMPARE(cancel_requested);
  CALLBACKD_COMPARE(not_after_given);
  CALLBACKD_COMPARE(slot_at);
  CALLBACKD_COMPARE(publishable);
  CALLBACKD_COMPARE(token_version);
  CALLBACKD_COMPARE(ended_at);
  CALLBACKD_COMPARE(token_changes.count);
  CALLBACKD_COMPARE(token_changes.numbers);
  CALLBACKD_COMPARE(token_changes.paced_until);
  CALLBACKD_COMPARE(key_changes.count);
  CALLBACKD_COMPARE(key_changes.numbers);
  CALLBACKD_COMPARE(key_changes.paced_until);
  CALLBACKD_COMPARE(required_skills);
#undef CALLBACKD_COMPARE
  return {};
}

std::string_view text_in(core::EventRow const& event, std::string_view key) {
  for (auto const& field : event.data) {
    auto const* text = std::get_if<std::string>(&field.value);
    if (field.key == key && text) return *text;
  }
  return {};
}

}  // namespace callbackd::simulation
