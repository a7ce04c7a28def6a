// The operator's listener: /healthz (the process lives), /readyz (it is the active server and can
// commit), /metrics. Handlers run on an I/O thread; the functions given must be safe there.
#pragma once
#include <functional>
#include <string>

#include "edge/net/listener.hpp"

namespace callbackd::app {

struct OperatorView {
  std::function<std::string()> not_ready_because;  // empty: ready
  std::function<std::string()> metrics;
};

edge::Handlers operator_handlers(OperatorView view);

}  // namespace callbackd::app
