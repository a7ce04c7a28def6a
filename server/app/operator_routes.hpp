// The routes of the operator's listener: /healthz (the process lives), /readyz (it is the active
// server and can commit) and /metrics. They are answered on the listener's thread; in `serve` that
// is the control thread. The functions of OperatorAnswers are called on the same thread.
#pragma once
#include <functional>
#include <string>

#include "edge/net/listener.hpp"

namespace callbackd::app {

// The functions that give the answers. Each is called for every request of its route.
struct OperatorAnswers {
  std::function<std::string()> not_ready_because;  // empty: ready
  std::function<std::string()> metrics;
};

edge::Handlers operator_handlers(OperatorAnswers answers);

}  // namespace callbackd::app
