// Bench: a core under test: commands in, effects out. After each step it checks every invariant,
// and that the events give the rows. The test sets the time: pass() runs a Tick at each deadline on
// the way. One bench per test.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/hash_tables.hpp"
#include "core/ledger.hpp"

namespace callbackd::core::test {

using namespace std::chrono_literals;

// Monday 1 March 2027, 09:00 UTC.
inline constexpr base::Instant kStart{std::chrono::sys_days{std::chrono::year{2027} / 3 / 1} + 9h};

base::CallbackId callback_id(std::uint64_t number);
base::PhoneNumber phone(std::uint64_t digits);

// Queue sales; agents alice, bob; site www; reason break; codes sold and lost (with price below
// it).
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
  // From the ledger's rows; then StartUp and SnapshotTaken. `ringing`: live and not answered yet.
  void restart(std::vector<LegId> answered = {}, std::vector<LegId> const& ringing = {});

  // A restart that cannot understand the rows of this callback.
  void restart_without(LeftOut left_out, std::vector<LegId> live = {});
  // A restart that finds another zone database.
  void restart_with_zones(std::string version, std::vector<MovedWindow> moved);
  void let_time_go(base::Duration how_long) { now_ += how_long; }  // without any Tick

  base::CallbackId post(std::uint64_t number, std::string queue = "sales");
  AnswerBody post(PostCallback command);
  PostCallback request(std::uint64_t number, std::string queue = "sales");
  base::AgentId enter(std::string const& login);        // opens a session
  base::AgentId enter_ready(std::string const& login);  // and is Ready
  base::OfferId offer(std::uint64_t number) const;      // the last one of this callback
  base::InteractionId interaction(std::uint64_t number) const;
  LegId leg(std::uint64_t number, LegNumber kind) const;  // of its last attempt
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

// The reason of a refusal; fails the test when the answer is none.
Refusal const& refusal(AnswerBody const& answer);

}  // namespace callbackd::core::test
