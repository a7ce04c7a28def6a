// Everything that runs once this process holds the cell: journal, engine, voice, edge and the public port, wired together.
// A composition root: it decides nothing. Made and destroyed on the control thread; owns its threads.
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
  std::function<void(std::string why)> on_fatal;  // engine's thread
};

class ActiveServer {
 public:
  ActiveServer(ActiveOptions const& options, storage::Taken taken);
  ~ActiveServer();

  // Opens the public port after the first commit, then calls `ready` with the port (engine's thread).
  void start(std::function<void(std::uint16_t port)> ready);
  // Stops taking requests, answers what is under way, says 1012 to agents, commits, gives the cell up; then `done`, on some
  // thread of this server's.
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
  };
  engine::EngineOptions engine_options(ActiveOptions const& options);
  void open_port(Config const& config, std::function<void(std::uint16_t)> const& ready);

  Config const& config_;
  engine::SteadyClock clock_;
  storage::JournalWriter journal_;
  storage::RecordStore records_;
  edge::AgentHub hub_;
  Loop engine_loop_;
  voice::Simulator voice_;
  std::unique_ptr<engine::Engine> engine_;
  std::unique_ptr<edge::Edge> edge_;
  std::vector<std::unique_ptr<Loop>> io_loops_;
  std::unique_ptr<edge::Listener> listener_;
};

}  // namespace callbackd::app
