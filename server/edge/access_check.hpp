// AccessCheck acts on a change of users, keys, tokens or roles. From then on the Authenticator does
// not use what it looked up before. Then one *check* asks the database three questions:
// - Which tokens of agents' connections are still good? A session is closed (4401) if its token
//   ended or its user is not an agent any more.
// - What are the hashes of all good tokens and keys? They are given to Authenticator::know_good().
// - Which administrative acts were not logged yet? They are written to the trail (trail.hpp).
// Edge makes the one AccessCheck, and EdgeParts holds it. Any thread.
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

// There is one check at a time. Another check follows it if something changed during the check, if
// the database did not answer, or if the database returned administrative acts, because there may
// be more of them.
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

  void access_changed();  // voids what the Authenticator remembers, and calls check()
  void check();           // begins a check, now or after the check that is under way

 private:
  using Sessions = std::vector<records::Session>;
  void begin_check_if_wanted();
  void ask_for_sessions();
  void ask_for_good_hashes();
  void log_new_admin_acts();
  void try_again();
  void close_sessions_not_in(std::set<records::Hash> const& asked, Sessions const& good);
  void pause(std::chrono::milliseconds time);

  Uses const uses_;
  std::mutex mutex_;
  bool checking_ = false;            // a check is under way, or the pause after one
  bool again_ = false;               // another check is wanted
  boost::asio::steady_timer timer_;  // used only by the check that is under way
};

}  // namespace callbackd::edge
