// Looks at the events of the log one after the other, and checks that each event may follow the
// events before it. Part of Checker, which checker.hpp declares.
#include <algorithm>
#include <utility>

#include "simulation/checker.hpp"
#include "support/event_fold.hpp"

namespace callbackd::simulation {

using core::EventType;

void Checker::judge(core::EventRow const& event, Asked const& asked) {
  auto& it = facts.callbacks[event.callback];
  auto const before = it.row;
  if (event.number != before.event_number + 1) {
    report_.violated("{}: event {} follows {}", name(event.callback), event.number,
                     before.event_number);
  }
  if (event.at < facts.at || event.at < it.changed_at) {
    report_.violated("{}: event {} is older than what was committed", name(event.callback),
                     event.number);
  }
  if (core::is_final(before.state) && event.number > 1) {
    CallbackRow after = before;
    test::fold(event, after);
    if (after.state != before.state) {
      report_.violated("{}: {} was final and became {}", name(event.callback),
                       core::to_text(before.state), core::to_text(after.state));
    }
  }
  test::fold(event, it.row);
  if (core::is_final(it.row.state) != it.row.ended_at.has_value()) {
    report_.violated("{}: does not say when it ended", name(event.callback));
  }
  judge_slot(it, before, event);
  judge_changes(it, event);
  judge_retry(it, before, event);
  judge_memory(it, before, event);
  judge_end_for_all(it, event);
  switch (event.type) {
    case EventType::kCreated:
      created(it, event);
      break;
    case EventType::kScheduled:
    case EventType::kQueued:
    case EventType::kExpired:
      placed(it, before, event);
      break;
    case EventType::kOffered:
      offered(it, event, asked);
      break;
    case EventType::kOfferClosed:
      offer_closed(it, event);
      break;
    case EventType::kInteractionOpened:
      interaction_opened(it, event);
      break;
    case EventType::kInteractionClosed:
      interaction_closed(it, event);
      break;
    case EventType::kCallStarted:
    case EventType::kCallAnswered:
    case EventType::kCallHeld:
    case EventType::kCallResumed:
    case EventType::kCallEnded:
    case EventType::kDigitsSent:
    case EventType::kPartyAsked:
    case EventType::kPartyJoined:
    case EventType::kPartyLeft:
    case EventType::kTransferred:
      call_event(it, before, event);
      break;
    case EventType::kNoteSet:
      if (it.row.note_version != before.note_version + 1) {
        report_.violated("{}: note versions do not rise by one", name(event.callback));
      }
      break;
    case EventType::kChanged:
      returns_.erase(event.callback);
      if (!it.row.queued_since) it.exclusions.clear();
      break;
    case EventType::kCompleted:
    case EventType::kCancelled:
    case EventType::kFailed:
      ended(it, before, event);
      break;
    case EventType::kDispositionSet:
    case EventType::kCancelRequested:
    case EventType::kManageTokenVoided:
    case EventType::kZoneChanged:  // the zone database of a world stays the same
      break;
  }
  it.changed_at = event.at;
  it.history.push_back(it.row);
}

void Checker::created(CallbackFacts& it, core::EventRow const& event) {
  if (event.number != 1) report_.violated("{} was created twice", name(event.callback));
  auto const* queue = queue_in(facts.site, it.row.queue);
  if (definition_changes() || queue == nullptr) return;
  it.queue_had_slots = queue->slots.minutes > 0;
  created_by_rule(it, event);
  if (!it.row.not_after_given && it.row.expires_at != it.row.due_at + queue->lifetime) {
    report_.violated("{}: its lifetime is not the queue's", name(event.callback));
  }
  strangers_wait(it.row);
  if (queue->duplicates == core::DuplicatePolicy::kAllow) return;
  for (auto const id : live_) {
    auto const& other = facts.callbacks[id];
    if (id == event.callback || other.row.event_number == 0) continue;
    bool const alike = other.row.site == it.row.site && other.row.queue == it.row.queue;
    if (alike && !core::is_final(other.row.state) && other.phones.size() == 1 &&
        other.phones == it.phones) {
      report_.violated("{} has the number of {}, which waits in the same queue or is in hands",
                       name(event.callback), name(id));
    }
  }
}

void Checker::strangers_wait(CallbackRow const& created) {
  auto const* site = facts.site->find_site(created.site);
  if (!created.publishable || site == nullptr || site->publishable_waiting == 0) return;
  auto const waiting = std::count_if(live_.begin(), live_.end(), [&](CallbackId id) {
    auto const& row = facts.callbacks[id].row;
    bool const lives = row.event_number > 0 && !core::is_final(row.state);
    return lives && row.publishable && row.site == created.site;
  });
  if (waiting > site->publishable_waiting) {
    report_.violated("{}: {} wait that publishable keys made, allowed are {}", name(created.id),
                     waiting, site->publishable_waiting);
  }
}

void Checker::placed(CallbackFacts& it, CallbackRow const& before, core::EventRow const& event) {
  auto const id = event.callback;
  auto const& row = it.row;
  if (it.offer || it.interaction) report_.violated("{}: placed while held", name(id));
  if (std::exchange(it.abandoned, false)) it.exclusions.clear();  // as if it had just come
  if (it.in_call && event.type != EventType::kQueued) {
    report_.violated("{}: its call waits and it does not", name(id));
  }
  if (event.type == EventType::kQueued) {
    if (row.due_at > event.at) report_.violated("{}: queued before it is due", name(id));
    if (!row.queued_since) report_.violated("{}: queued since never", name(id));
  }
  if (event.type == EventType::kScheduled && row.due_at <= event.at) {
    report_.violated("{}: scheduled for the past", name(id));
  }
  if (event.type == EventType::kExpired && row.expires_at > event.at) {
    report_.violated("{}: expired too early", name(id));
  }
  bool const overdue = event.type != EventType::kExpired && row.expires_at <= event.at;
  if (overdue && !it.in_call && event.number > 2) {
    report_.violated("{}: returned although it has expired", name(id));
  }
  auto const found = returns_.find(id);
  if (found == returns_.end()) return;
  auto const expected = found->second;
  returns_.erase(found);
  if (row.offers_counted != expected.counted) {
    report_.violated("{}: {} offers counted, not {}", name(id), row.offers_counted,
                     expected.counted);
  }
  if (event.type == EventType::kExpired || definition_changes()) return;
  if (!expected.any_queue && row.queue != expected.queue) {
    report_.violated("{}: returned to {}, not to {}", name(id), row.queue, expected.queue);
  }
  if (!expected.any_reserved && row.reserved_agent != expected.reserved) {
    report_.violated("{}: reserved for {}, not for {}", name(id), row.reserved_agent,
                     expected.reserved);
  }
  if (row.queued_since != before.queued_since) {
    report_.violated("{}: lost its place in the line", name(id));
  }
}

void Checker::interaction_opened(CallbackFacts& it, core::EventRow const& event) {
  auto const id = event.callback;
  auto const& row = it.row;
  auto const agent = std::string{text_in(event, "agent")};
  if (it.offer || it.interaction) report_.violated("{}: two hold it", name(id));
  if (row.state != CallbackState::kActive) report_.violated("{}: held, not active", name(id));
  auto const closed = facts.offers.find({id, row.offer_number});
  if (closed == facts.offers.end() || closed->second.agent != agent ||
      closed->second.outcome != core::OfferOutcome::kAccepted) {
    report_.violated("{}: {} has it without having accepted it", name(id), agent);
  }
  auto const found = facts.interactions.find({id, row.interaction_number});
  if (found == facts.interactions.end()) {
    return report_.violated("{}: an interaction without a row", name(id));
  }
  InteractionFacts opened;
  opened.number = row.interaction_number;
  opened.agent = agent;
  opened.opened_at = event.at;
  // An interaction is judged by the definition that its row names. The definition in force can be a
  // later one, which came into force in the same batch.
  auto const& made_under = facts.sites.at(found->second.definition_version);
  opened.site = made_under->find_queue(row.queue) ? made_under : facts.settings_of(row.queue);
  it.interaction = opened;
  ++facts.agents[agent].in_hand;
  facts.owners[{id, opened.number}].insert(agent);
}

void Checker::interaction_closed(CallbackFacts& it, core::EventRow const& event) {
  auto const id = event.callback;
  if (!it.interaction) return report_.violated("{}: closes what is not open", name(id));
  auto const outcome = text_in(event, "outcome");
  bool const unreachable = text_in(event, "cause") == "agent_unreachable";
  bool const call_goes_on = outcome == "transferred" || unreachable;
  if (it.in_call != call_goes_on) report_.violated("{}: closed during a call", name(id));
  if (!it.parties.empty()) report_.violated("{}: others are left in its call", name(id));
  auto const interaction = *it.interaction;
  it.interaction.reset();
  --facts.agents[interaction.agent].in_hand;
  if (outcome == "rescheduled") it.exclusions.clear();
  auto const* settings = queue_in(interaction.site, it.row.queue);
  if (outcome == "completed" && event.by.starts_with("agent:") && settings &&
      settings->disposition_required && it.row.disposition.empty() &&
      !core::is_final(it.row.state)) {
    report_.violated("{}: done without the disposition that its queue asks for", name(id));
  }
  bool const let_go = outcome == "released" || outcome == "agent_lost" || call_goes_on;
  bool const over = core::is_final(it.row.state) || (it.row.cancel_requested && !call_goes_on);
  if (!let_go || over) return;
  if (settings && settings->exclusion.count() > 0) {
    it.exclusions[interaction.agent] = event.at + settings->exclusion;
  }
}

void Checker::call_started(CallbackFacts& it, CallbackRow const& before,
                           core::EventRow const& event) {
  auto const id = event.callback;
  if (it.in_call) report_.violated("{}: two calls at once", name(id));
  if (core::is_final(it.row.state)) report_.violated("{}: called after its end", name(id));
  if (it.row.attempt_number != before.attempt_number + 1) {
    report_.violated("{}: attempts do not rise by one", name(id));
  }
  auto const* queue = queue_in(facts.site, it.row.queue);
  if (!definition_changes() && queue && !open_at(facts.site, *queue, event.at)) {
    report_.violated("{}: called outside the queue's hours", name(id));
  }
  it.in_call = true;
}

void Checker::call_ended(CallbackFacts& it, core::EventRow const& event) {
  it.in_call = false;
  it.abandoned = !it.interaction;
  if (it.interaction) it.interaction->called = true;
  if (it.offer) report_.violated("{}: is offered without its call", name(event.callback));
  if (!it.parties.empty()) {
    report_.violated("{}: others are left when its call is over", name(event.callback));
  }
}

void Checker::call_event(CallbackFacts& it, CallbackRow const& before,
                         core::EventRow const& event) {
  auto const id = event.callback;
  bool const ends = event.type == EventType::kCallEnded;
  if (!it.interaction && !ends) report_.violated("{}: a call in nobody's hands", name(id));
  if (event.type == EventType::kCallStarted) return call_started(it, before, event);
  if (!it.in_call) report_.violated("{}: no call to speak of", name(id));
  if (ends) return call_ended(it, event);
  if (event.type == EventType::kPartyAsked) party_asked(it, event);
  if (event.type == EventType::kPartyJoined) party_joined(it, event);
  if (event.type == EventType::kPartyLeft) party_left(it, event);
  if (event.type == EventType::kTransferred && it.interaction) handed(it, event);
}

void Checker::ended(CallbackFacts& it, CallbackRow const& before, core::EventRow const& event) {
  returns_.erase(event.callback);
  if (it.offer) report_.violated("{}: ended with an open offer", name(event.callback));
  if (event.type != EventType::kCompleted) return;
  if (before.state != CallbackState::kActive) {
    report_.violated("{}: completed without having been worked", name(event.callback));
  }
}

}  // namespace callbackd::simulation
