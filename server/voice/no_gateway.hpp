// NoGateway is the gateway of a server without one: its link is never up, so that every request to
// call is refused. Runs on the thread that calls it. Never pretends that a phone rings.
#pragma once
#include <functional>
#include <utility>

#include "engine/ports.hpp"

namespace callbackd::voice {

class NoGateway : public engine::VoiceGateway {
 public:
  // Calls back within start() and order().
  void start(std::function<void(core::VoiceEvent)> on_event) override {
    on_event_ = std::move(on_event);
    on_event_(core::LinkChanged{false});
  }
  // No call of an earlier gateway lives here: a snapshot is empty.
  void order(core::VoiceOrder const& order) override {
    if (std::holds_alternative<core::TakeSnapshot>(order)) on_event_(core::SnapshotTaken{});
  }
  void stop() override {}

 private:
  std::function<void(core::VoiceEvent)> on_event_;
};

}  // namespace callbackd::voice
