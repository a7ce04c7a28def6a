#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>
#include <functional>
#include <vector>

#include "voice/simulator.hpp"

namespace callbackd::voice {
namespace {

using core::AttemptOutcome;
using core::LegId;
using core::LegNumber;
using namespace std::chrono_literals;

LegId contact(std::uint32_t attempt) {
  return {{base::CallbackId{base::Uuid{1, 2}}, attempt}, LegNumber::kContact};
}

struct Rig {
  boost::asio::io_context context;
  Simulator simulator{context};
  std::vector<core::VoiceEvent> events;

  Rig() {
    simulator.start([this](core::VoiceEvent event) { events.push_back(std::move(event)); });
  }
  void dial(LegId leg, std::string endpoint, std::chrono::seconds ring_timeout = 1s,
            bool detect_machine = false) {
    core::Dial order;
    order.detect_machine = detect_machine;
    order.leg = leg;
    order.endpoint = std::move(endpoint);
    order.ring_timeout = ring_timeout;
    simulator.order(order);
  }
  // Runs the simulator until the condition holds. Returns false if the simulator has nothing more
  // to do and the condition still does not hold.
  bool until(std::function<bool()> const& condition) {
    while (!condition()) {
      if (context.stopped()) context.restart();
      if (context.run_one() == 0) return condition();
    }
    return true;
  }
  template <class Event>
  std::size_t count() const {
    std::size_t found = 0;
    for (auto const& event : events) found += std::holds_alternative<Event>(event) ? 1 : 0;
    return found;
  }
  core::LegEnded const* ended() const {
    for (auto const& event : events) {
      if (auto const* it = std::get_if<core::LegEnded>(&event)) return it;
    }
    return nullptr;
  }
};

AttemptOutcome outcome_of(std::string endpoint) {
  Rig rig;
  rig.dial(contact(1), std::move(endpoint));
  REQUIRE(rig.until([&] { return rig.ended() != nullptr; }));
  return rig.ended()->outcome;
}

}  // namespace

TEST_CASE("the last three digits choose how a dialled party fails") {
  CHECK(outcome_of("+12025550486") == AttemptOutcome::kBusy);
  CHECK(outcome_of("+12025550600") == AttemptOutcome::kBusy);
  CHECK(outcome_of("+12025550603") == AttemptOutcome::kRejected);
  CHECK(outcome_of("+12025550404") == AttemptOutcome::kInvalid);
  CHECK(outcome_of("+12025550480") == AttemptOutcome::kNoAnswer);
  CHECK(outcome_of("+12025550503") == AttemptOutcome::kUnreachable);
  CHECK(outcome_of("+12025550181") == AttemptOutcome::kNoAnswer);
  CHECK(outcome_of("+12025550000") == AttemptOutcome::kUnreachable);
}

TEST_CASE("any other number rings, answers and stays until it is ended by us") {
  Rig rig;
  rig.dial(contact(1), "+12025550123");
  REQUIRE(rig.until([&] { return rig.count<core::LegAnswered>() == 1; }));
  CHECK(rig.count<core::LegRinging>() == 1);
  CHECK(rig.ended() == nullptr);
  rig.simulator.order(core::HangUp{contact(1)});
  REQUIRE(rig.ended() != nullptr);
  CHECK(rig.ended()->outcome == AttemptOutcome::kAnswered);
}

TEST_CASE("a party that drops ends its own leg after answering") {
  Rig rig;
  rig.dial(contact(1), "+12025550201");
  REQUIRE(rig.until([&] { return rig.ended() != nullptr; }));
  CHECK(rig.count<core::LegAnswered>() == 1);
  CHECK(rig.ended()->outcome == AttemptOutcome::kAnswered);
}

TEST_CASE("hanging up while it rings is a cancelled leg") {
  Rig rig;
  rig.dial(contact(1), "+12025550181");
  REQUIRE(rig.until([&] { return rig.count<core::LegRinging>() == 1; }));
  rig.simulator.order(core::HangUp{contact(1)});
  REQUIRE(rig.ended() != nullptr);
  CHECK(rig.ended()->outcome == AttemptOutcome::kCancelled);
}

TEST_CASE("a repeated dial rings once, even after the leg has ended") {
  Rig rig;
  rig.dial(contact(1), "+12025550486");
  rig.dial(contact(1), "+12025550486");
  REQUIRE(rig.until([&] { return rig.ended() != nullptr; }));
  rig.dial(contact(1), "+12025550486");
  rig.until([] { return false; });
  CHECK(rig.count<core::LegEnded>() == 1);
}

TEST_CASE("a snapshot names the legs that live") {
  Rig rig;
  rig.dial(contact(1), "+12025550123");
  rig.dial(contact(2), "+12025550124");
  rig.simulator.order(core::HangUp{contact(1)});
  rig.simulator.order(core::TakeSnapshot{});
  auto const& taken = std::get<core::SnapshotTaken>(rig.events.back());
  REQUIRE(taken.live.size() == 1);
  CHECK(taken.live.front().leg == contact(2));
  CHECK_FALSE(taken.live.front().answered);
}

TEST_CASE("legs that were let go are reported no more, and the last one left is hung up") {
  Rig rig;
  LegId const other{contact(1).attempt, LegNumber{2}};
  rig.dial(contact(1), "+12025550123");
  rig.dial(other, "+12025550201");  // hangs up after two seconds
  REQUIRE(rig.until([&] { return rig.count<core::LegAnswered>() == 2; }));
  rig.simulator.order(core::ReleaseMix{contact(1).attempt});
  auto const heard = rig.events.size();
  rig.until([] { return false; });
  rig.simulator.order(core::TakeSnapshot{});
  CHECK(rig.events.size() == heard + 1);
  CHECK(std::get<core::SnapshotTaken>(rig.events.back()).live.empty());
}

TEST_CASE("an answering machine is told as such where it was asked for") {
  bool const asked = GENERATE(true, false);
  Rig rig;
  rig.dial(contact(1), "+12025550777", 1s, asked);
  REQUIRE(rig.until([&] { return rig.count<core::LegAnswered>() == 1; }));
  for (auto const& event : rig.events) {
    if (auto const* it = std::get_if<core::LegAnswered>(&event)) CHECK(it->machine == asked);
  }
}

}  // namespace callbackd::voice
