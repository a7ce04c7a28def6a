// AgentSession is one agent's WebSocket: JSON-RPC requests come in, answers and notifications go
// out. It holds no routing state: the engine knows which connection controls the agent and what the
// agent may do. upgrade_agent() makes an AgentSession for each handshake that it accepts, and the
// WebSocketSession owns it. All functions run on the connection's I/O thread. Only the constructor
// and the three functions that AgentHub calls may run on any thread.
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

// The phases of a session: in kWaiting, session.open must come within session_open_time. In
// kOpening the token of session.open is looked up, and then the engine opens the session. In kOpen
// every method is accepted. kEnding is final: nothing is sent or accepted any more.
//
// Requests are begun in the order in which they came. While session.open or a look-up in the
// database is under way, later requests wait in waiting_.
class AgentSession : public WebSocketHandler,
                     public AgentConnection,
                     public std::enable_shared_from_this<AgentSession> {
 public:
  // `principal` is the user of the handshake's Authorization header, if there was such a header.
  // session.open then needs no token. `peer` is the client's address.
  AgentSession(EdgeParts& parts, std::optional<Principal> principal, Trail::Address const& peer);
  ~AgentSession() override;

  void on_open(std::shared_ptr<WebSocketConnection> connection) override;
  void on_message(std::string_view text) override;
  void on_timer() override;
  void on_closed(CloseReason const& reason) override;

  // AgentHub calls these three functions, on any thread.
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
  // These functions are defined in agent_methods.cpp. `then` is called with the session, on the
  // session's I/O thread.
  struct Methods;
  void forward(PendingRequest const& pending);
  std::optional<core::Refusal> take_look_up();  // counts a look-up, or refuses it
  template <class Then>
  void ask_core(PendingRequest const& pending, core::CommandBody command, Then then);
  template <class Question, class Then>
  void ask_records(Question question, Then then);
  void looked_up();
  void answer(std::string const& id, engine::Reply const& reply);  // with the engine's reply
  void refuse(std::string const& id, core::RefusalReason reason, std::string detail);
  void refuse(std::string const& id, core::Refusal refusal);
  // Logs and counts the refusal if its cause is a limit. Does nothing for other refusals. refuse()
  // and answer() call it once for each refusal that they send.
  void note_limit(core::Refusal const& refusal);
  // Sends a text that may be sent only while the server holds the lease, for example a notification
  // or an answer of the engine.
  void send_while_leased(std::string text);
  // Sends a text that stays true without the lease, for example a refusal because of the request's
  // form.
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
  std::size_t opening_bytes_ = 0;       // of messages that came during session.open
  bool looking_up_ = false;             // a look-up in the database is under way
  base::Pace look_ups_;                 // limits the look-ups of contacts
};

// Accepts or refuses a handshake of /v1/agent. Checks the Origin, the subprotocol and, if there is
// one, the token. Is called on the connection's I/O thread; if the token must be looked up, the
// answer is given on a thread of the database's pool.
void upgrade_agent(EdgeParts& parts, HttpRequest request, UpgradeResponder responder);
HttpResponse refusal_of_upgrade(wire::Problem const& problem);

}  // namespace callbackd::edge
