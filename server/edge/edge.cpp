#include "edge/edge.hpp"

#include "edge/agent_session.hpp"
#include "edge/pages.hpp"
#include "edge/parts.hpp"
#include "edge/routes.hpp"

namespace callbackd::edge {

Edge::Edge(engine::Engine& engine, records::Records& records, engine::Clock const& clock,
           AgentHub& hub, ManageTokens tokens, EdgeOptions const& options)
    : parts_(new Parts{
          engine, records, clock, hub, options,
          Authenticator(records, clock, std::move(tokens), [&engine] { return engine.site(); }),
          LoginPool(options.logins, options.login_hash)}) {
  parts_->access_check = std::make_shared<AccessCheck>(
      AccessCheck::Uses{engine, records, clock, hub, parts_->authenticator},
      parts_->logins.executor());
  load_login_sources(*parts_);
}

Edge::~Edge() = default;

void Edge::access_changed() {
  parts_->access_check->access_changed();
}

LoginFigures Edge::logins() const {
  return parts_->logins.figures();
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
    upgrade_agent(*parts, std::move(request), std::move(responder));
  };
  handlers.for_page = [parts = parts_.get()](std::string_view origin) {
    return refusal_headers(*parts, origin);
  };
  handlers.may_tell = [&engine = parts_->engine] { return engine.may_tell(); };
  return handlers;
}

}  // namespace callbackd::edge
