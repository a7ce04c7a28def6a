#include "edge/agent_session.hpp"

#include <boost/asio/post.hpp>

#include "edge/phone_numbers.hpp"
#include "edge/request_source.hpp"
#include "wire/problem.hpp"
#include "wire/rpc_answers.hpp"

namespace callbackd::edge {
namespace {

constexpr std::uint16_t kTokenEnded = 4401;
constexpr std::uint16_t kSuperseded = 4409;
constexpr std::uint16_t kTooManyTokens = 4429;
// The expiry of the token is checked again after this time at the latest, because the clock may be
// set in between.
constexpr std::chrono::minutes kExpiryLookedAtEvery{1};
// How many requests may wait while another request is under way. A client that keeps to its rate
// needs a few seconds to send this many.
constexpr std::size_t kWaitingMost = 800;

core::Refusal refusal_of(core::RefusalReason reason, std::string detail) {
  core::Refusal refusal;
  refusal.reason = reason;
  refusal.detail = std::move(detail);
  return refusal;
}

}  // namespace

AgentSession::AgentSession(EdgeParts& parts, std::optional<Principal> principal,
                           Trail::Address const& peer)
    : parts_(parts), principal_(std::move(principal)), peer_(peer) {}

AgentSession::~AgentSession() = default;

void AgentSession::on_open(std::shared_ptr<WebSocketConnection> connection) {
  connection_ = std::move(connection);
  number_ = parts_.hub.add(weak_from_this());
  if (principal_) parts_.hub.showed(number_, principal_->token_hash);
  connection_->set_timer(base::kLimits.session_open_time);
}

void AgentSession::on_timer() {
  if (phase_ == Phase::kWaiting)
    return end(close_code::kPolicy, "No session.open arrived in time.");
  if (phase_ == Phase::kOpening)
    return connection_->set_timer(base::kLimits.session_open_time);  // the server has to answer
  if (parts_.clock.now() >= principal_->expires_at)
    return end(kTokenEnded, "The session token has expired.");
  watch_expiry();
}

void AgentSession::watch_expiry() {
  auto const left =
      std::chrono::ceil<std::chrono::milliseconds>(principal_->expires_at - parts_.clock.now());
  connection_->set_timer(std::clamp<std::chrono::milliseconds>(left, std::chrono::milliseconds{1},
                                                               kExpiryLookedAtEvery));
}

void AgentSession::on_closed(CloseReason const& reason) {
  if (reason.code == close_code::kPolicy) {
    parts_.trail.limit_reached(trail_word::kWebSocketPolicy, peer_);
  }
  phase_ = Phase::kEnding;
  parts_.hub.remove(number_);
  parts_.engine.connection_lost(number_);
}

void AgentSession::on_message(std::string_view text) {
  if (phase_ == Phase::kEnding) return;
  auto decoded = wire::read_rpc_request(text, parts_.clock.now());
  if (decoded.error) {
    return send(wire::envelope(decoded.id_json, wire::encode_error(*decoded.error), true));
  }
  PendingRequest pending{std::move(decoded.id_json), std::move(decoded.request)};
  if (!keeps_waiting()) return take(std::move(pending));
  if (phase_ == Phase::kOpening) opening_bytes_ += text.size();
  if (waiting_.size() == kWaitingMost || opening_bytes_ > base::kLimits.bytes_before_session)
    return end(close_code::kPolicy, "Too many requests were sent before the first was answered.");
  waiting_.push_back(std::move(pending));
}

// Handles the next request. Before the session is open, every request except session.open is
// refused.
void AgentSession::take(PendingRequest pending) {
  bool const opens = std::holds_alternative<wire::OpenSession>(pending.request.method);
  if (phase_ == Phase::kOpen) return forward(pending);
  if (!opens) {
    return refuse(pending.id, core::RefusalReason::kUnauthenticated,
                  "No session is open: send session.open first.");
  }
  phase_ = Phase::kOpening;
  auto const& open = std::get<wire::OpenSession>(pending.request.method);
  if (open.token.empty()) {
    return authenticated(pending,
                         principal_ ? Resolved(*principal_) : Resolved(AuthFailure::kMissing));
  }
  parts_.authenticator.resolve_token(
      open.token, source_of(peer_), [self = shared_from_this(), pending](Resolved resolved) {
        self->connection_->run([self, pending, resolved = std::move(resolved)]() mutable {
          self->authenticated(pending, std::move(resolved));
        });
      });
}

// Called when the token of session.open was looked up. The connection is ended if the token is not
// a good session token of a user, or if its source has shown too many bad tokens. If the token
// could not be looked up, or the user is not an agent, only the request is refused. The client may
// then send session.open again.
void AgentSession::authenticated(PendingRequest const& pending, Resolved resolved) {
  if (phase_ != Phase::kOpening) return;
  if (auto const* refusal = std::get_if<core::Refusal>(&resolved)) {
    refuse(pending.id, *refusal);
    return end(kTooManyTokens, "Too many invalid tokens were sent from this address.");
  }
  auto* principal = std::get_if<Principal>(&resolved);
  if (principal == nullptr || principal->kind != Principal::Kind::kUser) {
    auto const* failure = std::get_if<AuthFailure>(&resolved);
    if (failure != nullptr && *failure == AuthFailure::kUnavailable) {
      phase_ = Phase::kWaiting;
      refuse(pending.id, core::RefusalReason::kUnavailable,
             "The token cannot be checked at the moment; try again later.");
      return take_waiting();
    }
    auto const& token = std::get<wire::OpenSession>(pending.request.method).token;
    parts_.trail.auth_failed(
        principal == nullptr ? bad_token_reason(token) : trail_word::kForbidden, peer_);
    refuse(pending.id, core::RefusalReason::kUnauthenticated, "A valid session token is required.");
    return end(kTokenEnded, "The session token is not valid.");
  }
  if (!principal->has_role(core::Role::kAgent)) {
    phase_ = Phase::kWaiting;
    parts_.trail.auth_failed(trail_word::kForbidden, peer_);
    refuse(pending.id, core::RefusalReason::kForbidden,
           "Only a user with the role agent can open a session.");
    return take_waiting();
  }
  principal_ = std::move(*principal);
  parts_.hub.showed(number_, principal_->token_hash);
  auto const& open = std::get<wire::OpenSession>(pending.request.method);
  engine::SessionRequest request;
  request.login = principal_->user.login;
  request.connection = number_;
  request.resume_session_id = open.resume_session_id;
  request.resume_last_seq = open.resume_last_seq;
  parts_.engine.open_session(
      std::move(request), [self = shared_from_this(), id = pending.id](engine::SessionReply reply) {
        self->connection_->run(
            [self, id, reply = std::move(reply)]() mutable { self->opened(id, std::move(reply)); });
      });
}

// Called when the engine has opened or refused the session. The order of what is sent matters.
// First comes the answer to session.open, then the notifications that a resumed session missed,
// then new notifications.
void AgentSession::opened(std::string const& id, engine::SessionReply reply) {
  if (phase_ != Phase::kOpening) return;
  auto const* view = std::get_if<core::SessionView>(&reply.reply.body);
  if (view == nullptr) {
    phase_ = Phase::kWaiting;
    answer(id, reply.reply);
    return take_waiting();
  }
  phase_ = Phase::kOpen;
  opening_bytes_ = 0;
  connection_->session_opened(principal_->user.login);
  agent_ = view->agent;
  wire::SessionFacts const facts{reply.session_id, reply.seq, reply.resumed, reply.at,
                                 principal_->user.roles};
  send_while_leased(
      wire::envelope(id, wire::encode_session(*view, facts, reply.reply.details), false));
  for (auto const& missed : reply.missed) {
    send_while_leased(
        wire::encode_notification({missed->seq, missed->at}, missed->body, missed->details));
  }
  watch_expiry();
  // If users, keys, tokens or roles changed after the token was looked up, the AccessCheck that
  // followed the change may not have seen this session. So another check is asked for.
  if (principal_->access != parts_.authenticator.access()) parts_.access_check->check();
  take_waiting();
}

void AgentSession::take_waiting() {
  while (!waiting_.empty() && !keeps_waiting() && phase_ != Phase::kEnding) {
    auto pending = std::move(waiting_.front());
    waiting_.pop_front();
    take(std::move(pending));
  }
}

void AgentSession::answer(std::string const& id, engine::Reply const& reply) {
  if (!reply.answer_json.empty())
    return send_while_leased(wire::envelope(id, reply.answer_json, reply.is_error));
  if (auto const* refusal = std::get_if<core::Refusal>(&reply.body)) {
    // Nothing was done for the request, so this answer is also valid without the lease.
    if (refusal->reason == core::RefusalReason::kUnavailable) return refuse(id, *refusal);
    note_limit(*refusal);
  }
  auto const [json, is_error] = wire::encode_answer(reply.body, reply.details);
  send_while_leased(wire::envelope(id, json, is_error));
}

void AgentSession::refuse(std::string const& id, core::RefusalReason reason, std::string detail) {
  refuse(id, refusal_of(reason, std::move(detail)));
}

void AgentSession::refuse(std::string const& id, core::Refusal refusal) {
  note_limit(refusal);
  auto const [json, is_error] = wire::encode_answer(std::move(refusal), {});
  send(wire::envelope(id, json, is_error));
}

void AgentSession::note_limit(core::Refusal const& refusal) {
  if (refusal.reason != core::RefusalReason::kLimitReached) return;
  parts_.trail.limit_reached(
      refusal.limit ? core::to_text(*refusal.limit) : wire::to_text(wire::problem_of(refusal).code),
      peer_);
}

void AgentSession::send_while_leased(std::string text) {
  connection_->send(std::make_shared<std::string const>(std::move(text)),
                    Validity::kWhileLeaseHeld);
}

void AgentSession::send(std::string text) {
  connection_->send(std::make_shared<std::string const>(std::move(text)), Validity::kAlways);
}

void AgentSession::end(std::uint16_t code, std::string text) {
  phase_ = Phase::kEnding;
  connection_->close({code, std::move(text)});
}

void AgentSession::notify(engine::AgentLinks::NotificationPtr notification) {
  connection_->run([self = shared_from_this(), notification] {
    if (self->phase_ == Phase::kEnding) return;
    self->send_while_leased(wire::encode_notification({notification->seq, notification->at},
                                                      notification->body, notification->details));
  });
}

void AgentSession::superseded(std::uint64_t seq, base::Instant at) {
  connection_->run([self = shared_from_this(), seq, at] {
    if (self->phase_ == Phase::kEnding) return;
    self->send_while_leased(wire::encode_superseded({seq, at}));
    self->end(kSuperseded, "A newer session of this agent took over.");
  });
}

void AgentSession::token_ended(records::Hash const& token) {
  connection_->run([self = shared_from_this(), token] {
    if (self->phase_ == Phase::kEnding || !self->principal_) return;
    if (self->principal_->token_hash == token) {
      self->end(kTokenEnded, "The token was revoked, or its user is not an agent any more.");
    }
  });
}

}  // namespace callbackd::edge
