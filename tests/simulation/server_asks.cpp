// The requests to a simulated server, and its answers. Part of Server, which server.hpp declares.
#include "simulation/server.hpp"
#include "simulation/text.hpp"

namespace callbackd::simulation {

engine::OnReply Server::judged(core::CommandBody body, engine::OnReply reply) {
  int const counted = draining_ ? 0 : 1;
  unanswered_ += counted;
  return [this, counted, body = std::move(body), reply = std::move(reply)](engine::Reply said) {
    unanswered_ -= counted;
    if (dead_) return;
    auto const* refusal = std::get_if<core::Refusal>(&said.body);
    bool const passing = refusal && refusal->reason == core::RefusalReason::kUnavailable;
    parts_.report.say("answer {}", said.answer_json.empty() ? text(said.body) : said.answer_json);
    if (!passing) may_send("an answer");
    if (said.answer_json.empty()) parts_.checker.answered(body, said);
    reply(std::move(said));
  };
}

void Server::submit(core::CommandBody body, engine::OnReply reply) {
  later([this, body = std::move(body), reply = std::move(reply)]() mutable {
    auto mine = judged(body, std::move(reply));
    engine_->submit(std::move(body), std::move(mine));
  });
}

void Server::post(core::PostCallback body, std::optional<engine::IdempotencyKey> key,
                  engine::OnReply reply) {
  later([this, body = std::move(body), key = std::move(key), reply = std::move(reply)]() mutable {
    parts_.report.say("post {} in {}", name(body.id), body.queue);
    auto mine = judged(body, std::move(reply));
    engine_->post_callback(std::move(body), std::move(key), std::move(mine));
  });
}

// Checks that a repeated request gets the first answer word for word, as long as that answer is
// remembered.
void Server::check_repeat(engine::AgentRequest const& request, engine::Reply const& reply) {
  auto const& remembered = parts_.database.cell.remembered;
  auto const known = remembered.find({request.login, request.request_id});
  if (reply.answer_json.empty()) {
    auto const* refusal = std::get_if<core::Refusal>(&reply.body);
    bool const kept = !refusal || (refusal->reason != core::RefusalReason::kUnavailable &&
                                   refusal->reason != core::RefusalReason::kUnauthenticated &&
                                   refusal->reason != core::RefusalReason::kInvalidFields);
    if (kept && !request.request_id.empty() && known == remembered.end()) {
      parts_.report.violated("{} is answered and not remembered", request.request_id);
    }
    return;
  }
  auto const said = (reply.is_error ? '!' : '.') + reply.answer_json;
  auto const* first = known == remembered.end() ? nullptr : &known->second;
  auto const* const replaced = parts_.checker.replaced_answer(request);
  if (replaced && replaced->answer_json == said) first = replaced;
  if (!first || first->answer_json != said) {
    parts_.report.violated("the repeat of {} is not answered as the first was", request.request_id);
  } else if (first->request_hash != request.request_hash) {
    parts_.report.violated("{} was used for another request and is answered", request.request_id);
  }
}

void Server::note_asked(engine::AgentRequest const& request, core::CommandBody const& body) {
  auto const& login = request.login;
  if (auto const* state = std::get_if<core::SetAgentState>(&body)) {
    (state->ready ? asked_.ready : asked_.not_ready).insert(login);
  }
  if (std::holds_alternative<core::CloseSession>(body)) {
    asked_.uncertain.insert(login);
    asked_.logged_out.insert(login);
  }
}

void Server::heard_logout(std::string const& login, core::AnswerBody const& answer) {
  if (asked_.uncertain.erase(login) == 0) return;  // the agent has come back since
  if (std::holds_alternative<core::Refusal>(answer)) return;
  asked_.connected.erase(login);
  asked_.lost_at.erase(login);
}

void Server::request(engine::AgentRequest request, core::CommandBody body, engine::OnReply reply) {
  later([this, request = std::move(request), body = std::move(body),
         reply = std::move(reply)]() mutable {
    parts_.report.say("{} asks {} [{}]", request.login, body.index(), request.request_id);
    if (!draining_) note_asked(request, body);
    bool const logout = std::holds_alternative<core::CloseSession>(body);
    bool const in_control = controllers_.contains(request.connection);
    auto mine = judged(body, [this, request, logout, in_control,
                              reply = std::move(reply)](engine::Reply said) {
      check_repeat(request, said);
      bool const obeyed =
          said.answer_json.empty() && !std::holds_alternative<core::Refusal>(said.body);
      if (!in_control && obeyed) {
        parts_.report.violated("{} commands over a connection that lost control", request.login);
      }
      // If the reply has `answer_json`, the request was a repeat, and this is the remembered answer
      // to the first request. A repeated logout closes no session.
      if (logout && said.answer_json.empty()) heard_logout(request.login, said.body);
      if (logout && !said.answer_json.empty()) asked_.uncertain.erase(request.login);
      reply(std::move(said));
    });
    engine_->agent_request(std::move(request), std::move(body), std::move(mine));
  });
}

void Server::open(engine::SessionRequest request, std::function<void(engine::SessionReply)> reply) {
  later([this, request = std::move(request), reply = std::move(reply)]() mutable {
    if (draining_) return;
    auto const& login = request.login;
    parts_.report.say("{} opens {}", login, request.connection);
    asked_.opened.insert(login);
    asked_.connected[login] = true;
    asked_.lost_at.erase(login);
    asked_.uncertain.erase(login);
    std::erase_if(controllers_, [&](auto const& one) { return one.second == login; });
    controllers_[request.connection] = login;
    ++unanswered_;
    auto mine = [this, reply = std::move(reply)](engine::SessionReply said) {
      --unanswered_;
      if (dead_) return;
      may_send("a session");
      parts_.report.say("opened {} seq {} {} missed {} {}", said.session_id, said.seq,
                        said.resumed ? "resumed" : "anew", said.missed.size(),
                        text(said.reply.body));
      parts_.checker.answered(core::OpenSession{}, said.reply);
      reply(std::move(said));
    };
    engine_->open_session(std::move(request), std::move(mine));
  });
}

void Server::lost(std::uint64_t connection, std::string const& login) {
  later([this, connection, login] {
    parts_.report.say("{} is lost", login);
    if (draining_) return;  // no step any more: the next server finds the connection lost, too
    bool const in_control = controllers_.erase(connection) > 0;
    if (in_control) {
      asked_.connected.erase(login);
      asked_.lost_at[login] = engine_->core_time() + 1h;  // the true time comes with the step
    }
    engine_->connection_lost(connection);
    run();
    if (in_control) asked_.lost_at[login] = engine_->core_time();
  });
}

void Server::drain(std::function<void()> done) {
  later([this, done = std::move(done)] {
    parts_.report.say("server {} drains", parts_.number);
    draining_ = true;
    engine_->drain([this, done] {
      if (unanswered_ > 0) parts_.report.violated("drained with {} unanswered", unanswered_);
      drained_ = true;
      done();
    });
  });
}

void Server::notify(std::uint64_t connection, NotificationPtr notification) {
  if (dead_) return;
  may_send("a notification");
  parts_.listener.heard(connection, std::move(notification));
}

void Server::supersede(std::uint64_t connection, std::uint64_t seq, base::Instant) {
  if (dead_) return;
  may_send("a supersede");
  parts_.report.say("superseded {} seq {}", connection, seq);
  parts_.listener.superseded(connection, seq);
}

void Server::start(std::function<void(core::VoiceEvent)> on_event) {
  parts_.phones.attach([this, alive = std::weak_ptr(alive_), on_event](core::VoiceEvent event) {
    if (alive.lock()) later([on_event, event] { on_event(event); });
  });
}

void Server::order(core::VoiceOrder const& order) {
  if (dead_) return;
  may_send("a voice order");
  parts_.report.say("voice {}", text(order));
  parts_.checker.ordered(order);
  parts_.phones.order(order);
  if (!at_order_ || parts_.random.chance(50)) return;
  dead_ = true;
  parts_.timeline.after(Duration{1}, std::exchange(at_order_, nullptr));
}

}  // namespace callbackd::simulation
