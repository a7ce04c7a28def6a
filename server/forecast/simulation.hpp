// The machinery of one simulated day: the core, and people and telephones around it. Hears what a
// step of the core says (simulation_hears.cpp), lets people act when their time comes
// (simulation_acts.cpp). One owner, one thread, its own time. Internal to simulate.cpp.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/hash_tables.hpp"
#include "core/core.hpp"
#include "forecast/agent_desk.hpp"
#include "forecast/purpose.hpp"

namespace callbackd::forecast {

class Simulation {
 public:
  explicit Simulation(Scenario const& scenario);
  DayFate run();

 private:
  struct Customer {
    std::uint32_t interaction = 0;  // the open one; 0: none
    std::uint32_t agent = 0;        // who has the offer or the interaction
    std::uint32_t queue = kNowhere;
    bool reached = false;  // in the last call
    bool spoken_to = false;
  };

  // The core takes a step; what it says is heard before the next one.
  core::AnswerBody step(core::CommandBody body);
  void hear(core::AgentRow const& row);
  void hear(core::CallbackRow const& row);
  void hear(core::AttemptRow const& row);
  void hear(core::Notify const& notify);
  void hear(core::VoiceOrder const& order);
  void offered(DeskAgent& agent, base::OfferId offer);
  void offer_ended(DeskAgent& agent, core::OfferClosedView const& offer);
  void begin_wait(std::uint32_t customer);
  void dialled(core::Dial const& dial);
  void agent_dialled(core::Dial const& dial);
  void leg_event(Instant at, Happening::Kind kind, core::LegId const& leg,
                 core::AttemptOutcome outcome);
  core::AttemptOutcome outcome_of(std::uint32_t customer, std::uint32_t attempt) const;

  void happen(Happening const& what);
  void tell(core::CommandBody body) { static_cast<void>(step(std::move(body))); }
  void arrive(std::uint32_t customer);
  void give_up(std::uint32_t customer);
  void settle(DeskAgent& agent);
  void accept(std::uint32_t customer, std::uint32_t offer);
  void call(std::uint32_t customer, std::uint32_t interaction);
  void wrap_up(std::uint32_t customer, std::uint32_t interaction);
  bool tries_again(std::uint32_t customer) const;
  std::string code_of(std::uint32_t customer) const;

  // Ids are the customers' places, so that none has to be looked up.
  static base::CallbackId id_of(std::uint32_t customer) {
    return {{std::uint64_t{7} << 12, std::uint64_t{customer} + 1}};
  }
  static std::uint32_t customer_of(base::CallbackId id) {
    return static_cast<std::uint32_t>(id.value.low - 1);
  }
  base::AgentId agent_of(std::uint32_t customer) {
    return desk_.agents()[customers_[customer].agent].id;
  }
  Chance chance(std::uint32_t customer, Purpose purpose, std::uint32_t number) const {
    return chance_.of(customer).of(purpose, number);
  }
  Handling const& handling_of(std::uint32_t customer) const;
  Recorded::Call const* recorded(std::uint32_t customer, std::uint32_t attempt) const;

  Scenario const& scenario_;
  Agenda agenda_;
  AgentDesk desk_;
  Chance chance_;
  core::Core core_{base::HashKey{0, 0}};  // nobody outside chooses what it holds
  Instant now_{};
  std::uint64_t serial_ = 0;
  std::vector<Customer> customers_;
  std::shared_ptr<core::CallbackDetails const> details_;
  std::map<std::string, std::uint32_t> queues_;  // by name, the place in the definition
  DayFate fate_;
};

}  // namespace callbackd::forecast
