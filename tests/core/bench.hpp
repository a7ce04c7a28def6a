// Test support: Bench owns a core, passes commands to it and keeps the effects of the last ones.
// After each step it checks every invariant of the core, and that the events alone give the same
// rows. The test sets the time: pass() runs a Tick at each deadline on the way. Each test makes its
// own Bench. Main thread.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/hash_tables.hpp"
#include "core/ledger.hpp"

namespace callbackd::core::test {

using namespace std::chrono_literals;

// The time at which each bench begins: Monday 1 March 2027, 09:00 UTC.
inline constexpr base::Instant kStart{std::chrono::sys_days{std::chrono::year{2027} / 3 / 1} + 9h};

base::CallbackId callback_id(std::uint64_t number);
base::PhoneNumber phone(std::uint64_t digits);

// A small definition: the queue sales, the agents alice and bob, the site www, the reason break,
// the skills english and billing, and the disposition codes sold and lost. The code lost has one
// code below it, price.
SiteDefinition plain_site();
Queue& queue_of(SiteDefinition& site, std::string const& name);
Agent& agent_of(SiteDefinition& site, std::string const& login);
SitePtr share(SiteDefinition site);

inline constexpr base::HashKey kHashKey{1, 2};
inline constexpr base::HashKey kOtherHashKey{3, 4};

class Bench {
 public:
  explicit Bench(SiteDefinition site = plain_site(),
                 std::size_t callbacks_max = base::kLimits.callbacks_in_memory);

  AnswerBody run(CommandBody body);
  void pass(base::Duration how_long);  // with a Tick at each deadline on the way
  // Makes a new core from the ledger's rows, and runs StartUp and SnapshotTaken. `answered` and
  // `ringing` are the legs that still live.
  void restart(std::vector<LegId> answered = {}, std::vector<LegId> const& ringing = {});

  // Restarts as restart() does, but the rows of this callback cannot be understood.
  void restart_without(LeftOut left_out, std::vector<LegId> live = {});
  // Restarts as restart() does, but as if the version of the zone database were `version` now, and
  // as if this had moved the windows `moved`. No leg lives.
  void restart_with_zones(std::string version, std::vector<MovedWindow> moved);
  void let_time_go(base::Duration how_long) { now_ += how_long; }  // no Tick runs

  base::CallbackId post(std::uint64_t number, std::string queue = "sales");
  AnswerBody post(PostCallback command);
  PostCallback request(std::uint64_t number, std::string queue = "sales");
  base::AgentId enter(std::string const& login);        // opens a session for the agent
  base::AgentId enter_ready(std::string const& login);  // the agent is Ready, too
  base::OfferId offer(std::uint64_t number) const;      // the callback's last offer
  base::InteractionId interaction(std::uint64_t number) const;
  LegId leg(std::uint64_t number, LegNumber kind) const;  // a leg of the last attempt
  base::ConsultationId consultation(base::CallbackId callback,
                                    std::uint16_t leg) const;  // of its last attempt
  AnswerBody accept(base::AgentId agent, std::uint64_t number);

  CallbackRow const& row(std::uint64_t number) const;
  CallbackState state(std::uint64_t number) const { return row(number).state; }
  Core const& core() const { return core_; }
  Ledger const& ledger() const { return ledger_; }
  base::Instant now() const { return now_; }
  Effects const& effects() const { return effects_; }  // of the last run(), restart() or pass()

  template <typename Body>
  std::vector<Body> notified(base::AgentId agent) const {
    std::vector<Body> bodies;
    for (auto const& release : effects_.releases) {
      auto const* notify = std::get_if<Notify>(&release);
      if (!notify || notify->agent != agent) continue;
      if (auto const* body = std::get_if<Body>(&notify->body)) bodies.push_back(*body);
    }
    return bodies;
  }
  template <typename Order>
  std::vector<Order> ordered() const {
    std::vector<Order> orders;
    for (auto const& release : effects_.releases) {
      auto const* order = std::get_if<VoiceOrder>(&release);
      if (!order) continue;
      if (auto const* of_kind = std::get_if<Order>(order)) orders.push_back(*of_kind);
    }
    return orders;
  }

 private:
  void step(CommandBody body, RequestRef from);

  SitePtr site_;
  std::size_t callbacks_max_;
  Core core_;
  Ledger ledger_;
  base::Instant now_ = kStart;
  std::uint64_t serial_ = 0;
  Effects effects_;
};

// Returns the refusal in the answer. The test fails if the answer is no refusal.
Refusal const& refusal(AnswerBody const& answer);

}  // namespace callbackd::core::test
