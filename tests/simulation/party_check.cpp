// Checks who takes part in a call: who was asked, who joined, who left, and who owns the call. It
// reads this from the events of the call. Part of Checker, which checker.hpp declares.
#include <algorithm>

#include "simulation/checker.hpp"

namespace callbackd::simulation {

using core::EventType;

namespace {

std::int64_t number_in(core::EventRow const& event, std::string_view key) {
  for (auto const& field : event.data) {
    auto const* const number = std::get_if<std::int64_t>(&field.value);
    if (field.key == key && number) return *number;
  }
  return 0;
}

}  // namespace

void Checker::party_asked(CallbackFacts& it, core::EventRow const& event) {
  auto const id = name(event.callback);
  PartyFacts party;
  party.role = std::string{text_in(event, "role")};
  party.agent = std::string{text_in(event, "party_agent")};
  party.joined = false;
  auto const number = number_in(event, "party");
  bool const aside = party.role != "member";
  for (auto const& [other_number, other] : it.parties) {
    if (aside && other.role != "member") report_.violated("{}: two are asked aside", id);
    if (other_number >= number) report_.violated("{}: a leg's number is used again", id);
  }
  if (!it.interaction) report_.violated("{}: asked by nobody", id);
  if (!party.agent.empty()) {
    auto& agent = facts.agents[party.agent];
    if (agent.part_in > 0) report_.violated("{}: {} is asked in two calls", id, party.agent);
    if (facts.in_own_call(party.agent)) {
      report_.violated("{}: {} is asked and in a call", id, party.agent);
    }
    ++agent.part_in;
  }
  it.parties[number] = party;
}

void Checker::party_joined(CallbackFacts& it, core::EventRow const& event) {
  auto const found = it.parties.find(number_in(event, "party"));
  if (found == it.parties.end()) {
    return report_.violated("{}: somebody joins who was not asked", name(event.callback));
  }
  auto& party = found->second;
  auto const role = std::string{text_in(event, "role")};
  bool const called_in = party.joined && party.role == "consulted" && role == "member";
  if (party.joined != called_in || (!called_in && party.role != role)) {
    report_.violated("{}: {} joins twice", name(event.callback), party.agent);
  }
  party.joined = true;
  party.role = role;
}

void Checker::party_left(CallbackFacts& it, core::EventRow const& event) {
  auto const found = it.parties.find(number_in(event, "party"));
  if (found == it.parties.end()) {
    return report_.violated("{}: somebody leaves who was not there", name(event.callback));
  }
  auto const party = found->second;
  it.parties.erase(found);
  if (!party.agent.empty()) --facts.agents[party.agent].part_in;
  bool const over = text_in(event, "outcome") == "call_ended";
  if (over && party.joined && party.role == "member" && !party.agent.empty()) {
    abandons_heir(it, event, party.agent);
  }
}

// Called when a call is over although `heir` was still in it. `heir` is an agent who could have
// become its owner. The call may rightly end in three cases: the leg of the contact or of the heir
// has ended, the owner ended the call for everyone, or the owner transferred the contact to an
// outside number. An end whose author (`by`) is neither an agent nor the server is not judged.
void Checker::abandons_heir(CallbackFacts& it, core::EventRow const& event,
                            std::string const& heir) {
  auto const id = name(event.callback);
  // The owner transferred the contact to an outside number. Then the call rightly ends for all
  // agents.
  auto const& attempt = facts.attempts.at({event.callback, it.row.attempt_number});
  if (attempt.cause == "transferred to a number") return;
  if (event.by.starts_with("agent:")) {
    if (event.by != "agent:" + std::string{kEndsForEveryone}) it.ended_for_all = {event.at, heir};
    return;
  }
  if (phones_ == nullptr || !event.by.empty()) return;
  base::AttemptId const call{event.callback, it.row.attempt_number};
  auto const is_there = [&](core::LegNumber number) {
    auto const* const leg = phones_->find({call, number});
    return leg && leg->ours();
  };
  auto const of_heir = core::LegNumber{static_cast<std::uint16_t>(number_in(event, "party"))};
  if (is_there(core::LegNumber::kContact) && is_there(of_heir)) {
    report_.violated("{}: its call is over though its contact and {} are there", id, heir);
  }
}

// Looks at the events after an agent ended a call for everyone (`ended_for_all`). The agent
// kEndsForEveryone is left out, because that client may ask for it directly. Any other client ends
// a call for everyone only by closing its interaction. So the interaction must be closed at the
// same instant.
void Checker::judge_end_for_all(CallbackFacts& it, core::EventRow const& event) {
  if (!it.ended_for_all) return;
  auto const& [at, heir] = *it.ended_for_all;
  bool const same_step = event.at == at && (event.type == EventType::kPartyLeft ||
                                            event.type == EventType::kCallEnded);
  if (same_step) return;
  bool const closes = event.at == at && event.type == EventType::kInteractionClosed;
  if (!closes) {
    report_.violated("{}: the call was ended for {} too, by somebody who only left",
                     name(event.callback), heir);
  }
  it.ended_for_all.reset();
}

void Checker::handed(CallbackFacts& it, core::EventRow const& event) {
  auto const id = name(event.callback);
  auto const to = std::string{text_in(event, "agent")};
  auto const from = it.interaction->agent;
  if (to == from) report_.violated("{}: handed to {}, whose it is", id, to);
  auto const party =
      std::ranges::find_if(it.parties, [&](auto const& entry) { return entry.second.agent == to; });
  if (party == it.parties.end()) {
    if (event.by != "agent:" + from) report_.violated("{}: handed to {} by nobody", id, to);
    if (facts.agents[to].part_in > 0) report_.violated("{}: handed to {}, who talks", id, to);
  } else {
    if (!party->second.joined) report_.violated("{}: handed to {}, who never answered", id, to);
    bool const first = std::none_of(it.parties.begin(), party, [](auto const& entry) {
      auto const& other = entry.second;
      return other.role == "member" && other.joined && !other.agent.empty();
    });
    if (party->second.role == "member" && !first) {
      report_.violated("{}: handed to {}, who was not the first to be asked", id, to);
    }
    --facts.agents[to].part_in;
    it.parties.erase(party);
  }
  --facts.agents[from].in_hand;
  ++facts.agents[to].in_hand;
  it.interaction->agent = to;
  facts.owners[{event.callback, it.interaction->number}].insert(to);
}

// Compares the rows of parties with the events of the same batch.
void Checker::compare_parties(engine::Batch const& batch) {
  for (auto const& row : batch.records.parties) {
    auto const id = name(row.attempt.callback);
    auto const number = static_cast<std::int64_t>(row.leg);
    auto const& it = facts.callbacks[row.attempt.callback];
    bool const last = row.attempt.number == it.row.attempt_number;
    auto const party = last ? it.parties.find(number) : it.parties.end();
    bool const there = party != it.parties.end();
    bool const says = !row.ended_at && row.role != core::PartyRole::kOwner;
    if (there != says) report_.violated("{}: p{} is not what its events say", id, number);
    if (there && says) {
      bool const same = party->second.agent == row.agent &&
                        party->second.role == core::to_text(row.role) &&
                        party->second.joined == row.answered_at.has_value();
      if (!same) report_.violated("{}: the row of p{} is not what its events say", id, number);
    }
    bool const was_up = phones_ && phones_->was_up({row.attempt, row.leg});
    if (row.answered_at && !was_up) report_.violated("{}: p{} never answered", id, number);
    bool const in_order = row.asked_at <= row.answered_at.value_or(row.asked_at) &&
                          row.answered_at.value_or(row.asked_at) <= row.ended_at.value_or(batch.at);
    if (!in_order) report_.violated("{}: p{} leaves before it comes", id, number);
  }
}

// Compares the rows of attempts with what really became of their legs.
void Checker::compare_attempts(engine::Batch const& batch) {
  for (auto const& row : batch.records.attempts) {
    bool const was_up = phones_ && phones_->was_up({row.id, core::LegNumber::kContact});
    bool const answered = row.answered_at || row.outcome == core::AttemptOutcome::kAnswered;
    if (answered && !was_up) report_.violated("{}: never answered", name(row.id.callback));
    bool const dialled = dialled_.contains({row.id, core::LegNumber::kContact});
    if (dialled && row.contact_dialled == false) {
      report_.violated("{}: was dialled, its attempt says otherwise", name(row.id.callback));
    }
    auto const& it = facts.callbacks[row.id.callback];
    bool const now = it.in_call && it.interaction && row.id.number == it.row.attempt_number;
    if (now && row.interaction_number != it.interaction->number) {
      report_.violated("{}: its attempt is another interaction's", name(row.id.callback));
    }
  }
}

}  // namespace callbackd::simulation
