// Checks everything that leaves the server: answers, notifications and voice orders. Each must
// agree with what is committed. Part of Checker, which checker.hpp declares.
#include <algorithm>

#include "base/visitor.hpp"
#include "simulation/checker.hpp"

namespace callbackd::simulation {
// Checks that a message shows a committed state of the callback. This state must not be older than
// the state that the message before showed. Only a message that is sent again may show an older
// one.
template <typename Matches>
void Checker::told(CallbackId id, char const* what, Matches matches) {
  auto* const it = facts.find(id);
  if (it == nullptr || it->history.empty()) {
    return report_.violated("{}: {} was told of what is not committed", name(id), what);
  }
  for (auto at = may_be_older_ ? 0 : it->told; at < it->history.size(); ++at) {
    if (!matches(it->history[at])) continue;
    it->told = std::max(it->told, at);
    return;
  }
  report_.violated("{}: {} tells a state that is not committed, or older than one told before",
                   name(id), what);
}

void Checker::told(core::CallbackView const& view) {
  told(view.id, "an answer", [&](CallbackRow const& row) {
    return row.state == view.state && row.queue == view.queue && row.due_at == view.due_at &&
           row.expires_at == view.expires_at && row.attempt_number >= view.attempts &&
           row.cancel_requested == view.cancel_requested;
  });
  auto* const it = facts.find(view.id);
  if (it == nullptr) return;
  it->acknowledged = true;
  if (!it->phones.contains(view.phone)) report_.violated("{}: a foreign number", name(view.id));
  // A scheduled callback may have a position, too. This is so when it waits for an opening of its
  // queue.
  bool const may_wait =
      view.state == CallbackState::kQueued || view.state == CallbackState::kScheduled;
  bool const must_wait = view.state == CallbackState::kQueued;
  if ((must_wait && !view.position) || (!may_wait && view.position)) {
    report_.violated("{}: only what waits has a position", name(view.id));
  }
}

void Checker::told(core::InteractionView const& view) {
  auto const id = view.id.callback;
  told(id, "an interaction", [&](CallbackRow const& row) {
    return row.state == view.state && row.interaction_number == view.id.number &&
           row.attempt_number == view.attempts.size() && row.note_version == view.note_version &&
           row.disposition == view.disposition.value_or("") &&
           row.cancel_requested == view.cancel_requested;
  });
  auto const note = cell_.notes.find({id.value, view.note_version});
  bool const noted = note == cell_.notes.end() ? view.note.empty() : note->second.text == view.note;
  if (!noted) report_.violated("{}: shows a note that is not committed", name(id));
  for (auto const& attempt : view.attempts) {
    auto const row = facts.attempts.find(attempt.id);
    if (row == facts.attempts.end() || row->second.phone != attempt.phone ||
        (attempt.outcome && row->second.outcome != attempt.outcome)) {
      report_.violated("{}: shows an attempt that is not committed", name(id));
    }
  }
}

void Checker::told(core::OfferView const& view) {
  auto const row = facts.offers.find(view.id);
  if (row == facts.offers.end() || row->second.deadline != view.deadline ||
      row->second.queue != view.queue || row->second.opened_at != view.opened_at) {
    report_.violated("{}: offer {} is told and not committed", name(view.id.callback),
                     view.id.number);
  }
}

void Checker::told(core::ClosedView const& view) {
  told(view.id, "an ended interaction", [&](CallbackRow const& row) {
    return row.state == view.state && (!view.due_at || *view.due_at == row.due_at);
  });
}

void Checker::told(core::OfferClosedView const& view) {
  auto const row = facts.offers.find(view.id);
  if (row == facts.offers.end() || row->second.outcome != view.outcome) {
    report_.violated("{}: offer {} is told to be {}, which is not committed",
                     name(view.id.callback), view.id.number, core::to_text(view.outcome));
  }
}

// Checks the message that an interaction is closed. It is closed because it has ended, or because
// another agent has it now.
void Checker::told(std::string const& login, core::InteractionClosed const& closed) {
  auto const row = facts.interactions.find(closed.id);
  auto const& owners = facts.owners[closed.id];
  bool const known = row != facts.interactions.end() && owners.contains(login);
  bool const handed_on =
      closed.outcome == core::InteractionOutcome::kTransferred && owners.size() > 1;
  if (!known || (row->second.outcome != closed.outcome && !handed_on)) {
    report_.violated("{}: the end of an interaction is told and not committed",
                     name(closed.id.callback));
  }
}

void Checker::told(std::string const& login, core::ConsultationView const& view) {
  auto const leg = leg_of(view.id);
  auto const id = name(leg.attempt.callback);
  auto const found = facts.parties.find(leg);
  if (found == facts.parties.end()) {
    return report_.violated("{}: a consultation is told and not committed", id);
  }
  auto const& row = found->second;
  bool const owned = std::ranges::any_of(facts.owners, [&](auto const& entry) {
    return entry.first.callback == leg.attempt.callback && entry.second.contains(login);
  });
  if (login != row.agent && !owned) report_.violated("{}: {} is told of another's", id, login);
  bool const ended = view.state == core::ConsultationState::kEnded;
  bool const goes_on = row.role != core::PartyRole::kConsulted;  // as a member or as the owner
  if (ended && !goes_on && view.outcome != row.outcome) {
    report_.violated("{}: a consultation is told to have ended ({}), committed is ({})", id,
                     view.outcome, row.outcome);
  }
  bool const connected = view.state == core::ConsultationState::kConnected;
  if (connected && !row.answered_at) report_.violated("{}: a consultation is not connected", id);
}

// Checks a refusal of a duplicate. Only the site's own server may learn which callback the post
// duplicates. This callback must belong to the same site.
void Checker::duplicate_told(core::CommandBody const& asked, core::Refusal const& refusal) {
  auto const* post = std::get_if<core::PostCallback>(&asked);
  auto const* change = std::get_if<core::ChangeCallback>(&asked);
  std::string site;
  if (post && post->key == core::KeyKind::kSecret) site = post->site;
  if (change && change->by.kind == core::Actor::Kind::kSite) {
    auto const* changed = facts.find(change->id);
    site = changed ? changed->row.site : change->by.name;
  }
  if (site.empty() || !refusal.callback) {
    if (!site.empty() || refusal.callback) {
      report_.violated("a duplicate's id is for the site's own server, and for nobody else");
    }
    return;
  }
  auto const* it = facts.find(*refusal.callback);
  if (it == nullptr || it->history.empty()) {
    return report_.violated("a duplicate of what is not committed");
  }
  if (it->row.site != site) {
    report_.violated("{} is told of {}, which is of site {}", site, name(*refusal.callback),
                     it->row.site);
  }
}

void Checker::refused(core::CommandBody const& asked, core::Refusal const& refusal) {
  if (refusal.reason == core::RefusalReason::kDuplicateCallback) {
    duplicate_told(asked, refusal);
  }
  if (refusal.reason == core::RefusalReason::kOfferClosed) {
    auto const* accept = std::get_if<core::AcceptOffer>(&asked);
    auto const* reject = std::get_if<core::RejectOffer>(&asked);
    auto const id = accept ? accept->offer : reject ? reject->offer : base::OfferId{};
    told(core::OfferClosedView{id, refusal.outcome.value_or(core::OfferOutcome::kAccepted)});
  }
  if (auto const* change = std::get_if<core::ChangeCallback>(&asked))
    refused_change(*change, refusal);
  auto const* look = std::get_if<core::GetCallback>(&asked);
  if (look && refusal.reason == core::RefusalReason::kNotFound) {
    auto const* it = facts.find(look->id);
    if (it && it->acknowledged && !core::is_final(it->row.state)) {
      report_.violated("{}: was acknowledged and is lost", name(look->id));
    }
  }
}

void Checker::answered(core::CommandBody const& asked, engine::Reply const& reply) {
  std::visit(base::Visitor{
                 [&](core::Refusal const& it) { refused(asked, it); },
                 [&](core::CallbackView const& it) {
                   told(it);
                   if (auto const* post = std::get_if<core::PostCallback>(&asked))
                     booked(*post, it);
                 },
                 [&](core::SlotsView const& it) { told(std::get<core::ListSlots>(asked), it); },
                 [&](core::InteractionView const& it) {
                   told(it);
                   auto const* note = std::get_if<core::SetNote>(&asked);
                   if (note && it.note_version != note->version + 1) {
                     report_.violated("{}: its note is overwritten", name(it.id.callback));
                   }
                 },
                 [&](core::ClosedView const& it) { told(it); },
                 [&](core::OfferClosedView const& it) { told(it); },
                 [&](core::SessionView const& it) { opened(it); },
                 [](auto const&) {},
             },
             reply.body);
}

void Checker::opened(core::SessionView const& view) {
  for (auto const& offer : view.offers) {
    told(offer);
    auto const row = facts.offers.find(offer.id);
    if (row != facts.offers.end() && row->second.agent != view.login) {
      report_.violated("{} is shown another's offer", view.login);
    }
  }
  for (auto const& interaction : view.interactions) told(interaction);
}

void Checker::missed(std::string const& login, core::NotificationBody const& body) {
  may_be_older_ = true;
  notified(login, body);
  may_be_older_ = false;
}

void Checker::notified(std::string const& login, core::NotificationBody const& body) {
  auto const mine = [&](std::string const& agent, CallbackId id) {
    if (agent != login) report_.violated("{}: {} is told of another's work", name(id), login);
  };
  std::visit(base::Visitor{
                 [&](core::OfferCreated const& it) {
                   told(it.offer);
                   auto const row = facts.offers.find(it.offer.id);
                   if (row != facts.offers.end()) mine(row->second.agent, it.offer.id.callback);
                 },
                 [&](core::OfferClosed const& it) { told(it.offer); },
                 [&](core::InteractionUpdated const& it) {
                   told(it.interaction);
                   if (!facts.owners[it.interaction.id].contains(login)) {
                     mine("", it.interaction.id.callback);
                   }
                 },
                 [&](core::InteractionClosed const& it) { told(login, it); },
                 [&](core::ConsultationOffered const& it) { told(login, it.consultation); },
                 [&](core::ConsultationUpdated const& it) { told(login, it.consultation); },
                 [&](core::ConsultationClosed const& it) { told(login, it.consultation); },
                 [](core::AgentStateChanged const&) {},
             },
             body);
}

}  // namespace callbackd::simulation
