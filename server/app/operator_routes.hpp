// The operator's listener: /healthz (the process lives), /readyz (it is the active server and can
// commit), /metrics. Handlers run on the listener's thread, which is the control thread in `serve`;
// the functions given must be safe there.
#pragma once
#include <functional>
#include <string>

#include "edge/net/listener.hpp"

namespace callbackd::app {

// Where the answers come from: a function is called for each request of its route.
struct OperatorView {
  std::function<std::string()> not_ready_because;  // empty: ready
  std::function<std::string()> metrics;
};

edge::Handlers operator_handlers(OperatorView view);

}  // namespace callbackd::app
