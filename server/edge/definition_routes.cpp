// GET and PUT /v1/admin/definition: the whole site definition as JSON. A PUT proposes a version,
// and answers when the engine has adopted it (it asks PostgreSQL until then, for a few seconds).
#include <boost/asio/steady_timer.hpp>

#include "core/site_decoder.hpp"
#include "edge/routes.hpp"
#include "edge/site_regions.hpp"
#include "wire/definition_json.hpp"
#include "wire/http_answers.hpp"

namespace callbackd::edge {
namespace {

std::vector<core::FieldError> field_errors(std::vector<core::SiteProblem> const& problems) {
  std::vector<core::FieldError> errors;
  for (auto const& problem : problems)
    errors.push_back({problem.field, problem.rule, problem.message});
  return errors;
}

// Asks until the engine has decided about a proposed version; it looks for one at every heartbeat.
class Adoption : public std::enable_shared_from_this<Adoption> {
 public:
  Adoption(EdgeParts& parts, ExchangePtr exchange, std::vector<core::SiteChange> changes,
           std::int64_t version)
      : parts_(parts),
        exchange_(std::move(exchange)),
        changes_(std::move(changes)),
        version_(version),
        timer_(parts.logins.executor()) {}

  void ask() {
    parts_.records.definition_state(version_, [self = shared_from_this()](auto state) {
      if (state.has_error()) return self->exchange_->unavailable("the database is not reachable");
      self->decided(*state);
    });
  }

 private:
  static constexpr std::chrono::milliseconds kBetween{50};
  static constexpr int kTries = 200;

  void decided(records::Records::DefinitionState const& state) {
    if (state.adopted) {
      return exchange_->answer(200, wire::write_definition_answer({version_, true, changes_}));
    }
    if (state.decided) {
      return exchange_->refuse_fields({{"", "refused", state.refusal}});
    }
    if (++tries_ == kTries) return exchange_->unavailable("stored, but not adopted yet");
    timer_.expires_after(kBetween);
    timer_.async_wait([self = shared_from_this()](boost::system::error_code) { self->ask(); });
  }

  EdgeParts& parts_;
  ExchangePtr exchange_;
  std::vector<core::SiteChange> changes_;
  std::int64_t version_;
  boost::asio::steady_timer timer_;
  int tries_ = 0;
};

void propose(EdgeParts& parts, ExchangePtr const& exchange, core::SitePtr const& proposed,
             std::vector<core::SiteChange> changes) {
  auto json = wire::write_definition(core::encode_site(*proposed));
  auto const by = exchange->principal.user.login;
  parts.records.propose_definition(
      std::move(json), by, parts.clock.now(),
      [&parts, exchange, changes = std::move(changes)](auto version) mutable {
        if (version.has_error()) return exchange->unavailable("the database is not reachable");
        std::make_shared<Adoption>(parts, exchange, std::move(changes), *version)->ask();
      });
}

}  // namespace

void get_definition(EdgeParts& parts, ExchangePtr exchange) {
  exchange->answer(200, wire::write_definition(core::encode_site(*parts.engine.site())));
}

void put_definition(EdgeParts& parts, ExchangePtr exchange) {
  bool dry_run = false;
  for (auto const& [name, value] : exchange->query) {
    if (value != "true" && value != "false") {
      return exchange->refuse_fields({{"dry_run", "enum", "is true or false"}});
    }
    dry_run = value == "true";
  }
  auto const tree = wire::read_definition(exchange->request.body);
  if (!tree.malformed.empty()) {
    return exchange->refuse(wire::ProblemCode::kMalformedJson, tree.malformed);
  }
  if (!tree.errors.empty()) return exchange->refuse_fields(tree.errors);
  auto const decoded = with_regions_checked(core::decode_site(tree.value), tree.value);
  if (!decoded.site) return exchange->refuse_fields(field_errors(decoded.errors));
  auto const current = parts.engine.site();
  auto changes = core::site_changes(*current, *decoded.site);
  if (dry_run || changes.empty()) {
    return exchange->answer(200, wire::write_definition_answer({current->version, false, changes}));
  }
  propose(parts, exchange, decoded.site, std::move(changes));
}

}  // namespace callbackd::edge
