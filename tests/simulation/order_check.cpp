// Checks the orders to the gateway. Each order follows from a record, and is allowed only if this
// record is committed. Each leg is dialled once, at the right phone or number. Part of Checker,
// which checker.hpp declares.
#include <algorithm>

#include "base/visitor.hpp"
#include "simulation/checker.hpp"
#include "simulation/text.hpp"

namespace callbackd::simulation {

using core::LegNumber;

namespace {

std::optional<core::LegId> leg_in(core::VoiceOrder const& order) {
  return std::visit(base::Visitor{
                        [](core::TakeSnapshot const&) { return std::optional<core::LegId>{}; },
                        [](core::ReleaseMix const&) { return std::optional<core::LegId>{}; },
                        [](auto const& it) { return std::optional{it.leg}; },
                    },
                    order);
}

}  // namespace

bool Checker::is_phone_of(std::string const& endpoint, std::string const& login) const {
  if (endpoint == "sim:" + login) return true;
  return std::ranges::any_of(facts.sites, [&](auto const& version) {  // any may have been in force
    auto const* const agent = version.second->find_agent(login);
    return agent && !agent->phone.empty() && agent->phone == endpoint;
  });
}

void Checker::dialled(core::Dial const& dial, core::AttemptRow const& attempt) {
  auto const id = attempt.id;
  auto const number = dial.leg.number;
  if (!dialled_.insert(dial.leg).second) {
    report_.violated("{}: {} is dialled twice", name(id.callback), text(dial.leg));
  }
  open_asks_.erase(dial.leg);
  if (dial.reach == core::Reach::kNumber) {
    judge_number(dial.leg, base::phone_from_e164(dial.endpoint).value_or(base::PhoneNumber{}));
  }
  if (number == LegNumber::kContact) {
    bool const right =
        dial.reach == core::Reach::kNumber && dial.endpoint == base::to_text(attempt.phone);
    if (!right) report_.violated("{}: dials another number", name(id.callback));
    if (!dialled_.contains({id, LegNumber::kAgent})) {
      report_.violated("{}: the contact is dialled before the agent", name(id.callback));
    }
    return;
  }
  bool right = false;
  bool const to_agent = dial.reach == core::Reach::kAgentPhone;
  if (number == LegNumber::kAgent) {  // others may have got the interaction since
    for (auto const& [of, logins] : facts.owners) {
      if (of.callback != id.callback) continue;
      right = right || std::ranges::any_of(logins, [&](auto const& login) {
                return to_agent && is_phone_of(dial.endpoint, login);
              });
    }
  } else if (auto const row = facts.parties.find(dial.leg); row != facts.parties.end()) {
    auto const& party = row->second;
    right = party.agent.empty() ? !to_agent && dial.endpoint == base::to_text(party.phone)
                                : to_agent && is_phone_of(dial.endpoint, party.agent);
  }
  if (!right)
    report_.violated("{}: {} is dialled at {}", name(id.callback), text(dial.leg), dial.endpoint);
}

void Checker::release_mix(core::ReleaseMix const& order) {
  auto const row = facts.attempts.find(order.attempt);
  if (row == facts.attempts.end() || row->second.outcome != core::AttemptOutcome::kAnswered) {
    report_.violated("{}: is let go in the middle of its call", name(order.attempt.callback));
  }
}

void Checker::ordered(core::VoiceOrder const& order) {
  if (auto const* const release = std::get_if<core::ReleaseMix>(&order))
    return release_mix(*release);
  auto const leg = leg_in(order);
  if (!leg) return;
  auto const id = leg->attempt;
  auto const attempt = facts.attempts.find(id);
  if (attempt == facts.attempts.end()) {
    return report_.violated("{}: orders for an attempt that is not committed", name(id.callback));
  }
  if (leg->number > LegNumber::kAgent && !facts.parties.contains(*leg)) {
    report_.violated("{}: orders for {}, who is not committed", name(id.callback), text(*leg));
  }
  if (auto const* const dial = std::get_if<core::Dial>(&order)) {
    return dialled(*dial, attempt->second);
  }
  bool const of_contact = leg->number == LegNumber::kContact;
  if (std::holds_alternative<core::Hold>(order) && !of_contact) {
    report_.violated("{}: {} is put on hold", name(id.callback), text(*leg));
  }
  auto const* const digits = std::get_if<core::SendDigits>(&order);
  if (digits && !of_contact) {
    auto const party = facts.parties.find(*leg);
    bool const its_own = party != facts.parties.end() && party->second.extension == digits->digits;
    if (!its_own || digits->digits.empty()) {
      report_.violated("{}: {} hears digits that are not its extension", name(id.callback),
                       text(*leg));
    }
  }
  if (auto const* const join = std::get_if<core::Join>(&order)) {
    bool const aside = join->mix != core::MixNumber::kCall;
    if (aside && of_contact) report_.violated("{}: its contact is consulted", name(id.callback));
  }
}

}  // namespace callbackd::simulation
