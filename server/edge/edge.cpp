#include "edge/edge.hpp"

#include "edge/agent_session.hpp"
#include "edge/pages.hpp"
#include "edge/parts.hpp"
#include "edge/routes.hpp"

namespace callbackd::edge {

Edge::Edge(engine::Engine& engine, records::Records& records, engine::Clock const& clock,
           AgentHub& hub, ManageTokens tokens, EdgeOptions const& options) {
  auto const limits = std::make_shared<EdgeLimits>(options.reads_per_source_per_minute);
  parts_.reset(new EdgeParts{
      engine, records, clock, hub, options, Trail(options.trail), limits,
      Authenticator(
          records, clock, std::move(tokens), [&engine] { return engine.site(); }, limits),
      LoginPool(options.logins, options.login_hash), std::make_shared<QueueCopies>(engine, clock)});
  parts_->key_networks =
      std::make_unique<KeyNetworks>(records, clock, parts_->trail, options.key_network_hash);
  parts_->access_check = std::make_shared<AccessCheck>(
      AccessCheck::Uses{engine, records, clock, hub, parts_->authenticator, parts_->trail},
      parts_->logins.executor());
  load_login_sources(*parts_);
  parts_->access_check->check();
}

Edge::~Edge() = default;

void Edge::access_changed() {
  parts_->access_check->access_changed();
}

Trail::Counts Edge::trail() const {
  return parts_->trail.counts();
}

LoginFigures Edge::logins() const {
  return parts_->logins.figures();
}

LimitsReached Edge::limits_reached() const {
  return parts_->edge_limits->reached();
}

void Edge::drop_waiting_logins() {
  parts_->logins.close_line();
}

void Edge::stop() {
  parts_->logins.stop();
}

Handlers Edge::handlers() {
  Handlers handlers;
  handlers.on_request = [parts = parts_.get()](HttpRequest request, Responder responder) {
    dispatch(*parts, std::move(request), std::move(responder));
  };
  handlers.on_upgrade = [parts = parts_.get()](HttpRequest request, UpgradeResponder responder) {
    dispatch_upgrade(*parts, std::move(request), std::move(responder));
  };
  handlers.for_page = [parts = parts_.get()](std::string_view origin) {
    return refusal_headers(*parts, origin);
  };
  handlers.on_closed_for = [parts = parts_.get()](ClosedFor why, Trail::Address const& address) {
    auto const word = base::to_text(why);
    proxy_named_no_client(why) ? parts->trail.auth_failed(word, address)
                               : parts->trail.limit_reached(word, address);
  };
  handlers.may_send = [&engine = parts_->engine] { return engine.may_send(); };
  return handlers;
}

}  // namespace callbackd::edge
