#include "core/messages/command.hpp"

namespace callbackd::core {
namespace {

std::string_view word_before(Actor::Kind kind) {
  switch (kind) {
    case Actor::Kind::kServer:
      return "";
    case Actor::Kind::kCustomer:
      return "customer";
    case Actor::Kind::kSite:
      return "site:";
    case Actor::Kind::kAgent:
      return "agent:";
    case Actor::Kind::kSupervisor:
      return "supervisor:";
  }
  return "";
}

}  // namespace

std::string actor_text(Actor::Kind kind, std::string_view name) {
  std::string text{word_before(kind)};
  if (text.ends_with(':')) text += name;
  return text;
}

}  // namespace callbackd::core
