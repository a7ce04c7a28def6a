// Login and logout over HTTP. A login that does not exist and a wrong password get the same answer,
// and both take the same time.
//
// A login has these steps. The request waits for its turn (LoginPool). Then the user is looked up,
// and the password is checked on a thread of the pool. If it is right, a token is stored. The
// question AddToken contains the password hash that was checked. If the password was changed in the
// meantime, no token is stored.
#include "edge/password.hpp"
#include "edge/request_source.hpp"
#include "edge/routes.hpp"
#include "wire/http_answers.hpp"
#include "wire/http_requests.hpp"

namespace callbackd::edge {
namespace {

using LoginRequest = LoginPool::LoginRequest;

void remember_source(EdgeParts& parts, LoginRequest const& request) {
  auto const source = parts.logins.remember(request);
  if (source) parts.records.ask(records::RememberLoginSource{*source}, [](auto const&) {});
}

void end_token(EdgeParts& parts, records::Hash const& hash) {
  parts.authenticator.forget(hash);
  parts.hub.end_token(hash);
}

void issue_token(EdgeParts& parts, ExchangePtr const& exchange, records::User const& user) {
  auto const token = new_token(TokenKind::kSession);
  auto const now = parts.clock.now();
  auto const expires_at = now + parts.options.session_time;
  auto const roles = core::effective_roles(*parts.engine.site(), user.login, user.roles);
  parts.records.ask(
      records::AddToken{sha256(token), user.login, user.password_hash, now, expires_at},
      [&parts, exchange, token, expires_at, user, roles](auto added) {
        if (added.has_error()) return exchange->no_records(added.error());
        if (*added) {
          parts.authenticator.issued(sha256(token));
          for (auto const& ended : **added) end_token(parts, ended);
        } else {  // the password was changed, or the user removed, just now
          exchange->trail_reason = trail_word::kWrongPassword;
          return exchange->refuse(wire::ProblemCode::kUnauthenticated,
                                  "The login or the password is wrong.");
        }
        exchange->token = {TokenShown::Whose::kUser, user.login};
        exchange->answer(
            201, wire::write_session_answer({token, expires_at, user.login, user.name, roles}));
      });
}

// One login from its request to its answer. `turn` is null until the password may be checked.
struct LoginUnderWay {
  ExchangePtr exchange;
  LoginRequest request;
  base::Secret password;
  LoginPool::TurnPtr turn;
};

// Checks the password and answers the login. It runs on a thread of the login pool.
void check_password(EdgeParts& parts, LoginUnderWay const& login,
                    std::optional<records::User> const& user) {
  bool const right = user ? verify_password(user->password_hash, login.password.view())
                          : verify_nobody(login.password.view());  // takes as long as a real check
  if (!user || !right) {
    login.turn->failed();
    login.exchange->trail_reason = trail_word::kWrongPassword;
    return login.exchange->refuse(wire::ProblemCode::kUnauthenticated,
                                  "The login or the password is wrong.");
  }
  login.turn->succeeded();
  remember_source(parts, login.request);
  issue_token(parts, login.exchange, *user);
}

// Looks the user up. This is done only when it is the login's turn, so that the logins of a flood
// that are dropped cost the database nothing.
void look_up_user(EdgeParts& parts, LoginUnderWay login) {
  auto const name = login.request.login;
  parts.records.ask(records::FindUser{name}, [&parts, login = std::move(login)](auto found) {
    if (found.has_error()) return login.exchange->no_records(found.error());
    login.turn->run([&parts, login, user = *found] { check_password(parts, login, user); });
  });
}

}  // namespace

void load_login_sources(EdgeParts& parts) {
  if (parts.login_sources_asked.exchange(true)) return;
  parts.records.ask(records::ListLoginSources{parts.clock.now()}, [&parts](auto found) {
    if (found.has_error()) {
      parts.login_sources_asked = false;
    } else {
      parts.logins.add_known(*found);
    }
  });
}

void post_session(EdgeParts& parts, ExchangePtr exchange) {
  auto request = wire::read_post_session(exchange->request.body);
  base::wipe(exchange->request.body);
  if (!request.malformed.empty()) {
    return exchange->refuse(wire::ProblemCode::kMalformedJson, request.malformed);
  }
  if (!request.errors.empty()) return exchange->refuse_fields(std::move(request.errors));
  load_login_sources(parts);
  LoginRequest login_request{request.value.login, source_of(exchange->request.peer),
                             parts.clock.now()};
  LoginUnderWay login{exchange, login_request, std::move(request.value.password), nullptr};
  LoginPool::Waiter waiter;
  waiter.on_turn = [&parts, login = std::move(login)](LoginPool::TurnPtr turn) mutable {
    login.turn = std::move(turn);
    look_up_user(parts, std::move(login));
  };
  waiter.on_dropped = [&parts, exchange](std::chrono::seconds retry_after) {
    parts.trail.limit_reached(trail_word::kLoginsWaiting, exchange->request.peer);
    exchange->unavailable("Too many logins are waiting; try again later.", retry_after);
  };
  parts.logins.enter(login_request, std::move(waiter));
}

void delete_session(EdgeParts& parts, ExchangePtr exchange) {
  auto const hash = exchange->principal.token_hash;
  parts.records.ask(records::RemoveToken{hash}, [&parts, exchange, hash](auto removed) {
    if (removed.has_error()) return exchange->no_records(removed.error());
    end_token(parts, hash);
    exchange->no_content();
  });
}

}  // namespace callbackd::edge
