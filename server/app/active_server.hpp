// ActiveServer is everything that runs while this process holds the cell: journal, engine, voice
// and edge, connected to each other and to the public port. It only puts these parts together and
// decides nothing. Control (serve.cpp) makes the ActiveServer when the cell is taken, and owns it.
// The ActiveServer owns its threads. Its functions are called on the control thread, if no comment
// says otherwise.
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
  VoiceSettings voice;
  std::function<void(std::string why)> on_fatal;  // called on the engine's thread
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

  // Starts the engine. `ready` is called on the engine's thread after the first commit. From then
  // on serve() may be called.
  void start(std::function<void()> ready);
  void serve();  // from now on, requests and agents are answered
  // Refuses new requests, then commits and answers the requests that are being handled. Then it
  // gives the cell up, so that a standby can take it immediately. Then it closes the agents'
  // connections with code 1012, and calls `done` on a thread of this server.
  void drain(std::function<void()> done);
  // May be called after drain(). Closes the agents' connections with code 1012 now, without waiting
  // for requests that are being handled. A second call does nothing.
  void close_agent_connections();
  bool stalled() const { return engine_->stalled(); }
  Figures figures() const;
  // Runs `answer` on the engine's thread. So the call of `answer` proves that this thread still
  // works.
  void ask_engine(std::function<void()> answer);

 private:
  engine::EngineOptions engine_options(ActiveOptions const& options);

  // The members are made in the order in which they are written here. ~ActiveServer ends the
  // threads before any member is destroyed.
  Config const& config_;
  engine::SteadyClock clock_;
  // engine_thread_ comes before the members that post work to it (journal, records, logins), so
  // that it is destroyed after them.
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
