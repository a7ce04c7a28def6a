// After a change of users, keys, tokens or roles: what the authenticator remembers is void, and
// each open session's token is asked for again, all of them in one question. A session whose token
// ended, or whose user is no agent any more, is closed. What was administered leaves its trail. Any
// thread; one look at a time, and again when something changed meanwhile or the database did not
// answer. The authenticator is told which tokens and keys are good.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>
#include <mutex>
#include <set>
#include <vector>

#include "edge/agent_hub.hpp"
#include "edge/authenticator.hpp"
#include "edge/trail.hpp"
#include "engine/engine.hpp"
#include "engine/ports.hpp"
#include "records/records.hpp"

namespace callbackd::edge {

class AccessCheck : public std::enable_shared_from_this<AccessCheck> {
 public:
  struct Uses {
    engine::Engine& engine;
    records::Records& records;
    engine::Clock const& clock;
    AgentHub& hub;
    Authenticator& authenticator;
    Trail& trail;
  };
  AccessCheck(Uses uses, boost::asio::any_io_executor const& executor)
      : uses_(uses), timer_(executor) {}

  void access_changed();
  void look();  // at the sessions alone

 private:
  using Sessions = std::vector<records::Session>;
  void ask();
  void ask_for_sessions();
  void ask_for_good();
  void ask_for_acts();
  void try_again();
  void hold_to(std::set<records::Hash> const& asked, Sessions const& good);
  void rest(std::chrono::milliseconds time);

  Uses const uses_;
  std::mutex mutex_;
  bool looking_ = false;
  bool again_ = false;
  boost::asio::steady_timer timer_;  // of who looks
};

}  // namespace callbackd::edge
