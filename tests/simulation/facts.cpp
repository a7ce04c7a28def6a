#include "simulation/facts.hpp"

#include <algorithm>

#include "core/messages/callback_columns.hpp"

namespace callbackd::simulation {

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

std::string difference(CallbackRow const& a, CallbackRow const& b) {
  std::string first;
  core::each_callback_column(
      [&](core::Column column, auto const& one, auto const& other) {
        if (first.empty() && one != other) first = column.name;
      },
      a, b);
  return first;
}

std::string_view text_in(core::EventRow const& event, std::string_view key) {
  for (auto const& field : event.data) {
    auto const* text = std::get_if<std::string>(&field.value);
    if (field.key == key && text) return *text;
  }
  return {};
}

}  // namespace callbackd::simulation
