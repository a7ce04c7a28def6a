// AgentSession is one agent's WebSocket: JSON-RPC requests in, answers and notifications out.
// Everything but the three calls of the hub runs on the connection's I/O thread. It holds no
// routing state: the engine knows which connection controls the agent, and what the agent may do.
//
// It begins in kWaiting and has session_open_time for session.open. kOpening lasts while that is
// worked on: the token is resolved, then the engine opens the session. In kOpen every method is
// taken. kEnding is final: nothing is sent or taken any more. Requests are handled one after the
// other: while session.open or a look-up in the database is under way, later ones wait in waiting_.
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
  // `principal`: the user of the handshake's Authorization header, if it had one; session.open may
  // then come without a token. `peer`: the client's address.
  AgentSession(EdgeParts& parts, std::optional<Principal> principal, Trail::Address const& peer);
  ~AgentSession() override;

  void on_open(std::shared_ptr<WebSocketConnection> connection) override;
  void on_message(std::string_view text) override;
  void on_timer() override;
  void on_closed(CloseReason const& reason) override;

  // AgentHub calls these, on any thread.
  void notify(engine::AgentLinks::NotificationPtr notification) override;
  void superseded(std::uint64_t seq, base::Instant at) override;
  void token_ended(records::Hash const& token) override;

 private:
  enum class Phase { kWaiting, kOpening, kOpen, kEnding };
  struct PendingRequest {
    std::string id;  // of the JSON-RPC request, as JSON text: the answer repeats it
    wire::RpcRequest request;
  };

  void take(PendingRequest pending);
  void authenticated(PendingRequest const& pending, Resolved resolved);
  void opened(std::string const& id, engine::SessionReply reply);
  void take_waiting();
  bool keeps_waiting() const { return phase_ == Phase::kOpening || looking_up_; }
  // Defined in agent_methods.cpp. `then` is called with the session, on its I/O thread.
  struct Methods;
  void forward(PendingRequest const& pending);
  std::optional<core::Refusal> take_look_up();  // counts it, or says why it is refused
  template <class Then>
  void ask_core(PendingRequest const& pending, core::CommandBody command, Then then);
  template <class Question, class Then>
  void ask_records(Question question, Then then);
  void looked_up();
  void answer(std::string const& id, engine::Reply const& reply);  // with the engine's reply
  void refuse(std::string const& id, core::RefusalReason reason, std::string detail);
  void refuse(std::string const& id, core::Refusal refusal);
  // Sends a text that may leave only while the lease is held: everything that the engine released
  // or the database holds.
  void send_while_leased(std::string text);
  // Sends a text that stays true without the lease: refusals of the request's form, for example.
  void send(std::string text);
  void end(std::uint16_t code, std::string text);
  void watch_expiry();

  EdgeParts& parts_;
  std::optional<Principal> principal_;
  Trail::Address const peer_;
  std::shared_ptr<WebSocketConnection> connection_;
  std::uint64_t number_ = 0;
  Phase phase_ = Phase::kWaiting;
  base::AgentId agent_{};
  std::deque<PendingRequest> waiting_;  // requests that came while keeps_waiting()
  std::size_t opening_bytes_ = 0;       // of messages that came while session.open was under way
  bool looking_up_ = false;             // a look-up in the database is under way
  base::Pace look_ups_;                 // limits the look-ups of contacts
};

// Accepts or refuses a handshake of /v1/agent, by its Origin, its subprotocol and its token, if it
// has one.
void upgrade_agent(EdgeParts& parts, HttpRequest request, UpgradeResponder responder);
HttpResponse refusal_of_upgrade(wire::Problem const& problem);

}  // namespace callbackd::edge
