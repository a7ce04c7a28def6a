#include <catch2/catch.hpp>

#include "core/bench.hpp"

using namespace callbackd;
using namespace callbackd::core;
using namespace callbackd::core::test;

TEST_CASE("beyond the limit of callbacks in memory intake is unavailable") {
  Core core{kHashKey, 2};
  core.restore(share(plain_site()), {});
  std::uint64_t serial = 0;
  auto const run = [&](CommandBody body) {
    Effects effects;
    core.step(kStart, {base::Serial{++serial}, RequestRef{1}, std::move(body)}, effects);
    return std::get<Answer>(effects.releases.at(0)).body;
  };
  auto const post = [&](std::uint64_t number) {
    PostCallback command;
    command.id = callback_id(number);
    command.site = "www";
    command.queue = "sales";
    command.phone = phone(442071830000 + number);
    command.details = std::make_shared<CallbackDetails const>();
    return run(std::move(command));
  };
  run(StartUp{});
  post(1);
  CHECK(refusal(post(1)).reason == RefusalReason::kDuplicateCallback);
  post(2);
  CHECK(refusal(post(3)).reason == RefusalReason::kUnavailable);
  run(CancelCallback{callback_id(1), {Actor::Kind::kCustomer, ""}});
  CHECK(std::holds_alternative<CallbackView>(post(3)));
}

namespace {

// Makes callbacks that were queued an hour ago and expired a second ago.
Restored overdue(std::uint64_t count) {
  Restored restored;
  for (std::uint64_t number = 1; number <= count; ++number) {
    CallbackRow row;
    row.id = callback_id(number);
    row.serial = base::Serial{number};
    row.site = "www";
    row.state = CallbackState::kQueued;
    row.queue = "sales";
    row.due_at = kStart - 1h;
    row.queued_since = row.due_at;
    row.queue_entered_at = row.due_at;
    row.expires_at = kStart - 1s;
    row.event_number = 2;
    restored.callbacks.emplace_back(std::move(row),
                                    ClassedNumber{phone(442071830000 + number), {}});
  }
  return restored;
}

}  // namespace

TEST_CASE("one whose time is over is not offered while more timers are due than a step runs") {
  Core core{kHashKey};
  core.restore(share(plain_site()), overdue(3'500));
  Effects effects;
  std::uint64_t serial = 10'000;
  auto const run = [&](CommandBody body) {
    core.step(kStart, {base::Serial{++serial}, RequestRef{1}, std::move(body)}, effects);
    return std::get<Answer>(effects.releases.at(0)).body;
  };
  run(StartUp{});
  effects = {};
  auto const alice = std::get<SessionView>(run(OpenSession{"alice"})).agent;
  run(SetAgentState{alice, true, ""});
  CHECK(core.callbacks() == 500);
  CHECK(core.next_deadline() <= kStart);
  CHECK(effects.records.offers.empty());
  run(Tick{});
  CHECK(core.callbacks() == 0);
}
