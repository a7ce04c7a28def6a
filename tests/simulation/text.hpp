// Writes each message as one line of text, for traces, digests and remembered answers. Pure; any
// thread.
#pragma once
#include <string>

#include "core/messages/effect.hpp"

namespace callbackd::simulation {

std::string text(core::AnswerBody const& body);
std::string text(core::NotificationBody const& body);
std::string text(core::VoiceOrder const& order);
std::string text(core::LegId const& leg);

}  // namespace callbackd::simulation
