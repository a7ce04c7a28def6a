// One agent's WebSocket: JSON-RPC requests in, answers and notifications out. Everything but the
// three hub calls runs on the connection's I/O thread. Holds no routing state: who controls the
// agent, and what is next, the engine knows.
#pragma once
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "base/pace.hpp"
#include "edge/agent_hub.hpp"
#include "edge/net/web_socket.hpp"
#include "edge/parts.hpp"
#include "wire/problem.hpp"
#include "wire/rpc_requests.hpp"

namespace callbackd::edge {

class AgentSession : public WebSocketHandler,
                     public AgentConnection,
                     public std::enable_shared_from_this<AgentSession> {
 public:
  // `principal`: from the upgrade's Authorization header, if it had one. `peer`: who asks.
  AgentSession(EdgeParts& parts, std::optional<Principal> principal, Trail::Address const& peer);
  ~AgentSession() override;

  void on_open(std::shared_ptr<WebSocketConnection> connection) override;
  void on_message(std::string_view text) override;
  void on_timer() override;
  void on_closed(CloseReason const& reason) override;

  // from the hub, on any thread
  void notify(engine::AgentLinks::NotificationPtr notification) override;
  void superseded(std::uint64_t seq, base::Instant at) override;
  void token_ended(records::Hash const& token) override;

 private:
  enum class Phase { kWaiting, kOpening, kOpen, kEnding };
  struct Asked {
    std::string id;  // JSON text, to be echoed
    wire::RpcRequest request;
  };

  void take(Asked asked);
  void authenticated(Asked const& asked, Resolved resolved);
  void opened(std::string const& id, engine::SessionReply reply);
  void take_waiting();
  bool keeps_waiting() const { return phase_ == Phase::kOpening || looking_up_; }
  // agent_methods.cpp: what answers each method. `then` is called with the session on its thread.
  struct Methods;
  void forward(Asked const& asked);
  std::optional<core::Refusal> take_look_up();  // counts it, or says why it is refused
  template <class Then>
  void ask_core(Asked const& asked, core::CommandBody command, Then then);
  template <class Question, class Then>
  void ask_records(Question question, Then then);
  void looked_up();
  void answer(std::string const& id, engine::Reply const& reply);  // the engine's
  void refuse(std::string const& id, core::RefusalReason reason, std::string detail);
  void refuse(std::string const& id, core::Refusal refusal);
  void tell(std::string text);  // what the engine released, or the database holds
  void say(std::string text);   // what no lease stands behind
  void end(std::uint16_t code, std::string text);
  void watch_expiry();

  EdgeParts& parts_;
  std::optional<Principal> principal_;
  Trail::Address const peer_;
  std::shared_ptr<WebSocketConnection> connection_;
  std::uint64_t number_ = 0;
  Phase phase_ = Phase::kWaiting;
  base::AgentId agent_{};
  std::deque<Asked> waiting_;      // came while session.open or a contact's number was under way
  std::size_t opening_bytes_ = 0;  // of messages that came while session.open was under way
  bool looking_up_ = false;
  base::Pace look_ups_;  // of contacts' numbers
};

// Decides about a handshake for /v1/agent: subprotocol, Origin, token.
void upgrade_agent(EdgeParts& parts, HttpRequest request, UpgradeResponder responder);
HttpResponse refusal_of_upgrade(wire::Problem const& problem);

}  // namespace callbackd::edge
