// Engine is the loop around the core. It gathers the effects of many commands in a batch and
// commits the batch in one transaction. Then it releases (sends) the batch's answers, notifications
// and voice orders in order. If a batch has something to commit, its answers to reads and its
// refusals wait for the commit too. A server that lost its lease dials nobody. All this is done on
// the engine's thread, which is the thread that runs `context`. The members can be called from any
// thread, except those whose comment names another one. A function that takes a request posts it to
// the engine's thread and returns. The answer comes through a function that the caller gives, for
// example OnReply (messages.hpp). ActiveServer makes and owns the Engine.
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

  // Call it once. Lets the core do the command StartUp, which is the first batch. `ready` is called
  // on the engine's thread when that batch is committed. If a definition was proposed while no
  // server ran, `ready` also waits until the definition is adopted or refused.
  void start(std::function<void()> ready);
  // Finishes the requests that came before this call: commits their batch and releases it. Then
  // calls `done` on the engine's thread. Requests of websites and agents that come after this call
  // are refused (kUnavailable). Everything else that comes after this call may be dropped without
  // an answer, for example open_session or connection_lost.
  void drain(std::function<void()> done);

  // Requests of websites are called intake. (Some requests of users over HTTP are intake, too.)
  // submit() and post_callback() refuse intake immediately, with kUnavailable, in three cases.
  // First: the number of waiting requests has reached Limits::backlog_commands. Second: nothing can
  // be committed just now. Third: the engine drains. Everything that is not intake goes before
  // intake (inbox.hpp). agent_request() and ping() refuse in two cases: the number of waiting tasks
  // in the agents' lane has reached Limits::backlog_agent_requests, or the engine drains.
  void submit(core::CommandBody body, OnReply reply);
  void post_callback(core::PostCallback body, std::optional<IdempotencyKey> key, OnReply reply);
  void agent_request(AgentRequest request, core::CommandBody body, OnReply reply);
  void open_session(SessionRequest request, std::function<void(SessionReply)> reply);
  // Answers a ping without waiting for a commit, so that a client can tell a slow database from a
  // broken connection.
  void ping(base::AgentId agent, std::uint64_t connection, std::function<void(Pong)> reply);
  void connection_lost(std::uint64_t connection);  // ignored if it controls no agent

  // Returns the site definition that the core uses. The batch that adopts it may not be committed
  // yet.
  core::SitePtr site() const;
  // Call it when a definition was proposed. If no batch is in flight, the engine makes a commit
  // now, and the result of this commit names the proposal. If a batch is in flight, the result of
  // its commit or of the next commit names the proposal.
  void look_for_definition();
  bool stalled() const;  // nothing can be committed just now, or the lease ran out
  // Whether released messages may still be sent. True while the lease is held. Also true after a
  // finished drain(): then nothing new is done, so the lease no longer matters.
  bool may_send() const;
  // Whether a request of a website would be taken just now. Callers ask this before expensive work
  // for such a request. If the result is false and the engine does not drain, one more refused
  // request is counted in EngineFigures::refused_backlog.
  bool takes_intake() const;
  EngineFigures const& figures() const;
  // Returns the core, so that the simulation can check its state. Engine's thread only.
  core::Core const& core() const;
  // The core's time, as of the last time that it was read or moved on. Engine's thread only.
  base::Instant core_time() const;

 private:
  std::shared_ptr<Loop> loop_;
};

}  // namespace callbackd::engine
