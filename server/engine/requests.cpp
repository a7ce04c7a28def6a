// The functions that take requests into the engine. A request comes in on any thread (Engine) and
// waits in the inbox. On the engine's thread (Loop) it becomes a command for the core. Its answer
// goes out when its batch is released (release.cpp).
#include "base/check.hpp"
#include "engine/engine.hpp"
#include "engine/loop.hpp"

namespace callbackd::engine {
namespace {

// Marks the answer to the command that the core is doing now. All other releases are notifications
// or voice orders.
constexpr core::RequestRef kAsker{1};

constexpr char kBacklog[] = "Too many requests are waiting; try again later.";
constexpr char kDraining[] = "The server is ending: ask again over a new connection.";

// Whether a command uses the intake lane, where a very large number of commands cannot delay
// agents. These are all commands of HTTP requests except two. PostCallback uses this lane, too, but
// comes through post_callback(). AdoptDefinition (the dry run of an admin) uses the lane of agents.
bool is_intake(core::CommandBody const& body) {
  return std::holds_alternative<core::EstimateQueue>(body) ||
         std::holds_alternative<core::ListSlots>(body) ||
         std::holds_alternative<core::ExplainCallback>(body) ||
         std::holds_alternative<core::GetCallback>(body) ||
         std::holds_alternative<core::ChangeCallback>(body) ||
         std::holds_alternative<core::CancelCallback>(body) ||
         std::holds_alternative<core::VoidManageToken>(body);
}

core::Refusal reused_request_id() {
  core::Refusal refusal;
  refusal.reason = core::RefusalReason::kInvalidFields;
  refusal.detail = "This request_id was used for another request within five minutes.";
  refusal.errors.push_back({"request_id", "reused",
                            "Must not be the request_id of another request within five minutes."});
  return refusal;
}

core::Refusal refusal_of(core::RefusalReason reason, std::string detail) {
  core::Refusal refusal;
  refusal.reason = reason;
  refusal.detail = std::move(detail);
  return refusal;
}

core::Refusal superseded() {
  return refusal_of(core::RefusalReason::kUnauthenticated,
                    "A newer session of this agent took over.");
}

Reply unavailable(bool draining) {
  Reply reply;
  reply.body = refusal_of(core::RefusalReason::kUnavailable, draining ? kDraining : kBacklog);
  return reply;
}

}  // namespace

void Engine::submit(core::CommandBody body, OnReply reply) {
  bool const intake = is_intake(body);
  if (intake && !loop_->takes_intake()) return reply(unavailable(loop_->draining()));
  loop_->submit(
      [loop = loop_.get(), body = std::move(body), reply = std::move(reply)]() mutable {
        loop->run(std::move(body), std::move(reply));
      },
      intake ? Lane::kIntake : Lane::kAgents);
}

void Engine::post_callback(core::PostCallback body, std::optional<IdempotencyKey> key,
                           OnReply reply) {
  if (!loop_->takes_intake()) return reply(unavailable(loop_->draining()));
  loop_->submit(
      [loop = loop_.get(), body = std::move(body), key = std::move(key),
       reply = std::move(reply)]() mutable {
        loop->run_post(std::move(body), std::move(key), std::move(reply));
      },
      Lane::kIntake);
}

void Engine::agent_request(AgentRequest request, core::CommandBody body, OnReply reply) {
  if (!loop_->takes_agents()) return reply(unavailable(loop_->draining()));
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
    refused.refusal = std::get<core::Refusal>(unavailable(loop_->draining()).body);
    return reply(std::move(refused));
  }
  loop_->submit([loop = loop_.get(), agent, connection, reply = std::move(reply)] {
    loop->run_ping(agent, connection, reply);
  });
}

void Engine::connection_lost(std::uint64_t connection) {
  loop_->submit([loop = loop_.get(), connection] { loop->run_lost(connection); });
}

std::size_t Loop::ask(core::CommandBody body, OnReply reply) {
  auto& releases = gathering_.effects.releases;
  auto const before = releases.size();
  auto const now = core_now();
  core_.step(now, core::Command{base::Serial{++serial_}, kAsker, std::move(body)},
             gathering_.effects);
  gathering_.at = now;
  ++gathering_.commands;
  for (auto index = before; index < releases.size(); ++index) {
    auto const* answer = std::get_if<core::Answer>(&releases[index]);
    if (answer == nullptr) continue;
    PendingReply pending;
    pending.release = index;
    pending.reply = std::move(reply);
    gathering_.replies.push_back(std::move(pending));
    return index;
  }
  base::contract_violated("every request is answered in its own step", __FILE__, __LINE__);
}

core::AnswerBody const& Loop::answer_at(std::size_t index) const {
  return std::get<core::Answer>(gathering_.effects.releases[index]).body;
}

std::size_t Loop::add_answer(core::AnswerBody body, OnReply reply) {
  auto& releases = gathering_.effects.releases;
  releases.push_back(core::Answer{kAsker, std::move(body)});
  PendingReply pending;
  pending.release = releases.size() - 1;
  pending.reply = std::move(reply);
  gathering_.replies.push_back(std::move(pending));
  ++gathering_.commands;
  return releases.size() - 1;
}

void Loop::run(core::CommandBody body, OnReply reply) {
  ask(std::move(body), std::move(reply));
}

void Loop::run_post(core::PostCallback body, std::optional<IdempotencyKey> key, OnReply reply) {
  auto const now = time_.last();
  if (key) {
    if (auto const* use = keys_.find(*key, now)) {
      // The number of the newest committed batch. The batch in flight, if there is one, has the
      // number journal_seq_, and all batches before it are committed.
      auto const committed = journal_seq_ - (in_flight_ ? 1 : 0);
      if (use->body_hash != key->body_hash) {
        add_answer(refusal_of(core::RefusalReason::kIdempotencyMismatch,
                              "This Idempotency-Key was used with another body."),
                   std::move(reply));
      } else if (use->journal_seq > committed) {
        add_answer(refusal_of(core::RefusalReason::kIdempotencyInProgress,
                              "The first request with this Idempotency-Key is still being "
                              "processed; try again later."),
                   std::move(reply));
      } else {
        auto const callback = use->callback;
        ask(core::GetCallback{callback}, std::move(reply));
        gathering_.replies.back().first_callback = callback;
      }
      return;
    }
  }
  auto const id = body.id;
  auto const index = ask(std::move(body), std::move(reply));
  // A key can be used again after a post that was refused, so only a successful post is remembered
  // here.
  if (!key || !std::holds_alternative<core::CallbackView>(answer_at(index))) return;
  gathering_.idempotency.push_back({key->site, key->key_hash, key->body_hash, id, gathering_.at});
  keys_.add(*key, RecentKeys::Use{key->body_hash, id, journal_seq_ + 1}, gathering_.at);
}

void Loop::run_agent(AgentRequest request, core::CommandBody body, OnReply reply) {
  if (!request.request_id.empty()) {
    if (auto const* first = memory_.find(request.login, request.request_id, time_.last())) {
      if (first->request_hash != request.request_hash) {
        add_answer(reused_request_id(), std::move(reply));
        return;
      }
      if (first->answer_json.empty()) {
        add_answer(
            refusal_of(core::RefusalReason::kLimitReached,
                       "This request was answered before, and its answer is not kept any more."),
            std::move(reply));
        return;
      }
      // The first answer may not be committed yet: it may be in this batch or in the batch in
      // flight. The answer to the repeat is added after it, so it is also sent after it.
      add_answer(core::Nothing{},
                 [reply = std::move(reply), text = first->answer_json](Reply mine) {
                   mine.is_error = text.starts_with('!');
                   mine.answer_json = text.substr(1);
                   reply(std::move(mine));
                 });
      return;
    }
  }
  if (request.connection !=
      controller(request.agent)) {  // A newer session took control, or the session has ended.
    add_answer(superseded(), std::move(reply));
    return;
  }
  if (!request.request_id.empty() && !memory_.has_room(request.login)) {
    add_answer(refusal_of(core::RefusalReason::kLimitReached,
                          "Too many requests with a request_id were sent within five minutes."),
               std::move(reply));
    return;
  }
  auto const* const note = std::get_if<core::SetNote>(&body);
  auto refusal = beyond_limit(request.login, request.bound, note ? note->text.size() : 0);
  // The refusal is not remembered, because the same request may succeed a little later.
  if (refusal) {
    add_answer(std::move(*refusal), std::move(reply));
    return;
  }
  bool const logout = std::holds_alternative<core::CloseSession>(body);
  auto const index = ask(std::move(body), std::move(reply));
  if (!request.request_id.empty()) remember(request, index);
  if (logout && !std::holds_alternative<core::Refusal>(answer_at(index))) {
    controlled_.erase(std::exchange(controller(request.agent), 0));
  }
}

std::optional<core::Refusal> Loop::beyond_limit(std::string const& login, base::Bound bound,
                                                std::size_t note_bytes) {
  return agent_limits_.take(login, bound, note_bytes, core_now());
}

// Remembers the answer to a request_id. The stored text begins with '!' for an error and with '.'
// for a result, because a row (RememberedAnswer) has only one text for both.
void Loop::remember(AgentRequest const& request, std::size_t answer) {
  auto const& body = answer_at(answer);
  if (auto const* refusal = std::get_if<core::Refusal>(&body);
      refusal != nullptr && refusal->reason == core::RefusalReason::kUnavailable) {
    return;  // kUnavailable soon passes, so the next try may succeed
  }
  auto const [text, is_error] = options_.encode_answer(body, details_.shown(body));
  RememberedAnswer row;
  row.login = request.login;
  row.request_id = request.request_id;
  row.request_hash = request.request_hash;
  row.answer_json = (is_error ? '!' : '.') + text;
  row.at = gathering_.at;
  memory_.remember(row);
  gathering_.remembered.push_back(std::move(row));
}

void Loop::run_open(SessionRequest request, std::function<void(SessionReply)> reply) {
  auto refusal = beyond_limit(request.login, base::Bound::kAgentSessions, 0);
  auto const index = refusal ? add_answer(std::move(*refusal), nullptr)
                             : ask(core::OpenSession{request.login}, nullptr);
  auto& pending = gathering_.replies.back();
  // The new connection gets control now, before the commit of this step. From now on requests of
  // the older connection are refused.
  if (auto const* view = std::get_if<core::SessionView>(&answer_at(index))) {
    auto& in_control = controller(view->agent);
    controlled_.erase(in_control);
    in_control = request.connection;
    controlled_[request.connection] = view->agent;
  }
  pending.session = std::move(request);
  pending.session_reply = std::move(reply);
}

// Answers a ping. A pong shows only what was released already, so it need not wait for a commit.
void Loop::run_ping(base::AgentId agent, std::uint64_t connection,
                    std::function<void(Pong)> const& reply) {
  Pong pong;
  if (connection != controller(agent)) pong.refusal = superseded();
  pong.at = core_now();
  pong.seq = log(agent).seq();
  reply(std::move(pong));
}

void Loop::run_lost(std::uint64_t connection) {
  auto const found = controlled_.find(connection);
  // This connection controls no agent: another connection took over, the agent logged out, or no
  // session was opened.
  if (found == controlled_.end()) return;
  auto const agent = found->second;
  controlled_.erase(found);
  controller(agent) = 0;
  log(agent).disconnect(connection);
  step(core::SessionLost{agent});
}

AgentLog& Loop::log(base::AgentId agent) {
  auto const index = static_cast<std::size_t>(agent);
  if (logs_.size() <= index) logs_.resize(index + 1);
  return logs_[index];
}

std::uint64_t& Loop::controller(base::AgentId agent) {
  auto const index = static_cast<std::size_t>(agent);
  if (controllers_.size() <= index) controllers_.resize(index + 1, 0);
  return controllers_[index];
}

}  // namespace callbackd::engine
