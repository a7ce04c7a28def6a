// Simulation: one simulated day: the core, and the people and telephones around it. Agenda entries
// become commands to the core (simulation_acts.cpp); the effects of each step update the simulated
// people and add new entries (simulation_effects.cpp). One owner, one thread, simulated time.
// Internal to simulate.cpp.
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
    std::uint32_t agent = 0;        // index of the agent of the offer or interaction
    std::uint32_t queue = kNowhere;
    bool reached = false;  // the last call was answered by a person
    bool spoken_to =
        false;  // an agent has accepted it once: the customer does not give up any more
  };

  // Lets the core take a step, and handles all its effects.
  core::AnswerBody step(core::CommandBody body);
  void on_effect(core::AgentRow const& row);
  void on_effect(core::CallbackRow const& row);
  void on_effect(core::AttemptRow const& row);
  void on_effect(core::Notify const& notify);
  void on_effect(core::VoiceOrder const& order);
  void offered(DeskAgent& agent, base::OfferId offer);  // the agent decides how to react
  void offer_ended(DeskAgent& agent, core::OfferClosedView const& offer);
  void begin_wait(std::uint32_t customer);     // the customer may give up later
  void dialled(core::Dial const& dial);        // a contact's phone
  void agent_dialled(core::Dial const& dial);  // an agent's phone
  void leg_event(Instant at, Happening::Kind kind, core::LegId const& leg,
                 core::AttemptOutcome outcome);
  core::AttemptOutcome outcome_of(std::uint32_t customer, std::uint32_t attempt) const;

  void carry_out(Happening const& what);  // carries out an entry of the agenda
  void tell(core::CommandBody body) { static_cast<void>(step(std::move(body))); }
  void arrive(std::uint32_t customer);
  void give_up(std::uint32_t customer);
  void follow_shift(DeskAgent& agent);  // makes the agent Ready or Not Ready, as the shift says
  void accept(std::uint32_t customer, std::uint32_t offer);
  void call(std::uint32_t customer, std::uint32_t interaction);
  void wrap_up(std::uint32_t customer, std::uint32_t interaction);
  bool is_rescheduled(std::uint32_t customer) const;  // the agent reschedules after a failed call
  std::string code_of(std::uint32_t customer) const;  // the disposition to set; empty: none

  // A callback's id contains the index of its customer, so that it needs no look-up.
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
  // The record of this attempt of a recorded callback; nullptr: there is none.
  Recorded::Call const* recorded(std::uint32_t customer, std::uint32_t attempt) const;

  Scenario const& scenario_;
  Agenda agenda_;
  AgentDesk desk_;
  Chance chance_;
  core::Core core_{base::HashKey{0, 0}};  // no secret needed: no stranger chooses the keys
  Instant now_{};
  std::uint64_t serial_ = 0;
  std::vector<Customer> customers_;
  std::shared_ptr<core::CallbackDetails const> details_;
  std::map<std::string, std::uint32_t> queues_;  // name → index in the definition
  DayFate fate_;
};

}  // namespace callbackd::forecast
