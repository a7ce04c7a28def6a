#include "simulation/text.hpp"

#include <fmt/format.h>

#include "base/visitor.hpp"
#include "simulation/facts.hpp"

namespace callbackd::simulation {
namespace {

template <typename Id>
std::string numbered(Id const& id, char letter) {
  return fmt::format("{}-{}{}", name(id.callback), letter, id.number);
}
std::string text(core::ChannelView const& it) {
  return fmt::format("{} {}{}", it.ready ? "ready" : "not_ready", it.reason,
                     it.busy ? " busy" : "");
}
std::string text(core::OfferClosedView const& it) {
  return fmt::format("offer {} {}", numbered(it.id, 'o'), core::to_text(it.outcome));
}
std::string text(core::InteractionView const& it) {
  return fmt::format("interaction {} {} {} attempts {} note {} code {}{} may {}",
                     numbered(it.id, 'i'), core::to_text(it.state), core::to_text(it.call_status),
                     it.attempts.size(), it.note_version, it.disposition.value_or("-"),
                     it.cancel_requested ? " cancel" : "", it.allowed_actions);
}
std::string text(core::Refusal const& it) {
  return fmt::format("refused {}{}{}", core::to_text(it.reason), it.errors.empty() ? "" : " ",
                     it.errors.empty() ? "" : it.errors.front().field);
}

}  // namespace

std::string text(core::LegId const& leg) {
  auto const who = leg.number == core::LegNumber::kContact ? "contact"
                   : leg.number == core::LegNumber::kAgent
                       ? "agent"
                       : "p" + std::to_string(static_cast<unsigned>(leg.number));
  return numbered(leg.attempt, 'a') + " " + who;
}

std::string text(core::ConsultationView const& it) {
  return fmt::format("{} of {} {} {}", numbered(it.id, 'c'), it.from, core::to_text(it.state),
                     it.outcome);
}

std::string text(core::AnswerBody const& body) {
  return std::visit(
      base::Visitor{
          [](core::Nothing const&) { return std::string{"nothing"}; },
          [](core::Refusal const& it) { return text(it); },
          [](core::CallbackView const& it) {
            return fmt::format("{} {} in {} position {}", name(it.id), core::to_text(it.state),
                               it.queue, it.position.value_or(0));
          },
          [](core::SessionView const& it) {
            return fmt::format("session {} {} offers {} interactions {}", it.login,
                               text(it.channel), it.offers.size(), it.interactions.size());
          },
          [](core::ChannelView const& it) { return text(it); },
          [](core::OfferClosedView const& it) { return text(it); },
          [](core::InteractionView const& it) { return text(it); },
          [](core::ConsultationView const& it) { return text(it); },
          [](core::ClosedView const& it) {
            return fmt::format("closed {} {}", name(it.id), core::to_text(it.state));
          },
          [](core::ExplainView const& it) { return "explain " + name(it.id); },
          [](core::EstimateView const& it) { return fmt::format("estimate {}", it.position); },
          [](core::SlotsView const& it) { return fmt::format("slots {}", it.slots.size()); },
          [](core::DefinitionView const& it) { return fmt::format("definition {}", it.version); },
      },
      body);
}

std::string text(core::NotificationBody const& body) {
  return std::visit(
      base::Visitor{
          [](core::OfferCreated const& it) {
            return "offer.created " + numbered(it.offer.id, 'o') + " in " + it.offer.queue;
          },
          [](core::OfferClosed const& it) { return "offer.closed " + text(it.offer); },
          [](core::InteractionUpdated const& it) {
            return "interaction.updated " + text(it.interaction);
          },
          [](core::InteractionClosed const& it) {
            return fmt::format("interaction.closed {} {}", numbered(it.id, 'i'),
                               core::to_text(it.outcome));
          },
          [](core::ConsultationOffered const& it) {
            return "consultation.offered " + text(it.consultation);
          },
          [](core::ConsultationUpdated const& it) {
            return "consultation.updated " + text(it.consultation);
          },
          [](core::ConsultationClosed const& it) {
            return "consultation.closed " + text(it.consultation);
          },
          [](core::AgentStateChanged const& it) {
            return "agent.state_changed " + text(it.channel);
          },
      },
      body);
}

std::string text(core::VoiceOrder const& order) {
  return std::visit(
      base::Visitor{
          [](core::Dial const& it) { return "dial " + text(it.leg); },
          [](core::HangUp const& it) { return "hang up " + text(it.leg); },
          [](core::Join const& it) { return "join " + text(it.leg); },
          [](core::Hold const& it) { return "hold " + text(it.leg); },
          [](core::Ringback const& it) { return "ringback " + text(it.leg); },
          [](core::ReleaseMix const& it) { return "let go " + numbered(it.attempt, 'a'); },
          [](core::SendDigits const& it) { return "digits " + text(it.leg); },
          [](core::TakeSnapshot const&) { return std::string{"snapshot"}; },
      },
      order);
}

}  // namespace callbackd::simulation
