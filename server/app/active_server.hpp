// Everything that runs once this process holds the cell: journal, engine, voice, edge and the
// public port, wired together. A composition root: it decides nothing. Called on the control thread
// unless a comment says otherwise; owns its threads.
#pragma once
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include "app/config.hpp"
#include "app/metrics.hpp"
#include "edge/edge.hpp"
#include "engine/engine.hpp"
#include "engine/steady_clock.hpp"
#include "storage/cell.hpp"
#include "storage/journal_writer.hpp"
#include "storage/record_store.hpp"
#include "voice/simulator.hpp"

namespace callbackd::app {

struct ActiveOptions {
  Config const& config;
  storage::Place place;
  std::string server_key;
  std::shared_ptr<edge::TlsKeys const> tls;       // null: plain HTTP only
  std::function<void(std::string why)> on_fatal;  // engine's thread
};

class ActiveServer {
 public:
  ActiveServer(ActiveOptions const& options, storage::Taken taken);
  ~ActiveServer();

  // Calls `ready` after the first commit (engine's thread): then the public port may be opened.
  void start(std::function<void()> ready);
  // Throws boost::system::system_error when the port cannot be had.
  std::uint16_t open_port();
  // Stops taking requests, answers what is under way, says 1012 to agents, commits, gives the cell
  // up; then `done`, on some thread of this server's.
  void drain(std::function<void()> done);
  bool stalled() const { return engine_->stalled(); }
  Figures figures() const;
  // Runs on the engine's thread: proof that it lives.
  void ask_engine(std::function<void()> answer);

 private:
  using Guard = boost::asio::executor_work_guard<boost::asio::io_context::executor_type>;
  struct Loop {  // an I/O context and the one thread that runs it
    boost::asio::io_context context{1};
    Guard guard{context.get_executor()};
    std::jthread thread;
    void run() {
      thread = std::jthread([this] { context.run(); });
    }
    void end() {
      context.stop();
      if (thread.joinable()) thread.join();
    }
  };
  engine::EngineOptions engine_options(ActiveOptions const& options);

  Config const& config_;
  std::shared_ptr<edge::TlsKeys const> tls_;
  engine::SteadyClock clock_;
  Loop engine_loop_;  // the loops go last: until their threads have ended, journal, records and
                      // logins post to them
  std::vector<std::unique_ptr<Loop>> io_loops_;
  storage::JournalWriter journal_;
  std::unique_ptr<storage::RecordStore> records_;
  edge::AgentHub hub_;
  voice::Simulator voice_;
  std::unique_ptr<engine::Engine> engine_;
  std::unique_ptr<edge::Edge> edge_;
  std::unique_ptr<edge::Listener> listener_;
};

}  // namespace callbackd::app
