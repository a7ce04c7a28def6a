// Log in and out over HTTP. A wrong login and a wrong password answer alike, and take alike long.
#include "edge/net/address_counts.hpp"
#include "edge/password.hpp"
#include "edge/routes.hpp"
#include "wire/http_answers.hpp"
#include "wire/http_requests.hpp"

namespace callbackd::edge {
namespace {

void issue_token(EdgeParts& parts, ExchangePtr const& exchange, records::User const& user) {
  auto const token = new_token("us_");
  auto const now = parts.clock.now();
  auto const expires_at = now + parts.options.session_time;
  parts.records.add_token(
      sha256(token), user.login, now, expires_at, [exchange, token, expires_at, user](auto added) {
        if (added.has_error()) return exchange->unavailable("the database is not reachable");
        exchange->answer(201, wire::write_session_answer(
                                  {token, expires_at, user.login, user.name, user.roles}));
      });
}

void refuse_locked(ExchangePtr const& exchange, std::chrono::seconds wait) {
  exchange->refuse(wire::ProblemCode::kLimitReached, "too many failed logins",
                   {{"Retry-After", std::to_string(wait.count())}});
}

// On the pool, in the place that the request has there.
void check_password(EdgeParts& parts, ExchangePtr const& exchange,
                    wire::SessionRequest const& request, std::optional<records::User> const& user) {
  auto const address = counted_as(exchange->request.peer).to_string();
  parts.logins.run([&parts, exchange, request, user, address] {
    auto const wait = parts.logins.begin(request.login, address);
    if (wait.count() > 0) return refuse_locked(exchange, wait);
    bool const right = user ? verify_password(user->password_hash, request.password)
                            : verify_nobody(request.password);  // an unknown login takes as long
    if (!user || !right) {
      return exchange->refuse(wire::ProblemCode::kUnauthenticated, "wrong login or password");
    }
    parts.logins.succeeded(request.login, address);
    issue_token(parts, exchange, *user);
  });
}

}  // namespace

void post_session(EdgeParts& parts, ExchangePtr exchange) {
  auto request = wire::read_session_request(exchange->request.body);
  if (!request.malformed.empty()) {
    return exchange->refuse(wire::ProblemCode::kMalformedJson, request.malformed);
  }
  if (!request.errors.empty()) return exchange->refuse_fields(std::move(request.errors));
  auto const wait =
      parts.logins.locked_for(request.value.login, counted_as(exchange->request.peer).to_string());
  if (wait.count() > 0) return refuse_locked(exchange, wait);
  if (!parts.logins.enter()) return exchange->unavailable("too many logins at once");
  parts.records.user(request.value.login, [&parts, exchange, request = request.value](auto found) {
    if (found.has_error()) {
      parts.logins.leave();
      return exchange->unavailable("the database is not reachable");
    }
    check_password(parts, exchange, request, *found);
  });
}

void delete_session(EdgeParts& parts, ExchangePtr exchange) {
  auto const hash = exchange->principal.token_hash;
  parts.records.remove_token(hash, [&parts, exchange, hash](auto removed) {
    if (removed.has_error()) return exchange->unavailable("the database is not reachable");
    parts.authenticator.forget(hash);
    parts.hub.token_revoked(hash);
    exchange->no_content();
  });
}

}  // namespace callbackd::edge
