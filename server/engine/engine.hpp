// The loop around the core: gathers commands into batches, commits each in one transaction, then
// releases answers, notifications and voice orders in order. One thread owns it; submit… and stop
// are safe from any thread and only post. Never releases what is not committed, reads and refusals
// included; never dials for a server that lost its lease.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include <boost/asio/io_context.hpp>

#include "core/core.hpp"
#include "engine/figures.hpp"
#include "engine/messages.hpp"
#include "engine/options.hpp"
#include "engine/ports.hpp"

namespace callbackd::engine {

class Loop;

class Engine {
 public:
  Engine(boost::asio::io_context& context, Journal& journal, VoiceGateway& voice,
         Clock const& clock, AgentLinks& links, Recovered recovered, EngineOptions options);
  ~Engine();

  // Runs StartUp and the first batch; `ready` is called after its commit.
  void start(std::function<void()> ready);
  // Commits what was taken in, releases it, then calls `done`. Later intake is refused
  // (kUnavailable), everything else dropped.
  void drain(std::function<void()> done);

  // Intake is refused at once with kUnavailable beyond Limits::backlog_commands, while nothing can
  // be committed and while draining; agents' requests go first, and are refused only beyond
  // Limits::backlog_agent_requests.
  void submit(core::CommandBody body, OnReply reply);
  void post_callback(core::PostCallback body, std::optional<IdempotencyKey> key, OnReply reply);
  void agent_request(AgentRequest request, core::CommandBody body, OnReply reply);
  void open_session(SessionRequest request, std::function<void(SessionReply)> reply);
  // Waits for no commit, so that a client knows a slow database from a dead link.
  void ping(base::AgentId agent, std::uint64_t connection, std::function<void(Pong)> reply);
  void connection_lost(std::uint64_t connection);  // ignored unless it controls an agent

  core::SitePtr site() const;  // in force; any thread
  // One was proposed: do not wait for the next commit to tell. Any thread.
  void look_for_definition();
  bool stalled() const;  // nothing can be committed just now; any thread
  // Whether what was released may still leave: the lease is held, or the cell was given up in good
  // order. Any thread.
  bool may_tell() const;
  // Whether intake is taken just now; any thread. For those who would do much before they ask.
  bool takes_intake() const;
  EngineFigures const& figures() const;
  core::Core const& core() const;   // engine's thread; for the simulation, to sweep and render
  base::Instant core_time() const;  // engine's thread; of the last look at the clock

 private:
  std::shared_ptr<Loop> loop_;
};

}  // namespace callbackd::engine
