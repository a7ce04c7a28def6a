#include "core/commands/call_commands.hpp"

#include <string_view>

#include "core/messages/refusals.hpp"
#include "core/read/call_reads.hpp"
#include "core/read/dialling.hpp"
#include "core/read/not_there.hpp"
#include "core/read/views.hpp"
#include "core/rules/call_changes.hpp"
#include "core/rules/call_counts.hpp"
#include "core/rules/call_end.hpp"
#include "core/rules/consultations.hpp"
#include "core/rules/interactions.hpp"
#include "core/rules/outside_legs.hpp"
#include "core/rules/parties.hpp"
#include "core/rules/transfers.hpp"

namespace callbackd::core {
namespace {

constexpr std::size_t kDigitsMax = 32;
constexpr std::string_view kDigits = "0123456789*#ABCD";

ClassedNumber number_of(Callback const& callback, PlaceCall const& command) {
  return command.phone.value_or(
      ClassedNumber{callback.phone, callback.number_class, callback.extension()});
}

std::optional<Refusal> find_problem(Step const& step, Callback const& callback,
                                    PlaceCall const& command) {
  auto const& world = step.world;
  if (is_final(callback.state)) return wrong_state(callback.state);
  if (callback.call) return call_in_progress();
  if (callback.attempt_number >= kAttemptsMax) {
    return refuse(RefusalReason::kLimitReached,
                  "This callback was called so often that it cannot be called again.");
  }
  if (!world.queue_of(callback).open(step.now)) {
    return refuse(RefusalReason::kOutsideHours, "The queue is closed.");
  }
  auto const& agent = *world.roster.find(command.agent);
  if (auto refused = refuse_phone(world, agent)) return refused;
  int const legs = outside_phone(agent) ? 2 : 1;
  auto const number = number_of(callback, command);
  if (auto refused = refuse_dial(world, callback, number, step.now, legs)) return refused;
  if (agent.on_the_phone()) {
    return refuse(RefusalReason::kCallInProgress, "Your phone is in another call.");
  }
  if (!world.voice_up) {
    return refuse(RefusalReason::kUnavailable,
                  "There is no voice gateway, or it cannot be reached.");
  }
  return std::nullopt;
}

std::optional<Refusal> check_digits(std::string const& digits) {
  if (digits.empty() || digits.size() > kDigitsMax) {
    return invalid_field("digits", "too_long", "Must have 1 to 32 digits.");
  }
  if (digits.find_first_not_of(kDigits) != std::string::npos) {
    return invalid_field("digits", "format", "Must have only the digits 0 to 9, A to D, * and #.");
  }
  return std::nullopt;
}

std::optional<LegNumber> leg_named(Callback& callback, std::string const& party) {
  if (party.empty() || party == kContactParty) return LegNumber::kContact;
  for (auto const& one : callback.call->parties) {
    if (party_id(one.leg.number) == party) return one.leg.number;
  }
  return std::nullopt;
}

}  // namespace

AnswerBody handle(Step& step, PlaceCall const& command) {
  auto* const callback = find_interaction(step, command.agent, command.interaction);
  if (!callback) return no_interaction(step.world, command.agent, command.interaction);
  if (auto refusal = find_problem(step, *callback, command)) return std::move(*refusal);
  begin_change_by_agent(step, *callback);
  decline_busy(step, *step.world.roster.find(command.agent));
  ++callback->attempt_number;
  AttemptRow attempt;
  attempt.id = callback->attempt_id();
  attempt.interaction_number = callback->interaction_number;
  auto const number = number_of(*callback, command);
  attempt.phone = number.number;
  attempt.extension = number.extension;
  attempt.started_at = step.now;
  attempt.simulated = step.world.voice_simulated;
  if (attempt.simulated) ++step.world.simulated_attempts;
  call_begins(step.world, attempt);
  count_dial(step, *callback);
  step.records.put(attempt);
  callback->extras().attempts.push_back(std::move(attempt));
  callback->call = std::make_unique<Call>();
  callback->call->contact_number = number;
  dial_owner(step, *callback);
  step.log(*callback, EventType::kCallStarted);
  return interaction_view(step.world, *callback);
}

AnswerBody handle(Step& step, EndCall const& command) {
  auto* const callback = find_interaction(step, command.agent, command.interaction);
  if (!callback) return no_interaction(step.world, command.agent, command.interaction);
  if (!in_call(*callback)) return wrong_call(*callback);
  begin_change_by_agent(step, *callback);
  bool const goes_on = !command.everyone && left_to_heir(step, *callback);
  if (!goes_on) start_ending(step, *callback);
  return view_for(step.world, *callback, command.agent);
}

AnswerBody handle(Step& step, HoldCall const& command) {
  auto* const callback = find_interaction(step, command.agent, command.interaction);
  if (!callback) return no_interaction(step.world, command.agent, command.interaction);
  bool const can = in_call(*callback) && call_status(*callback) == CallStatus::kConnected;
  if (!can) return wrong_call(*callback);
  begin_change_by_agent(step, *callback);
  hold(step, *callback);
  return interaction_view(step.world, *callback);
}

AnswerBody handle(Step& step, ResumeCall const& command) {
  auto* const callback = find_interaction(step, command.agent, command.interaction);
  if (!callback) return no_interaction(step.world, command.agent, command.interaction);
  if (!may_resume(*callback)) return wrong_call(*callback);
  begin_change_by_agent(step, *callback);
  resume(step, *callback);
  return interaction_view(step.world, *callback);
}

AnswerBody handle(Step& step, SendDtmf const& command) {
  auto* const callback = find_interaction(step, command.agent, command.interaction);
  if (!callback) return no_interaction(step.world, command.agent, command.interaction);
  if (auto refusal = check_digits(command.digits)) return std::move(*refusal);
  if (!can_send_digits_to(*callback, LegNumber::kContact)) return wrong_call(*callback);
  begin_change_by_agent(step, *callback);
  step.order(SendDigits{leg_id(*callback, LegNumber::kContact), command.digits});
  EventData data{{"count", static_cast<std::int64_t>(command.digits.size())}};
  if (callback->interaction->settings->log_dtmf) data.push_back({"digits", command.digits});
  step.log(*callback, EventType::kDigitsSent, std::move(data));
  return interaction_view(step.world, *callback);
}

// Sends the digits of the dialled number's extension. These digits are personal data, so the event
// has only their count. The row of the attempt or of the party has the digits.
AnswerBody handle(Step& step, SendExtension const& command) {
  auto* const callback = find_interaction(step, command.agent, command.interaction);
  if (!callback) return no_interaction(step.world, command.agent, command.interaction);
  if (!in_call(*callback)) return wrong_call(*callback);
  auto const number = leg_named(*callback, command.party);
  if (!number) return refuse(RefusalReason::kNotFound, "Nobody with this party_id is in the call.");
  auto const* const extension = extension_of(*callback, *number);
  if (!extension || extension->empty()) {
    return refuse(RefusalReason::kNotFound, "The number that was dialled has no extension.");
  }
  if (!can_send_digits_to(*callback, *number)) return wrong_call(*callback);
  begin_change_by_agent(step, *callback);
  step.order(SendDigits{leg_id(*callback, *number), *extension});
  step.log(*callback, EventType::kDigitsSent,
           {{"count", static_cast<std::int64_t>(extension->size())}, {"extension", true}});
  return interaction_view(step.world, *callback);
}

}  // namespace callbackd::core
