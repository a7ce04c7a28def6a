// Checks what the server remembers of a phone number: which agent talked with it last, and how
// often it was dialled. The last agent is not checked for callbacks that have had two numbers. Part
// of Checker, which checker.hpp declares.
#include <algorithm>

#include "simulation/checker.hpp"

namespace callbackd::simulation {

using core::EventType;

namespace {

constexpr std::chrono::hours kDay{24};

}  // namespace

void Checker::judge_memory(CallbackFacts const& it, CallbackRow const& before,
                           core::EventRow const& event) {
  owners_talk(event.at);
  auto const attempt = facts.attempts.find({event.callback, it.row.attempt_number});
  bool const called = attempt != facts.attempts.end();
  if (event.type == EventType::kCallStarted && called) {
    judge_leg(it.row.id, attempt->second.phone, attempt->second.started_at);
  }
  if (event.type == EventType::kPartyAsked) judge_parties(it, event.at);
  if (event.type == EventType::kCallAnswered && called && it.interaction) {
    talked({attempt->second.phone}, it.interaction->agent, event.at);
  }
  // An earlier event of the same step has already closed the interaction. So it is looked up in the
  // table of all interactions, not among the open ones.
  auto const worked = facts.interactions.find({event.callback, it.row.interaction_number});
  if (event.type == EventType::kCompleted && worked != facts.interactions.end()) {
    talked(it.phones, worked->second.agent, event.at);
  }
  bool const open = called && (!attempt->second.ended_at || *attempt->second.ended_at >= event.at);
  if (event.type == EventType::kTransferred && open) {
    auto const to = std::string{text_in(event, "agent")};
    bool const in_the_call = std::ranges::any_of(
        it.parties, [&](auto const& party) { return party.second.agent == to; });
    if (in_the_call) talked({attempt->second.phone}, to, event.at);  // others talk when they answer
  }
  bool const begins = !before.queue_entered_at && it.row.queue_entered_at;
  if (begins && text_in(event, "routing_point").empty()) judge_first_asked(it, before, event);
  if (event.type == EventType::kOffered && it.phones.size() == 1 && !open) {
    auto const of_day = dialled(*it.phones.begin(), event.at);
    auto const limit = facts.site->company.calls_per_number_per_day;
    if (limit > 0 && of_day >= limit && !definition_changes()) {
      report_.violated("{}: is offered although its number was dialled {} times", name(it.row.id),
                       of_day);
    }
  }
}

// Notes the talks of agents who became owners of a call while it was going on. Such an agent took
// the call over, accepted it while its contact waited on hold, or was called back. The talk began
// at the moment at which the agent answered.
void Checker::owners_talk(Instant until) {
  std::erase_if(owners_came_, [&](core::PartyRow const& row) {
    auto const at = row.answered_at.value();
    if (at > until) return false;
    auto const& attempt = facts.attempts.at(row.attempt);
    // `known`: it is certain that this agent talked with the contact. It is not certain if the
    // attempt has ended, because the contact may have left before the agent answered. It is not
    // certain either if `at` equals `until`: the agent answered at the instant of the event that is
    // judged now, and nobody knows which came first.
    bool const known = !attempt.ended_at && at < until;
    talked({attempt.phone}, known ? row.agent : "", at);
    return true;
  });
}

void Checker::talked(std::set<base::PhoneNumber> const& phones, std::string const& agent,
                     Instant at) {
  for (auto const phone : phones) {
    auto const known = last_talks_.find(phone);
    // If two agents talked with a number at the same instant, the Checker cannot know who was
    // later. Then it notes that the last agent is not known.
    bool const sure = phones.size() == 1 && (known == last_talks_.end() || known->second.at < at ||
                                             known->second.agent == agent);
    last_talks_[phone] = {sure ? agent : "", at};
  }
}

int Checker::dialled(base::PhoneNumber phone, Instant at) const {
  auto const calls =
      std::count_if(facts.attempts.begin(), facts.attempts.end(), [&](auto const& entry) {
        auto const& [id, row] = entry;
        return row.phone == phone && row.ended_at && *row.ended_at < at &&
               row.contact_dialled.value_or(false) && row.started_at + kDay > at;
      });
  auto const others =
      std::count_if(facts.parties.begin(), facts.parties.end(), [&](auto const& entry) {
        auto const& row = entry.second;
        return row.agent.empty() && row.phone == phone && row.asked_at < at &&
               row.asked_at + kDay > at;
      });
  return static_cast<int>(calls + others);
}

void Checker::judge_first_asked(CallbackFacts const& it, CallbackRow const& before,
                                core::EventRow const& event) {
  auto const* queue = queue_in(facts.site, it.row.queue);
  if (definition_changes() || queue == nullptr || it.phones.size() != 1) return;
  auto expected = before.reserved_agent;
  bool const named = before.reserved_until && *before.reserved_until > event.at;
  auto const talk = last_talks_.find(*it.phones.begin());
  if (!named && queue->prefer_last_agent && talk != last_talks_.end()) {
    auto const& login = talk->second.agent;
    if (login.empty()) return;
    auto const* agent = facts.site->find_agent(login);
    auto const excluded = it.exclusions.find(login);
    bool const let_go = excluded != it.exclusions.end() && excluded->second > event.at;
    if (agent && !let_go && serves(facts.site, *agent, queue->name)) expected = login;
  }
  if (it.row.reserved_agent != expected) {
    report_.violated("{}: asks {} first, not {}", name(it.row.id), it.row.reserved_agent, expected);
  }
}

}  // namespace callbackd::simulation
