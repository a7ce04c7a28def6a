// What a step wants done: records to make durable, and releases that speak to someone, in order,
// only after that.
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
