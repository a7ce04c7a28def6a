// Writes notifications (declared in rpc_answers.hpp). Each alternative of core::NotificationBody
// has its own method name and its own shape of params.
#include "wire/agent_views.hpp"
#include "wire/rpc_answers.hpp"

namespace callbackd::wire {
namespace {

// Writes the beginning of a notification: everything that comes before the params of its own kind.
JsonWriter begin_notification(std::string_view method, NotificationStamp stamp) {
  JsonWriter out;
  out.begin_object();
  out.text("jsonrpc", "2.0");
  out.text("method", method);
  out.begin_object("params");
  out.number("seq", stamp.seq);
  out.instant("at", stamp.at);
  return out;
}

std::string end_notification(JsonWriter& out) {
  out.end_object();
  out.end_object();
  return out.take();
}

struct NotificationEncoder {
  NotificationStamp stamp;
  core::CallbackDetails const* details;

  std::string operator()(core::OfferCreated const& body) const {
    auto out = begin_notification("offer.created", stamp);
    write_offer(out, "offer", body.offer, details);
    return end_notification(out);
  }
  std::string operator()(core::OfferClosed const& body) const {
    auto out = begin_notification("offer.closed", stamp);
    out.text("offer_id", base::to_text(body.offer.id));
    out.text("callback_id", base::to_text(body.offer.id.callback));
    out.text("outcome", core::to_text(body.offer.outcome));
    return end_notification(out);
  }
  std::string operator()(core::InteractionUpdated const& body) const {
    auto out = begin_notification("interaction.updated", stamp);
    write_interaction(out, "interaction", body.interaction, details);
    return end_notification(out);
  }
  std::string operator()(core::InteractionClosed const& body) const {
    auto out = begin_notification("interaction.closed", stamp);
    out.text("interaction_id", base::to_text(body.id));
    out.text("callback_id", base::to_text(body.id.callback));
    out.text("outcome", core::to_text(body.outcome));
    return end_notification(out);
  }
  std::string operator()(core::ConsultationOffered const& body) const {
    return consultation("consultation.offered", body.consultation);
  }
  std::string operator()(core::ConsultationUpdated const& body) const {
    return consultation("consultation.updated", body.consultation);
  }
  std::string operator()(core::ConsultationClosed const& body) const {
    return consultation("consultation.closed", body.consultation);
  }
  std::string consultation(std::string_view method, core::ConsultationView const& view) const {
    auto out = begin_notification(method, stamp);
    write_consultation(out, "consultation", view);
    return end_notification(out);
  }
  std::string operator()(core::AgentStateChanged const& body) const {
    auto out = begin_notification("agent.state_changed", stamp);
    write_channel(out, body.channel);
    return end_notification(out);
  }
};

}  // namespace

std::string encode_notification(NotificationStamp stamp, core::NotificationBody const& body,
                                core::DetailsPtr const& details) {
  return std::visit(NotificationEncoder{stamp, details.get()}, body);
}

std::string encode_superseded(NotificationStamp stamp) {
  auto out = begin_notification("session.superseded", stamp);
  return end_notification(out);
}

}  // namespace callbackd::wire
