// Test support: careful_site() is a site definition with rules and limits of dialling. Desk owns a
// bench with an agent who makes calls under these rules. Each test makes its own Desk. Main thread.
#pragma once
#include <algorithm>
#include <optional>

#include "core/bench.hpp"

namespace callbackd::core::test {

inline SiteDefinition careful_site() {
  auto site = plain_site();
  site.dialling = {};
  site.dialling.dials_per_agent_per_hour = 0;
  site.dialling.countries = {"GB", "US"};
  // The site allows France (FR), but the company does not. So French numbers may not be called.
  site.sites[0].countries = {"GB", "FR"};
  site.sites[0].blocked_numbers = {phone(442079999999)};
  return site;
}

inline ClassedNumber const kAllowed{phone(442071112222),
                                    NumberClass::in("GB", NumberType::kFixedLine)};

inline PostCallback request_for(Bench& bench, std::uint64_t id, ClassedNumber const& number) {
  auto command = bench.request(id);
  command.phone = number.number;
  command.number_class = number.number_class;
  return command;
}

struct Desk {
  explicit Desk(SiteDefinition site = careful_site()) : bench(std::move(site)) {
    alice = bench.enter_ready("alice");
    bench.post(request_for(bench, 1, kAllowed));
    bench.accept(alice, 1);
    id = bench.interaction(1);
  }
  AnswerBody call(std::optional<ClassedNumber> number = {}) {
    return bench.run(PlaceCall{alice, id, number});
  }
  void owner_answers() {
    bench.run(VoiceEvent{LegAnswered{bench.leg(1, LegNumber::kAgent), false}});
  }
  void talk() {
    call();
    owner_answers();
    bench.run(VoiceEvent{LegAnswered{bench.leg(1, LegNumber::kContact), false}});
  }
  std::size_t dialled_outside() {
    auto const orders = bench.ordered<Dial>();
    return static_cast<std::size_t>(
        std::count_if(orders.begin(), orders.end(),
                      [](Dial const& dial) { return dial.reach == Reach::kNumber; }));
  }
  Bench bench;
  base::AgentId alice{};
  base::InteractionId id;
};

inline CallTarget at(ClassedNumber const& number) {
  return {CallTarget::Kind::kNumber, "", number};
}

}  // namespace callbackd::core::test
