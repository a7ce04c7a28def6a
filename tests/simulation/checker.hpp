// Checker judges a server by what it commits and what it sends, with rules of its own. It sees
// every batch when the batch becomes durable, and everything that leaves the server, in order. It
// never looks into the core. World or Day owns it. Main thread.
#pragma once
#include <map>
#include <set>
#include <string>

#include "engine/engine.hpp"
#include "simulation/call_standing.hpp"
#include "simulation/facts.hpp"
#include "simulation/report.hpp"
#include "support/memory_journal.hpp"

namespace callbackd::simulation {

class Checker {
 public:
  Checker(Report& report, test::MemoryCell const& cell) : report_(report), cell_(cell) {}

  Facts facts;
  // `phones` is the server's gateway, which knows what really happened to the calls.
  void watch(Phones const& phones) { phones_ = &phones; }

  // These two functions are called when a batch becomes durable. committing() is called before the
  // batch is in the cell (the simulated database), committed() afterwards.
  void committing(engine::Batch const& batch);
  void committed(engine::Batch const& batch, Asked const& asked);
  // Call it when a new server has read everything back. From then on, an open offer or interaction
  // is judged by the settings that count for its queue now (Facts::settings_of).
  void recovered();

  // For each open offer: how long it may last, and at which steady time it was committed.
  struct OpenOffer {
    Duration lasts{0};
    Duration seen{0};
  };
  std::map<CallbackId, OpenOffer> const& open_offers() const { return open_offers_; }
  // The key is the leg of an agent who was asked for a consultation and has not accepted. The value
  // says how long the agent may take, and at which steady time the question was committed.
  std::map<core::LegId, OpenOffer> const& open_asks() const { return open_asks_; }
  // Compares the calls with the gateway's legs. Call it only while the server has sent and received
  // everything.
  void compare_calls();
  // Returns the answer that the last batch replaced, or nullptr. An answer is replaced when its
  // request_id is used again after the time for which answers are remembered. A repeat just before
  // the end of that time still gets the old answer from memory. But this old answer leaves the
  // server together with the new one, so the check needs both.
  engine::RememberedAnswer const* replaced_answer(engine::AgentRequest const& request) const;

  // These functions are called for everything that leaves the server.
  void answered(core::CommandBody const& asked, engine::Reply const& reply);
  void notified(std::string const& login, core::NotificationBody const& body);
  // Called for each notification that is sent again after a client resumed its session.
  void missed(std::string const& login, core::NotificationBody const& body);
  void ordered(core::VoiceOrder const& order);
  void opened(core::SessionView const& view);

 private:
  // The functions in records_check.cpp check the rows of a batch.
  void take_rows(engine::Batch const& batch);
  void take_party(core::PartyRow const& row);
  void compare_rows(engine::Batch const& batch);
  void compare_exclusions(CallbackId id, Instant at);
  void take_agents(engine::Batch const& batch, Asked const& asked);
  // The functions in event_check.cpp check which event may follow which.
  void judge(core::EventRow const& event, Asked const& asked);
  void created(CallbackFacts& it, core::EventRow const& event);
  void strangers_wait(CallbackRow const& created);
  void created_by_rule(CallbackFacts const& it, core::EventRow const& event);
  void offer_closed(CallbackFacts& it, core::EventRow const& event);
  void placed(CallbackFacts& it, CallbackRow const& before, core::EventRow const& event);
  void interaction_opened(CallbackFacts& it, core::EventRow const& event);
  void interaction_closed(CallbackFacts& it, core::EventRow const& event);
  void call_event(CallbackFacts& it, CallbackRow const& before, core::EventRow const& event);
  void call_started(CallbackFacts& it, CallbackRow const& before, core::EventRow const& event);
  void call_ended(CallbackFacts& it, core::EventRow const& event);
  void expect_return(CallbackFacts& it, OfferFacts const& offer, core::EventRow const& event);
  void ended(CallbackFacts& it, CallbackRow const& before, core::EventRow const& event);
  // Returns whether a definition comes into force in this batch. If so, it is not known which
  // definition was in force at each event of the batch.
  bool definition_changes() const { return in_force_.size() > 1; }
  // The functions in offer_check.cpp check which agent is offered which callback.
  void offered(CallbackFacts& it, core::EventRow const& event, Asked const& asked);
  void offered_to_fit(CallbackFacts& it, core::EventRow const& event);
  void offered_to_longest_idle(CallbackFacts& it, core::EventRow const& event);
  void offered_in_order(CallbackFacts& it, core::EventRow const& event);
  void offered_to_ready(CallbackFacts& it, core::EventRow const& event, Asked const& asked);
  // The functions in call_check.cpp compare the calls with the gateway's legs.
  void judge_standing(CallStanding const& call);
  void judge_others(CallStanding const& call);
  // The functions in order_check.cpp check the orders to the gateway.
  bool is_phone_of(std::string const& endpoint, std::string const& login) const;
  void dialled(core::Dial const& dial, core::AttemptRow const& attempt);
  void release_mix(core::ReleaseMix const& order);
  // The functions in party_check.cpp check who takes part in a call.
  void party_asked(CallbackFacts& it, core::EventRow const& event);
  void party_joined(CallbackFacts& it, core::EventRow const& event);
  void party_left(CallbackFacts& it, core::EventRow const& event);
  void abandons_heir(CallbackFacts& it, core::EventRow const& event, std::string const& heir);
  void judge_end_for_all(CallbackFacts& it, core::EventRow const& event);
  void handed(CallbackFacts& it, core::EventRow const& event);
  void compare_parties(engine::Batch const& batch);
  void compare_attempts(engine::Batch const& batch);
  // The functions in sweep_check.cpp check rules that hold after every batch.
  void sweep(Instant at, Asked const& asked);
  void sweep_times(CallbackFacts const& it, Instant at);
  bool opens_again(core::Queue const& queue, Instant at) const;
  void sweep_grace(std::string const& login, Instant at, Asked const& asked);
  void sweep_idle(Instant at, Asked const& asked);
  bool available(core::Agent const& agent, Asked const& asked) const;
  // The functions in slot_check.cpp check which callback holds which slot.
  void judge_slot(CallbackFacts const& it, CallbackRow const& before, core::EventRow const& event);
  void booked(core::PostCallback const& asked, core::CallbackView const& view);
  void told(core::ListSlots const& asked, core::SlotsView const& view);
  // The functions in change_check.cpp check how often a callback is changed.
  void judge_changes(CallbackFacts& it, core::EventRow const& event);
  void refused_change(core::ChangeCallback const& asked, core::Refusal const& refusal);
  // The functions in retry_check.cpp check what follows a failed attempt.
  struct Attempted {
    core::AttemptOutcome outcome{};
    Instant at{};
    core::SitePtr site;
    bool closed = false;  // its interaction is closed
  };
  void judge_retry(CallbackFacts const& it, CallbackRow const& before, core::EventRow const& event);
  void decided(CallbackFacts const& it, core::EventRow const& event, Attempted const& attempted);
  // The functions in memory_check.cpp check what the server remembers of phone numbers.
  void judge_memory(CallbackFacts const& it, CallbackRow const& before,
                    core::EventRow const& event);
  void judge_first_asked(CallbackFacts const& it, CallbackRow const& before,
                         core::EventRow const& event);
  void owners_talk(Instant until);
  void talked(std::set<base::PhoneNumber> const& phones, std::string const& agent, Instant at);
  // Returns how many legs were dialled to this number in the day before `at`. A call to a contact
  // is not counted if it had not ended before `at`.
  int dialled(base::PhoneNumber phone, Instant at) const;
  // The functions in dial_check.cpp check which outside numbers may be dialled. judge_number() is
  // called when a leg is dialled.
  int legs_to(std::optional<base::PhoneNumber> number, Instant from, Instant before) const;
  void judge_number(core::LegId const& leg, base::PhoneNumber number);
  // Called when a call to this number begins, or when somebody at this outside number is asked into
  // a call.
  void judge_leg(CallbackId id, base::PhoneNumber number, Instant began);
  void judge_parties(CallbackFacts const& it, Instant asked_at);
  // The functions in told_check.cpp check each message that leaves the server.
  template <typename Matches>
  void told(CallbackId id, char const* what, Matches matches);
  void told(core::CallbackView const& view);
  void told(core::InteractionView const& view);
  void told(core::OfferView const& view);
  void told(core::ClosedView const& view);
  void told(core::OfferClosedView const& view);
  void told(std::string const& login, core::InteractionClosed const& closed);
  void told(std::string const& login, core::ConsultationView const& view);
  void refused(core::CommandBody const& asked, core::Refusal const& refusal);
  void duplicate_told(core::CommandBody const& asked, core::Refusal const& refusal);

  struct Return {  // where a callback must go after its offer ended
    std::string queue;
    bool any_queue = false;
    std::uint32_t counted = 0;
    std::string reserved;
    bool any_reserved = false;
    std::optional<Instant> queued_since;
  };

  Report& report_;
  test::MemoryCell const& cell_;
  std::map<CallbackId, Return> returns_;
  // For each callback the attempt that failed last, if the retry policy must decide what follows.
  std::map<CallbackId, Attempted> attempted_;
  struct Talk {
    std::string agent;  // empty: not known
    Instant at{};
  };
  std::map<base::PhoneNumber, Talk> last_talks_;
  std::set<CallbackId> live_;
  std::map<CallbackId, OpenOffer> open_offers_;
  std::map<core::LegId, OpenOffer> open_asks_;
  std::map<std::pair<std::string, std::string>, engine::RememberedAnswer> replaced_answers_;
  Phones const* phones_ = nullptr;
  // The agents who let an offer time out in this batch. They must become Not Ready.
  std::set<std::string> timed_out_agents_;
  std::set<core::LegId> dialled_;
  // Agents who became owners of a call that was already going on, each as the row of the party. An
  // agent is removed from this list when the talk of the agent is noted. The talks are noted in the
  // order of time.
  std::vector<core::PartyRow> owners_came_;
  std::set<std::string> changed_agents_;  // agents whose rows are in this batch
  Asked const* asked_ = nullptr;          // the requests before this batch
  bool may_be_older_ = false;             // what is sent now may show an older state
  // The definition that was in force when this batch began. Behind it are the definitions that came
  // into force in this batch.
  std::vector<core::SitePtr> in_force_;
};

}  // namespace callbackd::simulation
