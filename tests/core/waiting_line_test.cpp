#include "core/state/waiting_line.hpp"

#include <rapidcheck.h>
#include <algorithm>
#include <catch2/catch.hpp>
#include <memory>

#include "core/bench.hpp"

using namespace callbackd::core;
using namespace callbackd::core::test;
using namespace std::chrono_literals;

namespace {

// Draws a number from the whole range in every run. Without `resize`, rapidcheck would draw only
// small numbers in its first runs.
int any_of(int low, int high) {
  return *rc::gen::resize(100, rc::gen::inRange(low, high));
}

// The model of a waiting line: a plain list of its callbacks, which is sorted anew for each
// question.
class Model {
 public:
  explicit Model(Ageing ageing) : ageing_(ageing) {}

  void set_ageing(Ageing ageing) { ageing_ = ageing; }
  std::vector<Callback const*> in_order() const {
    auto ordered = callbacks;
    std::sort(ordered.begin(), ordered.end(),
              [&](auto const* a, auto const* b) { return key(*a) > key(*b); });
    return ordered;
  }
  std::vector<Callback const*> callbacks;

 private:
  // Returns the key by which the list is sorted. Its first part is the priority with ageing that
  // the callback has a day after the test's start. This part is multiplied by the ageing's
  // interval, so that it is an integer.
  std::tuple<std::int64_t, std::int64_t, std::int64_t> key(Callback const& callback) const {
    bool const ages = ageing_.points > 0;
    auto const every = ages ? callbackd::base::Duration{ageing_.every}.count() : 1;
    auto const age = (kStart + 24h - callback.queued_since).count();
    return {callback.priority * every + ageing_.points * age, age,
            -static_cast<std::int64_t>(callback.serial)};
  }
  Ageing ageing_;
};

Ageing some_ageing() {
  return {any_of(0, 3), seconds{any_of(1, 4)}};
}

struct Play {
  WaitingLine line;
  Model model{{}};
  std::vector<std::unique_ptr<Callback>> callbacks;

  void insert() {
    auto callback = std::make_unique<Callback>();
    callback->serial = callbackd::base::Serial{callbacks.size() + 1};
    callback->required_skills = static_cast<NeedsId>(any_of(0, 5));
    callback->priority = any_of(-2, 3);
    callback->queued_since = kStart + seconds{any_of(0, 6)};
    line.insert(*callback);
    model.callbacks.push_back(callback.get());
    callbacks.push_back(std::move(callback));
  }
  void erase() {
    if (model.callbacks.empty()) return;
    auto const at = static_cast<std::size_t>(any_of(0, static_cast<int>(model.callbacks.size())));
    auto const* gone = model.callbacks[at];
    line.erase(const_cast<Callback&>(*gone));
    model.callbacks.erase(model.callbacks.begin() + static_cast<std::ptrdiff_t>(at));
    RC_ASSERT(!line.contains(*gone));
  }
  void age() {
    auto const ageing = some_ageing();
    line.set_ageing(ageing);
    model.set_ageing(ageing);
  }
  void step() {
    auto const dice = any_of(0, 10);
    dice < 6 ? insert() : dice < 9 ? erase() : age();
  }
};

}  // namespace

TEST_CASE("a line ranks its callbacks as a list put in order does") {
  CHECK(rc::check("ranks", [] {
    Play play;
    for (auto left = any_of(1, 80); left > 0; --left) {
      play.step();
      RC_ASSERT(play.line.size() == play.model.callbacks.size());
    }
    std::size_t ahead = 0;
    for (auto const* callback : play.model.in_order()) {
      RC_ASSERT(play.line.contains(*callback));
      RC_ASSERT(play.line.rank(*callback) == ahead++);
    }
  }));
}

TEST_CASE("the heads are the first of each lane, in the order of all") {
  CHECK(rc::check("heads", [] {
    Play play;
    for (auto left = any_of(1, 80); left > 0; --left) {
      play.step();
      std::vector<Callback const*> firsts;
      std::set<NeedsId> lanes;
      for (auto const* callback : play.model.in_order()) {
        if (lanes.insert(callback->required_skills).second) firsts.push_back(callback);
      }
      std::vector<Callback const*> heads;
      for (auto const& [key, head] : play.line.heads()) heads.push_back(head.lane->begin()->second);
      RC_ASSERT(heads == firsts);
      RC_ASSERT(play.line.asked().count() == lanes.size());
      for (auto const needs : lanes)
        RC_ASSERT(play.line.asked().test(static_cast<std::size_t>(needs)));
    }
  }));
}

TEST_CASE("a new callback stands behind all of the same priority and before all of a lower one") {
  CHECK(rc::check("rank of a newcomer", [] {
    Play play;
    for (auto left = any_of(1, 60); left > 0; --left) play.step();
    auto const priority = any_of(-3, 4);
    auto const told = play.line.rank(priority, kStart + 1h);
    Callback newcomer;
    newcomer.serial = callbackd::base::Serial{1'000'000};
    newcomer.priority = priority;
    newcomer.queued_since = kStart + 1h;
    play.line.insert(newcomer);
    RC_ASSERT(play.line.rank(newcomer) == told);
  }));
}
