// The routes GET and PUT /v1/admin/definition, which read and replace the whole site definition as
// JSON.
#include <boost/asio/post.hpp>

#include "edge/definition_change.hpp"
#include "edge/routes.hpp"
#include "wire/definition_json.hpp"

namespace callbackd::edge {
namespace {

std::string version_tag(core::SiteDefinition const& site) {
  return '"' + std::to_string(site.version) + '"';
}

}  // namespace

void get_definition(EdgeParts& parts, ExchangePtr exchange) {
  boost::asio::post(parts.logins.executor(), [site = parts.engine.site(), exchange] {
    exchange->answer(200, wire::write_definition(site->written), {{"ETag", version_tag(*site)}});
  });
}

void put_definition(EdgeParts& parts, ExchangePtr exchange) {
  auto tree = wire::read_definition(exchange->request.body);
  if (!tree.malformed.empty()) {
    return exchange->refuse(wire::ProblemCode::kMalformedJson, tree.malformed);
  }
  if (!tree.errors.empty()) return exchange->refuse_fields(tree.errors);
  auto const make = [exchange, tree = std::move(tree.value)](
                        core::SiteDefinition const& current) -> std::optional<NextDefinition> {
    if (!precondition_holds(*exchange, version_tag(current))) return std::nullopt;
    return NextDefinition{tree};
  };
  std::make_shared<DefinitionChange>(parts, exchange, make)->start();
}

}  // namespace callbackd::edge
