// NoGateway is used by a server without a voice gateway. It reports that the link is down, so the
// core refuses every request to call. It never pretends that a phone rings. It has no thread of its
// own. ActiveServer owns it, and the engine calls order() on the engine's thread.
#pragma once
#include <functional>
#include <utility>

#include "engine/ports.hpp"

namespace callbackd::voice {

class NoGateway : public engine::VoiceGateway {
 public:
  // `on_event` is called from inside start() and order().
  void start(std::function<void(core::VoiceEvent)> on_event) override {
    on_event_ = std::move(on_event);
    on_event_(core::LinkChanged{false});
  }
  // Answers TakeSnapshot with an empty snapshot, because there are no calls. Ignores other orders.
  void order(core::VoiceOrder const& order) override {
    if (std::holds_alternative<core::TakeSnapshot>(order)) on_event_(core::SnapshotTaken{});
  }
  void stop() override {}

 private:
  std::function<void(core::VoiceEvent)> on_event_;
};

}  // namespace callbackd::voice
