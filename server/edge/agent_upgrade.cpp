// Checks the WebSocket handshake of /v1/agent. A browser always sends the field Origin, and its
// value must be in EdgeOptions::agent_origins. So no other web page can open a session in an
// agent's browser. A client that sends no Origin is not a browser and is accepted.
#include <algorithm>

#include "edge/agent_session.hpp"
#include "edge/net/handshake.hpp"
#include "edge/request_source.hpp"
#include "wire/problem.hpp"

namespace callbackd::edge {
namespace {

constexpr std::string_view kSubprotocol = "callbackd.v1";

HttpResponse problem(wire::ProblemCode code, std::string detail) {
  wire::Problem refused;
  refused.code = code;
  refused.detail = std::move(detail);
  return refusal_of_upgrade(refused);
}

bool origin_allowed(EdgeParts const& parts, HttpRequest const& request) {
  if (!request.has_header("Origin")) return true;
  auto const& allowed = parts.options.agent_origins;
  return std::find(allowed.begin(), allowed.end(), request.header("Origin")) != allowed.end();
}

}  // namespace

HttpResponse refusal_of_upgrade(wire::Problem const& problem) {
  HttpResponse response;
  response.status = static_cast<unsigned>(wire::status_of(problem.code));
  response.content_type = "application/problem+json";
  if (response.status == 401) response.headers.push_back({"WWW-Authenticate", "Bearer"});
  if (problem.retry_after.count() > 0) {
    response.headers.push_back({"Retry-After", std::to_string(problem.retry_after.count())});
  } else if (response.status == 503) {
    response.headers.push_back({"Retry-After", "2"});
  }
  response.body = wire::write_problem(problem);
  return response;
}

void upgrade_agent(EdgeParts& parts, HttpRequest request, UpgradeResponder responder) {
  auto const peer = request.peer;
  if (!origin_allowed(parts, request)) {
    parts.trail.auth_failed(trail_word::kForbidden, peer);
    return responder(problem(wire::ProblemCode::kForbidden,
                             "Pages of this Origin may not open agents' sessions."));
  }
  if (!offers_subprotocol(request, kSubprotocol)) {
    return responder(problem(wire::ProblemCode::kBadRequest,
                             "The client must offer the subprotocol callbackd.v1."));
  }
  auto const authorization = std::string(request.header("Authorization"));
  if (authorization.empty()) {
    return responder.accept(std::string(kSubprotocol),
                            std::make_shared<AgentSession>(parts, std::nullopt, peer));
  }
  auto const reason = bad_token_reason(shown_token(request));
  auto held = std::make_shared<UpgradeResponder>(std::move(responder));
  auto const source = source_of(peer);
  parts.authenticator.resolve(
      authorization, source, [&parts, held, peer, reason](Resolved resolved) {
        if (auto const* failure = std::get_if<AuthFailure>(&resolved)) {
          if (*failure == AuthFailure::kUnavailable) {
            return (*held)(problem(wire::ProblemCode::kUnavailable, ""));
          }
          parts.trail.auth_failed(reason, peer);
          return (*held)(problem(wire::ProblemCode::kUnauthenticated, ""));
        }
        if (auto const* refusal = std::get_if<core::Refusal>(&resolved)) {
          if (refusal->limit) parts.trail.limit_reached(core::to_text(*refusal->limit), peer);
          return (*held)(refusal_of_upgrade(wire::problem_of(*refusal)));
        }
        auto principal = std::get<Principal>(std::move(resolved));
        if (principal.kind != Principal::Kind::kUser) {
          parts.trail.auth_failed(trail_word::kForbidden, peer);
          return (*held)(problem(wire::ProblemCode::kForbidden,
                                 "An agent's session needs a session token, not a key."));
        }
        held->accept(std::string(kSubprotocol),
                     std::make_shared<AgentSession>(parts, std::move(principal), peer));
      });
}

}  // namespace callbackd::edge
