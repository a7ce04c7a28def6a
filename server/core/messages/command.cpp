#include "core/messages/command.hpp"

namespace callbackd::core {

std::string actor_text(Actor::Kind kind, std::string_view name) {
  std::string text{to_text(kind)};
  bool const has_name = kind >= Actor::Kind::kSite;
  return has_name ? text.append(":").append(name) : text;
}

}  // namespace callbackd::core
