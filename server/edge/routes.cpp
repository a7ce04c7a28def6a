#include "edge/routes.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "edge/agent_session.hpp"
#include "edge/media_type.hpp"
#include "edge/net/target.hpp"
#include "edge/pages.hpp"
#include "edge/request_source.hpp"
#include "wire/problem.hpp"

namespace callbackd::edge {
namespace {

constexpr std::uint8_t kOneCallback = kSecretKey | kManageToken | kSupervisor;

// Answers about callbacks and queues may be sent only while the server holds the lease. Answers
// about sessions and definitions may always be sent, because their rows are read in the same way by
// every server.
constexpr auto kWhileLeaseHeld = Validity::kWhileLeaseHeld;
constexpr auto kAlways = Validity::kAlways;

// The bounds of strangers, secret keys and users, in this order. Supervisors may change and cancel
// as often as they need to; they are limited only by the engine's backlog.
using base::Bound;
constexpr Bounds kPosts{Bound::kSiteRequests, Bound::kSiteRequests, Bound::kNobody};
constexpr Bounds kLooks{Bound::kReads, Bound::kBacklog, Bound::kUserRequests};
constexpr Bounds kChanges{Bound::kChanges, Bound::kChanges, Bound::kBacklog};
constexpr Bounds kCancels{Bound::kCancels, Bound::kBacklog, Bound::kBacklog};
constexpr Bounds kTrusted{Bound::kNobody, Bound::kBacklog, Bound::kUserRequests};
constexpr Bounds kQuestions{Bound::kReads, Bound::kBacklog, Bound::kNobody};
constexpr Bounds kUsersAlone{Bound::kNobody, Bound::kNobody, Bound::kUserRequests};
constexpr Bounds kLogins{Bound::kLogins, Bound::kNobody, Bound::kNobody};
constexpr Bounds kLogouts{Bound::kNobody, Bound::kNobody, Bound::kLogins};
// The bounds of the handshake that begins an agent's session. Each method of the session has a
// bound of its own (wire/rpc_methods.cpp).
constexpr Bounds kUpgrades{Bound::kTokens, Bound::kNobody, Bound::kNobody};

constexpr std::array kRoutes{
    Route{"POST", "/v1/callbacks", kSecretKey | kPublishableKey, true, "", post_callback,
          kWhileLeaseHeld, kPosts, Pages::kSites},
    Route{"GET", "/v1/callbacks/{id}", kOneCallback, false, "", get_callback, kWhileLeaseHeld,
          kLooks, Pages::kSites},
    Route{"PATCH", "/v1/callbacks/{id}", kOneCallback, true, "", patch_callback, kWhileLeaseHeld,
          kChanges, Pages::kSites},
    Route{"DELETE", "/v1/callbacks/{id}", kOneCallback, false, "", delete_callback, kWhileLeaseHeld,
          kCancels, Pages::kSites},
    Route{"DELETE", "/v1/callbacks/{id}/manage_token", kSecretKey | kSupervisor, false, "",
          delete_manage_token, kWhileLeaseHeld, kTrusted},
    Route{"GET", "/v1/callbacks/{id}/events", kSecretKey | kSupervisor, false, "after limit",
          get_events, kWhileLeaseHeld, kTrusted},
    Route{"GET", "/v1/callbacks/{id}/explain", kSupervisor, false, "", get_explanation,
          kWhileLeaseHeld, kUsersAlone},
    Route{"GET", "/v1/queues/{queue}/estimate", kSecretKey | kPublishableKey, false, "",
          get_estimate, kWhileLeaseHeld, kQuestions, Pages::kSites},
    Route{"GET", "/v1/queues/{queue}/slots", kSecretKey | kPublishableKey, false,
          "from to time_zone", get_slots, kWhileLeaseHeld, kQuestions, Pages::kSites},
    Route{"POST", "/v1/sessions", kAnyone, true, "", post_session, kAlways, kLogins,
          Pages::kAgents},
    Route{"DELETE", "/v1/sessions", kAnyUser, false, "", delete_session, kAlways, kLogouts,
          Pages::kAgents},
    Route{"GET", "/v1/admin/definition", kAdmin, false, "", get_definition, kAlways, kUsersAlone},
    Route{"PUT", "/v1/admin/definition", kAdmin, true, "dry_run move_to", put_definition, kAlways,
          kUsersAlone},
    Route{"GET", "/v1/admin/{kind}", kAdmin, false, "", list_definition_items, kAlways,
          kUsersAlone},
    Route{"GET", "/v1/admin/{kind}/{name}", kAdmin, false, "", get_definition_item, kAlways,
          kUsersAlone},
    Route{"PUT", "/v1/admin/{kind}/{name}", kAdmin, true, "dry_run", put_definition_item, kAlways,
          kUsersAlone},
    Route{"DELETE", "/v1/admin/{kind}/{name}", kAdmin, false, "dry_run move_to",
          delete_definition_item, kAlways, kUsersAlone},
    Route{"GET", "/v1/agent", kAnyone, false, "", nullptr, kAlways, kUpgrades, Pages::kNone,
          upgrade_agent},
};

std::vector<std::string_view> split_path(std::string_view path) {
  std::vector<std::string_view> parts;
  while (!path.empty()) {
    path.remove_prefix(1);  // the slash
    auto const end = path.find('/');
    parts.push_back(path.substr(0, end));
    path.remove_prefix(std::min(path.size(), end));
  }
  return parts;
}

// Whether the path fits the route. If it does, `arguments` has the segments of the path that stand
// for {…} in the route.
bool matches(Route const& route, std::vector<std::string> const& segments,
             std::vector<std::string>& arguments) {
  auto const wanted = split_path(route.path);
  if (wanted.size() != segments.size()) return false;
  arguments.clear();
  for (std::size_t index = 0; index < wanted.size(); ++index) {
    if (wanted[index].starts_with('{')) {
      if (segments[index].empty()) return false;
      arguments.push_back(segments[index]);
    } else if (wanted[index] != segments[index]) {
      return false;
    }
  }
  return true;
}

bool may_ask(Route const& route, Principal const& principal) {
  switch (principal.kind) {
    case Principal::Kind::kSecretKey:
      return route.askers & kSecretKey;
    case Principal::Kind::kPublishableKey:
      return route.askers & kPublishableKey;
    case Principal::Kind::kManageToken:
      return route.askers & kManageToken;
    case Principal::Kind::kUser:
      break;
  }
  if (route.askers & kAnyUser) return true;
  bool const admin = principal.has_role(core::Role::kAdmin);
  if ((route.askers & kSupervisor) && (admin || principal.has_role(core::Role::kSupervisor)))
    return true;
  return (route.askers & kAdmin) && admin;
}

// Returns the faults of the query: parameters that the route does not know, and parameters that are
// given more than once.
std::vector<core::FieldError> query_errors(Route const& route, ExchangePtr const& exchange) {
  std::vector<core::FieldError> errors;
  std::set<std::string_view> given;
  for (auto const& [name, value] : exchange->query) {
    auto const padded = " " + std::string(route.query) + " ";
    if (name.empty() || name.find(' ') != std::string::npos ||
        padded.find(" " + name + " ") == std::string::npos) {
      errors.push_back({name, "unknown_field", "There is no such parameter in this request."});
    } else if (!given.insert(name).second) {
      errors.push_back({name, "duplicate", "Must be given only once."});
    }
  }
  return errors;
}

// Whether a page of this Origin may use a route with these `pages`. Which key or token the request
// has is not considered here.
bool is_page_of(EdgeParts& parts, Pages pages, std::string_view origin) {
  return (pages == Pages::kSites && is_site_page(parts, origin)) ||
         (pages == Pages::kAgents && is_agent_page(parts, origin));
}

// Whether the page that sent the request may use its key or token. It also decides which page may
// read the answer (allowed_origin). For a route for agents' clients, every page may use its token,
// and dispatch() has decided already which page may read the answer. For other routes it depends on
// the kind of principal:
// - A publishable key is meant for browsers, but only pages of the site's own origins may use it.
// - With a manage token, pages of the callback's site may read the answer. The site is not known
//   yet; the handler checks it later (keep_from_other_pages).
// - With a secret key or a user's token, no page may read the answer.
bool origin_allowed(EdgeParts& parts, Route const& route, ExchangePtr const& exchange) {
  if (route.pages == Pages::kAgents) return true;
  auto const kind = exchange->principal.kind;
  if (kind == Principal::Kind::kManageToken) return true;
  auto const page = std::exchange(exchange->allowed_origin, {});
  if (kind != Principal::Kind::kPublishableKey) return true;
  auto const origin = exchange->request.header("Origin");
  if (origin.empty()) return true;  // not a browser; a publishable key is no secret anyway
  if (!is_page_of_site(parts, exchange->principal.site, origin)) return false;
  exchange->allowed_origin = page;
  return true;
}

// Refuses a post while nothing can be committed. This is checked before the database is asked, so
// that a website does not wait for a database that does not answer.
bool refused_while_stalled(EdgeParts& parts, Route const& route, ExchangePtr const& exchange) {
  if (route.handle != post_callback || !parts.engine.stalled()) return false;
  exchange->unavailable("Nothing can be committed at the moment; try again later.");
  return true;
}

std::optional<core::Refusal> beyond_limit(EdgeParts& parts, Route const& route,
                                          Exchange const& exchange) {
  auto const& principal = exchange.principal;
  auto const now = parts.clock.now();
  if (principal.kind == Principal::Kind::kUser)
    return parts.edge_limits->take_of_user(route.bounds.users, principal.user.login, now);
  if (principal.kind == Principal::Kind::kSecretKey) return std::nullopt;
  return parts.edge_limits->take_of_source(route.bounds.strangers, source_of(exchange.request.peer),
                                           now);
}

void note_network(EdgeParts& parts, Exchange const& exchange) {
  auto const& principal = exchange.principal;
  if (principal.kind != Principal::Kind::kSecretKey) return;  // other keys are used from anywhere
  parts.key_networks->used(principal.token_hash, principal.site, exchange.request.peer);
}

// The second half of the checks, after the principal was looked up. The order matters: an asker who
// may not use the route is refused before the request counts for a limit.
void authenticated(EdgeParts& parts, Route const& route, ExchangePtr exchange, Resolved resolved) {
  if (auto const* failure = std::get_if<AuthFailure>(&resolved)) {
    if (*failure == AuthFailure::kUnavailable)
      return exchange->unavailable("The token cannot be checked at the moment; try again later.");
    return exchange->refuse(wire::ProblemCode::kUnauthenticated,
                            "A valid key or token is required.");
  }
  if (auto const* refusal = std::get_if<core::Refusal>(&resolved)) {
    return exchange->refuse(*refusal);
  }
  exchange->principal = std::get<Principal>(std::move(resolved));
  exchange->token = exchange->principal.shown();
  note_network(parts, *exchange);
  if (!may_ask(route, exchange->principal)) {
    return exchange->refuse(wire::ProblemCode::kForbidden,
                            "This key or token does not allow this request.");
  }
  if (!origin_allowed(parts, route, exchange)) {
    return exchange->refuse(wire::ProblemCode::kForbidden,
                            "This Origin is not one of the site's origins.");
  }
  if (auto const refusal = beyond_limit(parts, route, *exchange)) return exchange->refuse(*refusal);
  route.handle(parts, std::move(exchange));
}

void add_word(std::string& list, std::string_view word) {
  if (!list.empty()) list += ", ";
  list += word;
}

// Whether requests of this route are intake: requests that the engine takes only while not too many
// of them wait. That is so if websites, customers or supervisors may use the route.
bool is_intake(Route const& route) {
  return (route.askers & (kSecretKey | kPublishableKey | kManageToken | kSupervisor)) != 0;
}

// The first half of the checks, with the cheap ones first. It checks the form of the request, then
// whether the engine takes such requests now, and then looks up the key or token.
void take(EdgeParts& parts, Route const& route, ExchangePtr exchange) {
  exchange->validity = route.validity;
  if (route.has_body && !is_json(exchange->request.header("Content-Type"))) {
    return exchange->refuse(wire::ProblemCode::kUnsupportedMediaType,
                            "Content-Type must be application/json, in UTF-8.");
  }
  if (route.has_body && !is_unencoded(exchange->request.header("Content-Encoding"))) {
    return exchange->refuse(wire::ProblemCode::kUnsupportedMediaType,
                            "A body must not have a Content-Encoding.");
  }
  if (auto errors = query_errors(route, exchange); !errors.empty()) {
    return exchange->refuse_fields(std::move(errors));
  }
  if (refused_while_stalled(parts, route, exchange)) return;
  if (route.askers == kAnyone) return route.handle(parts, std::move(exchange));
  // If the engine does not accept intake, the request is refused before its token is looked up,
  // because a slow database may be the cause.
  if (is_intake(route) && !parts.engine.takes_intake()) {
    return exchange->unavailable("Too many requests are waiting; try again later.");
  }
  auto const authorization = std::string(exchange->request.header("Authorization"));
  parts.authenticator.resolve(authorization, source_of(exchange->request.peer),
                              [&parts, &route, exchange](Resolved resolved) {
                                authenticated(parts, route, exchange, std::move(resolved));
                              });
}

}  // namespace

std::span<Route const> all_routes() {
  return kRoutes;
}

void dispatch(EdgeParts& parts, HttpRequest request, Responder responder) {
  auto const method = std::string(request.method());
  auto const segments = path_segments(request.path());
  auto query = query_parameters(request.query());
  auto exchange =
      std::make_shared<Exchange>(std::move(request), std::move(responder), &parts.trail);
  auto const origin = exchange->request.header("Origin");
  bool const known = is_site_page(parts, origin) || is_agent_page(parts, origin);
  // Until the route is known, pages of all sites and of agents' clients may read the answer, so
  // that they can see what is wrong with the request.
  if (known) exchange->allowed_origin = std::string(origin);
  if (!segments || !query) {
    return exchange->refuse(wire::ProblemCode::kBadRequest,
                            "The path or the query of the request cannot be decoded.");
  }
  exchange->query = std::move(*query);
  std::string methods;
  std::string for_pages;
  std::string_view path;  // of the first route that matches; paths without {…} stand before
  for (auto const& route : kRoutes) {
    if (route.handle == nullptr || (!path.empty() && route.path != path)) continue;
    if (!matches(route, *segments, exchange->arguments)) continue;
    path = route.path;
    bool const for_page = known && is_page_of(parts, route.pages, origin);
    if (route.method == method) {
      if (!for_page) exchange->allowed_origin.clear();
      return take(parts, route, std::move(exchange));
    }
    add_word(methods, route.method);
    if (for_page) add_word(for_pages, route.method);
  }
  if (methods.empty()) return exchange->not_found();
  if (method == "OPTIONS") return exchange->preflight_answer(methods, for_pages);
  exchange->refuse(wire::ProblemCode::kMethodNotAllowed, "This path accepts only " + methods + ".",
                   {{"Allow", methods}});
}

void dispatch_upgrade(EdgeParts& parts, HttpRequest request, UpgradeResponder responder) {
  auto const route = std::ranges::find_if(kRoutes, [&](Route const& each) {
    return each.upgrade != nullptr && each.path == request.path();
  });
  if (route != kRoutes.end()) {
    return route->upgrade(parts, std::move(request), std::move(responder));
  }
  wire::Problem problem;
  problem.code = wire::ProblemCode::kNotFound;
  responder(refusal_of_upgrade(problem));
}

}  // namespace callbackd::edge
