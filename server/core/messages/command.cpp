#include "core/messages/command.hpp"

namespace callbackd::core {

std::string actor_text(Actor const& actor) {
  switch (actor.kind) {
    case Actor::Kind::kServer:
      return {};
    case Actor::Kind::kCustomer:
      return "customer";
    case Actor::Kind::kSite:
      return "site:" + actor.name;
    case Actor::Kind::kAgent:
      return "agent:" + actor.name;
    case Actor::Kind::kSupervisor:
      return "supervisor:" + actor.name;
  }
  return {};
}

}  // namespace callbackd::core
