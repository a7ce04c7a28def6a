// Effects: what a step wants done. The records must be made durable first. Only then may the
// releases leave, in their order: answers, notifications to agents, orders to the gateway. Values;
// any thread. The engine's Loop makes the Effects of a batch, and the steps append to them.
#pragma once
#include <variant>
#include <vector>

#include "core/messages/command.hpp"
#include "core/messages/record.hpp"
#include "core/messages/view.hpp"

namespace callbackd::core {

struct Answer {
  RequestRef to{};
  AnswerBody body;
};
struct Notify {
  base::AgentId agent{};
  NotificationBody body;
};
using Release = std::variant<Answer, Notify, VoiceOrder>;

struct Effects {
  RecordBatch records;
  std::vector<Release> releases;
};

}  // namespace callbackd::core
