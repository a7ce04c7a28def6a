// Tests the estimate of the wait that customers are told. If no agent who can serve them is
// connected, there is no estimate. As long as no estimate was compared with a real wait, the
// estimate is a wide range.
#include <catch2/catch.hpp>

#include "core/bench.hpp"

namespace callbackd::core::test {
namespace {

SiteDefinition skilled_site() {
  auto site = plain_site();
  agent_of(site, "alice").skills = {{"german", 5}};
  site.skills = {"german"};
  auto& queue = queue_of(site, "german");
  queue.targets = {{0s, {{"german", 8}}}, {60s, {{"german", 5}}}};
  queue_of(site, "strict").targets = {{0s, {{"german", 8}}}};
  return site;
}

std::optional<WaitEstimate> told(Bench& bench, std::string const& queue = "sales") {
  return std::get<EstimateView>(bench.run(EstimateQueue{queue})).estimate;
}

void work(Bench& bench, base::AgentId alice, std::uint64_t first, int callbacks) {
  for (int i = 0; i < callbacks; ++i) {
    auto const number = first + static_cast<std::uint64_t>(i);
    bench.post(number);
    bench.pass(10s);
    bench.accept(alice, number);
    bench.run(SetDisposition{alice, bench.interaction(number), "sold"});
    bench.run(MarkDone{alice, bench.interaction(number), false});
  }
}

TEST_CASE("no wait is told while nobody who could serve is connected") {
  Bench bench;
  CHECK(!told(bench));
  auto const alice = bench.enter_ready("alice");
  CHECK(told(bench));
  work(bench, alice, 1, 3);
  bench.run(SetAgentState{alice, false, "break"});
  CHECK(told(bench));  // on a break: there, and will be back
  auto const posted = bench.post(bench.request(50));
  CHECK(std::get<CallbackView>(posted).estimate);
  bench.run(SessionLost{alice});
  CHECK(!told(bench));
  CHECK(!std::get<CallbackView>(bench.run(GetCallback{callback_id(50)})).estimate);
  CHECK(!std::get<CallbackView>(bench.post(bench.request(51))).estimate);
}

TEST_CASE("an agent counts as there only for callbacks that they may be offered, now or later") {
  Bench bench{skilled_site()};
  bench.enter_ready("bob");
  CHECK(told(bench));
  CHECK(!told(bench, "german"));
  auto const alice = bench.enter_ready("alice");
  work(bench, alice, 1, 1);
  auto const later = bench.post(bench.request(60, "german"));
  CHECK(std::holds_alternative<CallbackView>(later));
  CHECK(!told(bench, "strict"));
}

TEST_CASE("a wait that was never borne out is told as a range, not as a figure") {
  Bench bench;
  auto const alice = bench.enter_ready("alice");
  auto const fresh = told(bench).value();
  CHECK(fresh.accuracy_percent == 0);
  CHECK(fresh.low_seconds == 0);
  CHECK(fresh.high_seconds >= 20);  // the time of an offer
  work(bench, alice, 1, 1);
  auto const wait = told(bench).value();
  CHECK((wait.accuracy_percent > 0 || wait.high_seconds - wait.low_seconds >= 20));
}

}  // namespace
}  // namespace callbackd::core::test
