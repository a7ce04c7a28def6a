#include "engine/shown_details.hpp"

#include <algorithm>

#include "base/visitor.hpp"

namespace callbackd::engine {
namespace {

using Ids = std::vector<base::CallbackId>;

Ids shown_by_notification(core::NotificationBody const& body) {
  return std::visit(
      base::Visitor{
          [](core::OfferCreated const& it) { return Ids{it.offer.id.callback}; },
          [](core::InteractionUpdated const& it) { return Ids{it.interaction.id.callback}; },
          [](core::OfferClosed const&) { return Ids{}; },
          [](core::InteractionClosed const&) { return Ids{}; },
          [](core::ConsultationOffered const&) { return Ids{}; },
          [](core::ConsultationUpdated const&) { return Ids{}; },
          [](core::ConsultationClosed const&) { return Ids{}; },
          [](core::AgentStateChanged const&) { return Ids{}; },
      },
      body);
}

}  // namespace

Ids shown_by(core::AnswerBody const& body) {
  Ids ids;
  if (auto const* interaction = std::get_if<core::InteractionView>(&body)) {
    ids.push_back(interaction->id.callback);
  } else if (auto const* session = std::get_if<core::SessionView>(&body)) {
    for (auto const& offer : session->offers) ids.push_back(offer.id.callback);
    for (auto const& open : session->interactions) ids.push_back(open.id.callback);
  }
  return ids;
}

Ids shown_by(core::Release const& release) {
  if (auto const* answer = std::get_if<core::Answer>(&release)) return shown_by(answer->body);
  if (auto const* notify = std::get_if<core::Notify>(&release))
    return shown_by_notification(notify->body);
  return {};
}

Ids ShownDetails::wanted(core::Effects const& effects) {
  for (auto const& change : effects.records.details_changes) known_.erase(change.callback);
  Ids ids;
  for (auto const& release : effects.releases) {
    for (auto const id : shown_by(release)) {
      if (!known_.contains(id)) ids.push_back(id);
    }
  }
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

DetailsMap ShownDetails::shown(core::Effects const& effects) const {
  DetailsMap found;
  for (auto const& release : effects.releases) {
    for (auto const id : shown_by(release)) {
      auto const known = known_.find(id);
      if (known != known_.end()) found.insert(*known);
    }
  }
  return found;
}

DetailsMap ShownDetails::shown(core::AnswerBody const& body) const {
  DetailsMap found;
  for (auto const id : shown_by(body)) {
    auto const known = known_.find(id);
    if (known != known_.end()) found.insert(*known);
  }
  return found;
}

std::vector<base::CallbackId> held_after(core::RecordBatch const& records) {
  Ids held;
  for (auto const& row : records.callbacks) {
    if (row.state == core::CallbackState::kOffered || row.state == core::CallbackState::kActive) {
      held.push_back(row.id);
    }
  }
  std::sort(held.begin(), held.end());
  return held;
}

void ShownDetails::forget_ended(core::RecordBatch const& records) {
  auto const held = held_after(records);
  auto const forget = [&](base::CallbackId id) {
    if (!std::binary_search(held.begin(), held.end(), id)) known_.erase(id);
  };
  for (auto const& offer : records.offers) {
    if (offer.outcome && *offer.outcome != core::OfferOutcome::kAccepted) forget(offer.id.callback);
  }
  for (auto const& interaction : records.interactions) {
    if (interaction.closed_at) forget(interaction.id.callback);
  }
}

void ShownDetails::learn(DetailsMap const& fetched, std::vector<base::CallbackId> const& held) {
  for (auto const& [id, details] : fetched) {
    if (std::binary_search(held.begin(), held.end(), id)) known_.insert_or_assign(id, details);
  }
}

}  // namespace callbackd::engine
