// Engine is the loop around the core. It gathers the effects of many commands in a batch, commits
// the batch in one transaction, and then releases its answers, notifications and voice orders in
// order. Nothing is released before it is committed, reads and refusals included, and nothing is
// dialled for a server that lost its lease.
//
// One thread, the one that runs `context`, does all this: the engine's thread. The members can be
// called from any thread, unless they say otherwise; a request is only posted, and its answer comes
// through the callback (OnReply in messages.hpp).
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

  // Call it once. Runs StartUp and the first batch. `ready` is called on the engine's thread when
  // that batch is committed. If a definition was proposed while no server ran, `ready` also waits
  // until the definition is adopted or refused.
  void start(std::function<void()> ready);
  // Commits what was taken in before, releases it, then calls `done` on the engine's thread. Later
  // requests are refused (kUnavailable); a later open_session or connection_lost is dropped without
  // an answer.
  void drain(std::function<void()> done);

  // submit() and post_callback(): intake (what websites ask) is refused at once with kUnavailable
  // beyond Limits::backlog_commands, while nothing can be committed, and while draining. Other
  // commands and agent_request go before intake; agent_request is refused only beyond
  // Limits::backlog_agent_requests and while draining.
  void submit(core::CommandBody body, OnReply reply);
  void post_callback(core::PostCallback body, std::optional<IdempotencyKey> key, OnReply reply);
  void agent_request(AgentRequest request, core::CommandBody body, OnReply reply);
  void open_session(SessionRequest request, std::function<void(SessionReply)> reply);
  // Answered without waiting for a commit, so that a client can tell a slow database from a broken
  // connection.
  void ping(base::AgentId agent, std::uint64_t connection, std::function<void(Pong)> reply);
  void connection_lost(std::uint64_t connection);  // ignored unless it controls an agent

  // The definition that the core uses; its adoption may not be committed yet.
  core::SitePtr site() const;
  // Call it when a definition was proposed. An idle engine then commits a heartbeat at once and so
  // learns of the proposal; a busy one learns of it with its next commit.
  void look_for_definition();
  bool stalled() const;  // nothing can be committed just now, or the lease ran out
  // Whether messages that were released may still leave: the lease is held, or the cell was given
  // up in good order.
  bool may_send() const;
  // Whether intake would be taken just now, for callers whose preparation is expensive. False
  // counts in EngineFigures::refused_backlog.
  bool takes_intake() const;
  EngineFigures const& figures() const;
  // Engine's thread; for the simulation, which checks the core's state.
  core::Core const& core() const;
  base::Instant core_time() const;  // engine's thread; as of the last step or look at the clock

 private:
  std::shared_ptr<Loop> loop_;
};

}  // namespace callbackd::engine
