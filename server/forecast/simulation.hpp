// Simulation is one simulated day: the core, and the people and telephones around it. Entries of
// the agenda become commands to the core (simulation_acts.cpp). The effects of each step change the
// simulated people and add new entries (simulation_effects.cpp). simulate() makes it on its stack
// and runs it on the thread of its caller, in simulated time. Internal to forecast.
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
  explicit Simulation(DayInput const& input);
  DayFate run();

 private:
  struct Customer {
    std::uint32_t interaction = 0;  // the open interaction; 0: none
    std::uint32_t agent = 0;        // index of the agent who has the offer or interaction
    std::uint32_t queue = kNowhere;
    bool reached = false;  // a person answered the last call
    // An agent has accepted the callback at least once. Then the customer does not give up any
    // more.
    bool spoken_to = false;
  };

  // Lets the core do one step, and handles all its effects.
  core::AnswerBody step(core::CommandBody body);
  void on_effect(core::AgentRow const& row);
  void on_effect(core::CallbackRow const& row);
  void on_effect(core::AttemptRow const& row);
  void on_effect(core::Notify const& notify);
  void on_effect(core::VoiceOrder const& order);
  // Decides how the simulated agent reacts to an offer.
  void offered(DeskAgent& agent, base::OfferId offer);
  void offer_ended(DeskAgent& agent, core::OfferClosedView const& offer);
  void plan_giving_up(std::uint32_t customer);  // plans when the customer gives up, if at all
  void dialled(core::Dial const& dial);         // a contact's phone is dialled
  void agent_dialled(core::Dial const& dial);   // an agent's phone is dialled
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
  // Whether the agent reschedules the callback after a failed call.
  bool is_rescheduled(std::uint32_t customer) const;
  std::string code_of(std::uint32_t customer) const;  // the disposition to set; empty: none

  // The id of a callback contains the index of its customer, so no look-up is needed.
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
  // The record of this attempt, if the callback is a recorded one. nullptr: there is none.
  Recorded::Call const* recorded(std::uint32_t customer, std::uint32_t attempt) const;

  DayInput const& input_;
  Agenda agenda_;
  AgentDesk desk_;
  Chance chance_;
  // The keys of the core's hash tables are not chosen by strangers, so the hash key need not be
  // secret.
  core::Core core_{base::HashKey{0, 0}};
  Instant now_{};
  std::uint64_t serial_ = 0;
  std::vector<Customer> customers_;
  std::shared_ptr<core::CallbackDetails const> details_;
  std::map<std::string, std::uint32_t> queues_;  // index of each queue in the definition, by name
  DayFate fate_;
};

}  // namespace callbackd::forecast
