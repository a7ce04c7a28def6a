// The table of HTTP routes. A row has a method and a path, the askers that may use the route, its
// handler and its bounds. The table is constant. dispatch() and dispatch_upgrade() are called on
// I/O threads. A handler runs on an I/O thread, or on a thread of the database's pool if the token
// was looked up there.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

#include "base/bounds.hpp"
#include "edge/net/web_socket.hpp"
#include "edge/parts.hpp"

namespace callbackd::edge {

// The kinds of askers that may use a route, as bits. kAnyone means that no key or token is checked.
enum Asker : std::uint8_t {
  kAnyone = 0,
  kSecretKey = 1,
  kPublishableKey = 2,
  kManageToken = 4,
  kSupervisor = 8,
  kAdmin = 16,
  kAnyUser = 32
};

// The web pages that may use a route in a browser and read its answers.
enum class Pages : std::uint8_t {
  kNone,
  kSites,   // pages of the key's or callback's site, with a publishable key or manage token
  kAgents,  // pages of EdgeOptions::agent_origins
};

// The limits of a route for each kind of asker.
struct Bounds {
  base::Bound strangers;  // publishable keys, manage tokens, and requests without any
  base::Bound keys;       // secret keys
  base::Bound users;
};

struct Route {
  std::string_view method;
  std::string_view path;  // {…} stands for one segment
  std::uint8_t askers = kAnyone;
  bool has_body = false;                    // application/json
  std::string_view query;                   // the names of its parameters, separated by spaces
  void (*handle)(EdgeParts&, ExchangePtr);  // null: only a WebSocket handshake (`upgrade`)
  Validity validity;  // of its answers; a refusal of a request's form is always valid
  Bounds bounds;
  Pages pages = Pages::kNone;
  void (*upgrade)(EdgeParts&, HttpRequest, UpgradeResponder) = nullptr;
};

std::span<Route const> all_routes();

// Finds the route, checks the form of the request, authenticates the asker, checks the limits, and
// calls the route's handler. If one of these checks fails, dispatch() answers the request itself.
void dispatch(EdgeParts& parts, HttpRequest request, Responder responder);

// Finds the route of a WebSocket handshake and calls its `upgrade`, which does all further checks.
void dispatch_upgrade(EdgeParts& parts, HttpRequest request, UpgradeResponder responder);

// The handlers of the routes, grouped by subject. Each handler answers its exchange, immediately or
// later.
void post_callback(EdgeParts& parts, ExchangePtr exchange);
void get_callback(EdgeParts& parts, ExchangePtr exchange);
void patch_callback(EdgeParts& parts, ExchangePtr exchange);
void delete_callback(EdgeParts& parts, ExchangePtr exchange);
void delete_manage_token(EdgeParts& parts, ExchangePtr exchange);
void get_events(EdgeParts& parts, ExchangePtr exchange);
void get_explanation(EdgeParts& parts, ExchangePtr exchange);
void get_estimate(EdgeParts& parts, ExchangePtr exchange);
void get_slots(EdgeParts& parts, ExchangePtr exchange);
// Reads the known sources of logins from the database. If they are read already, nothing is done.
// If the database does not answer, the next call tries again.
void load_login_sources(EdgeParts& parts);
void post_session(EdgeParts& parts, ExchangePtr exchange);
void delete_session(EdgeParts& parts, ExchangePtr exchange);
void get_definition(EdgeParts& parts, ExchangePtr exchange);
void put_definition(EdgeParts& parts, ExchangePtr exchange);
void list_definition_items(EdgeParts& parts, ExchangePtr exchange);
void get_definition_item(EdgeParts& parts, ExchangePtr exchange);
void put_definition_item(EdgeParts& parts, ExchangePtr exchange);
void delete_definition_item(EdgeParts& parts, ExchangePtr exchange);

}  // namespace callbackd::edge
