#include "core/commands/interaction_commands.hpp"

#include <algorithm>

#include "core/commands/intake.hpp"
#include "core/messages/refusals.hpp"
#include "core/read/dialling.hpp"
#include "core/read/not_there.hpp"
#include "core/read/views.hpp"
#include "core/rules/call_end.hpp"
#include "core/rules/interaction_end.hpp"
#include "core/rules/interactions.hpp"
#include "core/rules/schedule.hpp"
#include "core/rules/slot_booking.hpp"

namespace callbackd::core {
namespace {

void set_author(Step& step, AgentId agent) {
  step.by = actor_text(Actor::Kind::kAgent, step.world.names.agents.name(agent));
}

bool takes_part_in(Callback const& callback, AgentId agent) {
  if (!callback.call) return false;
  auto const& parties = callback.call->parties;
  return std::any_of(parties.begin(), parties.end(),
                     [&](Party const& party) { return party.agent == agent; });
}

Code const* find_code(SiteDefinition const& site, Queue const& queue, std::string const& wanted) {
  auto const* const list = site.find_code_list(queue.codes);
  return list ? list->find(wanted) : nullptr;
}

}  // namespace

AnswerBody handle(Step& step, GetInteraction const& command) {
  auto const* callback = find_interaction(step, command.agent, command.interaction);
  if (callback) return interaction_view(step.world, *callback);
  callback = step.world.find(command.interaction.callback);
  bool const takes_part = callback && callback->interaction &&
                          callback->interaction_id() == command.interaction &&
                          takes_part_in(*callback, command.agent);
  if (!takes_part) return no_interaction(step.world, command.agent, command.interaction);
  auto view = interaction_view(step.world, *callback);
  view.allowed_actions = 0;  // this agent may only read it
  return view;
}

AnswerBody handle(Step& step, SetDisposition const& command) {
  auto* const callback = find_interaction(step, command.agent, command.interaction);
  if (!callback) return no_interaction(step.world, command.agent, command.interaction);
  auto const& interaction = *callback->interaction;
  // A code is good if it is in the definition under which the interaction began, or in the
  // definition that is in force now. The second is allowed because the definition can change during
  // the interaction. A client that connected after such a change was shown only the codes of the
  // definition in force.
  auto const* const first = find_code(*interaction.site, *interaction.settings, command.code);
  auto const* const now =
      find_code(*step.world.site, *step.world.queue_of(*callback).settings, command.code);
  if (!first && !now)
    return invalid_field("code", "unknown", "There is no such disposition code in this queue.");
  bool const can_be_set = (first && first->is_disposition()) || (now && now->is_disposition());
  if (!can_be_set) {
    return invalid_field("code", "has_children",
                         "This code only groups other codes: set one of those.");
  }
  set_author(step, command.agent);
  step.touch(*callback);
  callback->disposition = step.world.names.codes.intern(command.code);
  step.log(*callback, EventType::kDispositionSet);
  step.interaction_changed(*callback);
  return interaction_view(step.world, *callback);
}

AnswerBody handle(Step& step, SetNote const& command) {
  auto* const callback = find_interaction(step, command.agent, command.interaction);
  if (!callback) return no_interaction(step.world, command.agent, command.interaction);
  if (command.version != callback->note_version) {
    return refuse(
        RefusalReason::kVersionConflict,
        "The note was changed in the meantime: read it again, then save yours with its version.");
  }
  set_author(step, command.agent);
  step.touch(*callback);
  callback->extras().note = command.text;
  ++callback->note_version;
  step.records.add(NoteRow{callback->id, callback->note_version, command.text, step.by, step.now});
  step.log(*callback, EventType::kNoteSet);
  step.interaction_changed(*callback);
  return interaction_view(step.world, *callback);
}

AnswerBody handle(Step& step, MarkDone const& command) {
  auto* const callback = find_interaction(step, command.agent, command.interaction);
  if (!callback) return no_interaction(step.world, command.agent, command.interaction);
  auto const& interaction = *callback->interaction;
  if (in_call(*callback) && !command.end_call) return call_in_progress();
  bool const missing =
      interaction.settings->disposition_required && callback->disposition == kNoCode;
  if (missing && !is_final(callback->state)) {
    return refuse(RefusalReason::kDispositionRequired,
                  "This queue requires a disposition: set one before Mark Done.");
  }
  set_author(step, command.agent);
  mark_done(step, *callback);
  return ClosedView{callback->id, callback->state, std::nullopt};
}

AnswerBody handle(Step& step, ReleaseInteraction const& command) {
  auto* const callback = find_interaction(step, command.agent, command.interaction);
  if (!callback) return no_interaction(step.world, command.agent, command.interaction);
  if (is_final(callback->state)) return wrong_state(callback->state);
  if (in_call(*callback)) return call_in_progress();
  set_author(step, command.agent);
  give_back(step, *callback, InteractionOutcome::kReleased, Trigger::kReleased, ReturnTarget{});
  return ClosedView{callback->id, callback->state, std::nullopt};
}

namespace {

std::optional<Refusal> find_problem(Step const& step, Callback const& callback,
                                    RescheduleInteraction const& command) {
  if (is_final(callback.state)) return wrong_state(callback.state);
  if (in_call(callback)) return call_in_progress();
  if (!command.window.not_before) {
    return invalid_field("when.not_before", "required",
                         "Must be given: the time to which the callback is rescheduled.");
  }
  if (auto wrong = check_window(command.window, step.now)) return wrong;
  auto const& queue = step.world.queue_of(callback);
  if (auto closed = check_hours(queue, command.window, step.now)) return closed;
  if (!command.phone) return std::nullopt;
  return refuse_number(step.world, callback.site, *command.phone);
}

void change_details(Step& step, Callback& callback, RescheduleInteraction const& command) {
  DetailsChange change;
  change.callback = callback.id;
  change.version = ++callback.person_version;
  change.when = command.requested_time;
  if (command.phone) {
    change.phone = command.phone->number;
    change.extension = command.phone->extension;
    step.world.reposition(callback, [&] { callback.phone = command.phone->number; });
    callback.number_class = command.phone->number_class;
    callback.set_extension(command.phone->extension);
  }
  step.records.add(std::move(change));
}

}  // namespace

AnswerBody handle(Step& step, RescheduleInteraction const& command) {
  auto* const callback = find_interaction(step, command.agent, command.interaction);
  if (!callback) return no_interaction(step.world, command.agent, command.interaction);
  if (auto refusal = find_problem(step, *callback, command)) return std::move(*refusal);
  set_author(step, command.agent);
  end_call_now(step, *callback);
  change_details(step, *callback, command);
  close_interaction(step, *callback, InteractionOutcome::kRescheduled);
  begin_anew(step, *callback);
  callback->cancel_requested = false;  // the agent has just agreed on a time
  leave_slot(step, *callback);
  set_times_for(step, *callback, command.window);
  take_slot_if_free(step, *callback);
  if (command.keep_agent) reserve(step, *callback, command.agent, callback->due_at);
  place(step, *callback, Trigger::kRescheduled);
  interaction_is_over(step, *callback, command.agent);
  return ClosedView{callback->id, callback->state, callback->due_at};
}

}  // namespace callbackd::core
