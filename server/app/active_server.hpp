// ActiveServer is everything that runs once this process holds the cell: journal, engine, voice and
// edge, wired together and to the public port. A composition root: it decides nothing. Called on
// the control thread unless a comment says otherwise; owns its threads.
#pragma once
#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "app/config.hpp"
#include "app/metrics.hpp"
#include "app/public_port.hpp"
#include "app/voice_gateway.hpp"
#include "edge/edge.hpp"
#include "engine/engine.hpp"
#include "engine/steady_clock.hpp"
#include "storage/cell.hpp"
#include "storage/journal_writer.hpp"
#include "storage/record_store.hpp"

namespace callbackd::app {

struct ServerKeys {
  std::string present;
  std::string previous;  // empty: none
};

struct ActiveOptions {
  Config const& config;
  storage::DatabaseLocation location;
  ServerKeys keys;
  VoiceChoice voice;
  std::function<void(std::string why)> on_fatal;  // engine's thread
};

// The parts that are made before the cell is taken.
struct Prepared {
  std::unique_ptr<PublicPort> port;
  std::unique_ptr<storage::RecordStore> records;
};

class ActiveServer {
 public:
  ActiveServer(ActiveOptions const& options, storage::TakenCell taken, Prepared prepared);
  ~ActiveServer();

  // Calls `ready` after the first commit (engine's thread): then serve() may follow.
  void start(std::function<void()> ready);
  void serve();  // requests and agents, from now on
  // Refuses new requests, commits and answers those under way, and gives the cell up, so that a
  // standby can go on at once. Then closes the agents' connections with 1012 and calls `done`, on a
  // thread of this server.
  void drain(std::function<void()> done);
  // After drain(): closes the agents' connections with 1012 now, without waiting for what is under
  // way. A second call does nothing.
  void close_agent_connections();
  bool stalled() const { return engine_->stalled(); }
  Figures figures() const;
  // Runs `answer` on the engine's thread: a proof that this thread lives.
  void ask_engine(std::function<void()> answer);

 private:
  engine::EngineOptions engine_options(ActiveOptions const& options);

  // The order of the members is the order in which they are made; ~ActiveServer ends threads before
  // any member is destroyed.
  Config const& config_;
  engine::SteadyClock clock_;
  // Before the members that post to it (journal, records, logins), so it is destroyed after them.
  IoThread engine_thread_;
  std::unique_ptr<PublicPort> port_;
  std::unique_ptr<storage::LeaseKeeper> keeper_;  // until the first commit
  storage::JournalWriter journal_;
  std::unique_ptr<storage::RecordStore> records_;
  std::map<std::string, std::uint64_t> rows_left_out_{{"callback", 0}};
  edge::AgentHub hub_;
  GatewayAndFigures voice_;
  std::unique_ptr<engine::Engine> engine_;
  std::unique_ptr<edge::Edge> edge_;
  std::function<void()> on_drained_;
  std::atomic<bool> agents_closed_ = false;
};

}  // namespace callbackd::app
