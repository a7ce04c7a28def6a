// The table of HTTP routes: method and path → who may ask and what answers. One row a route.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

#include "base/bounds.hpp"
#include "edge/net/web_socket.hpp"
#include "edge/parts.hpp"

namespace callbackd::edge {

// Who may use a route, as bits.
enum Asker : std::uint8_t {
  kAnyone = 0,
  kSecretKey = 1,
  kPublishableKey = 2,
  kManageToken = 4,
  kSupervisor = 8,
  kAdmin = 16,
  kAnyUser = 32
};

// From whose pages a browser may use a route, and read what it answers.
enum class Pages : std::uint8_t {
  kNone,
  kSites,   // of the key's or the callback's site, with what a page can have: pk_ and cb_
  kAgents,  // EdgeOptions::agent_origins
};

// What keeps a route from being asked without end.
struct Bounds {
  base::Bound strangers;  // publishable keys, manage tokens, and those who show nothing
  base::Bound keys;       // secret ones
  base::Bound users;
};

struct Route {
  std::string_view method;
  std::string_view path;  // {…} stands for one segment
  std::uint8_t askers = kAnyone;
  bool has_body = false;   // application/json
  std::string_view query;  // parameters it knows, separated by spaces
  void (*handle)(EdgeParts&, ExchangePtr);
  Perishes perishes;  // what it answers, but for what is wrong with the request
  Bounds bounds;
  Pages pages = Pages::kNone;
  void (*upgrade)(EdgeParts&, HttpRequest, UpgradeResponder) = nullptr;  // then it has no handle
};

std::span<Route const> all_routes();

// Finds the route, checks who asks and the form of the request, then hands over. Answers everything
// else itself.
void dispatch(EdgeParts& parts, HttpRequest request, Responder responder);

// The same for handshakes of WebSockets: for anybody; the handler looks who asks.
void dispatch_upgrade(EdgeParts& parts, HttpRequest request, UpgradeResponder responder);

// handlers, by the thing they are about
void post_callback(EdgeParts& parts, ExchangePtr exchange);
void get_callback(EdgeParts& parts, ExchangePtr exchange);
void patch_callback(EdgeParts& parts, ExchangePtr exchange);
void delete_callback(EdgeParts& parts, ExchangePtr exchange);
void delete_manage_token(EdgeParts& parts, ExchangePtr exchange);
void get_events(EdgeParts& parts, ExchangePtr exchange);
void get_explanation(EdgeParts& parts, ExchangePtr exchange);
void get_estimate(EdgeParts& parts, ExchangePtr exchange);
void get_slots(EdgeParts& parts, ExchangePtr exchange);
// Reads back from where logins succeeded lately; again later, when the database is not there.
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
