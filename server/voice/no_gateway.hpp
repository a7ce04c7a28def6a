// The gateway of a server that is given none: nobody can be called, and every request to call hears
// so. Lives on the thread that calls it. Never pretends that a phone rings.
#pragma once
#include <functional>
#include <utility>

#include "engine/ports.hpp"

namespace callbackd::voice {

class NoGateway : public engine::VoiceGateway {
 public:
  void start(std::function<void(core::VoiceEvent)> on_event) override {
    on_event_ = std::move(on_event);
    on_event_(core::LinkChanged{false});
  }
  // Of calls that a former gateway made nothing lives here.
  void order(core::VoiceOrder const& order) override {
    if (std::holds_alternative<core::TakeSnapshot>(order)) on_event_(core::SnapshotTaken{});
  }
  void stop() override {}

 private:
  std::function<void(core::VoiceEvent)> on_event_;
};

}  // namespace callbackd::voice
