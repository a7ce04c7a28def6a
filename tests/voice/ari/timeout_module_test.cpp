// Tests that the gateway asks Asterisk, when the link comes up, whether it has the module that ends
// calls that last too long. Also tests what the gateway concludes from the answer.
#include <catch2/catch.hpp>
#include <future>
#include <string>

#include "fake_server.hpp"
#include "voice/asterisk.hpp"

namespace callbackd::voice {
namespace {

using EndsCalls = VoiceFigures::EndsCalls;

struct FakeAsterisk {
  int status;
  std::string module;

  void operator()(ari::Peer& peer) const {
    while (auto const request = peer.read_request()) {
      auto const has = [&](char const* text) { return request->find(text) != std::string::npos; };
      if (has("Upgrade: websocket")) {
        peer.upgrade(*request);
        return peer.wait_for_end();
      }
      if (has("/asterisk/modules/func_timeout.so")) {
        peer.write(ari::http_answer(status, module));
      } else {
        peer.write(ari::http_answer(200, has("/applications/") ? "{}" : "[]"));
      }
    }
  }
};

EndsCalls asked_of(FakeAsterisk asterisk) {
  ari::FakeServer server(asterisk);
  AsteriskOptions options;
  options.address = server.access("localhost").address;
  std::promise<void> asked;
  bool once = false;
  options.ends_calls = [&] {
    if (!std::exchange(once, true)) asked.set_value();
    return true;
  };
  AsteriskGateway gateway(options);
  gateway.start([](core::VoiceEvent const&) {});
  asked.get_future().wait();
  auto const known = gateway.figures().ends_calls.load();
  gateway.stop();
  return known;
}

}  // namespace

TEST_CASE("the gateway knows whether Asterisk has the module that ends calls") {
  CHECK(asked_of({200, R"({"status":"Running"})"}) == EndsCalls::kYes);
  CHECK(asked_of({200, R"({"status":"Not Running"})"}) == EndsCalls::kNo);
  CHECK(asked_of({404, R"({"message":"Module could not be found in running modules"})"}) ==
        EndsCalls::kNo);
  CHECK(asked_of({404, R"({"message":"Resource not found"})"}) == EndsCalls::kUnknown);
}

}  // namespace callbackd::voice
