#include "engine/engine.hpp"

#include "engine/loop.hpp"

namespace callbackd::engine {
namespace {

constexpr char kBacklog[] = "too much is waiting to be committed";
constexpr char kDraining[] = "the server ends; ask again over a new connection";

Reply unavailable(std::string detail) {
  core::Refusal refusal;
  refusal.reason = core::RefusalReason::kUnavailable;
  refusal.detail = std::move(detail);
  Reply reply;
  reply.body = std::move(refusal);
  return reply;
}

// The commands of HTTP requests. They use the intake lane, so a flood of them delays no agent.
bool is_intake(core::CommandBody const& body) {
  return std::holds_alternative<core::EstimateQueue>(body) ||
         std::holds_alternative<core::ListSlots>(body) ||
         std::holds_alternative<core::ExplainCallback>(body) ||
         std::holds_alternative<core::LookCallback>(body) ||
         std::holds_alternative<core::ChangeCallback>(body) ||
         std::holds_alternative<core::CancelCallback>(body) ||
         std::holds_alternative<core::VoidManageToken>(body);
}

}  // namespace

Engine::Engine(boost::asio::io_context& context, Journal& journal, VoiceGateway& voice,
               Clock const& clock, AgentLinks& links, Recovered recovered, EngineOptions options)
    : loop_(std::make_shared<Loop>(context, journal, voice, clock, links, std::move(recovered),
                                   std::move(options))) {}

Engine::~Engine() = default;

void Engine::start(std::function<void()> ready) {
  loop_->start(std::move(ready));
}
void Engine::drain(std::function<void()> done) {
  loop_->drain(std::move(done));
}

void Engine::submit(core::CommandBody body, OnReply reply) {
  bool const intake = is_intake(body);
  if (intake && !loop_->takes_intake())
    return reply(unavailable(loop_->draining() ? kDraining : kBacklog));
  loop_->submit(
      [loop = loop_.get(), body = std::move(body), reply = std::move(reply)]() mutable {
        loop->run(std::move(body), std::move(reply));
      },
      intake ? Lane::kIntake : Lane::kAgents);
}

void Engine::post_callback(core::PostCallback body, std::optional<IdempotencyKey> key,
                           OnReply reply) {
  if (!loop_->takes_intake()) return reply(unavailable(loop_->draining() ? kDraining : kBacklog));
  loop_->submit(
      [loop = loop_.get(), body = std::move(body), key = std::move(key),
       reply = std::move(reply)]() mutable {
        loop->run_post(std::move(body), std::move(key), std::move(reply));
      },
      Lane::kIntake);
}

void Engine::agent_request(AgentRequest request, core::CommandBody body, OnReply reply) {
  if (!loop_->takes_agents()) return reply(unavailable(loop_->draining() ? kDraining : kBacklog));
  loop_->submit([loop = loop_.get(), request = std::move(request), body = std::move(body),
                 reply = std::move(reply)]() mutable {
    loop->run_agent(std::move(request), std::move(body), std::move(reply));
  });
}

void Engine::open_session(SessionRequest request, std::function<void(SessionReply)> reply) {
  loop_->submit(
      [loop = loop_.get(), request = std::move(request), reply = std::move(reply)]() mutable {
        loop->run_open(std::move(request), std::move(reply));
      });
}

void Engine::ping(base::AgentId agent, std::uint64_t connection, std::function<void(Pong)> reply) {
  if (!loop_->takes_agents()) {
    Pong refused;
    refused.refusal =
        std::get<core::Refusal>(unavailable(loop_->draining() ? kDraining : kBacklog).body);
    return reply(std::move(refused));
  }
  loop_->submit([loop = loop_.get(), agent, connection, reply = std::move(reply)] {
    loop->run_ping(agent, connection, reply);
  });
}

void Engine::connection_lost(std::uint64_t connection) {
  loop_->submit([loop = loop_.get(), connection] { loop->run_lost(connection); });
}

core::SitePtr Engine::site() const {
  return loop_->site();
}
void Engine::look_for_definition() {
  loop_->look_for_definition();
}
bool Engine::stalled() const {
  return loop_->stalled();
}

bool Engine::may_tell() const {
  return loop_->holds_lease();
}
bool Engine::takes_intake() const {
  return loop_->takes_intake();
}
EngineFigures const& Engine::figures() const {
  return loop_->figures;
}
core::Core const& Engine::core() const {
  return loop_->core();
}
base::Instant Engine::core_time() const {
  return loop_->core_time();
}

}  // namespace callbackd::engine
