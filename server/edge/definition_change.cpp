#include "edge/definition_change.hpp"

#include <boost/asio/post.hpp>

#include "edge/site_regions.hpp"
#include "wire/definition_json.hpp"
#include "wire/http_answers.hpp"

namespace callbackd::edge {
namespace {

// The pause before a DefinitionChange asks or tries again, and the number of pauses after which it
// gives up. All pauses of a change together take about 10 s.
constexpr std::chrono::milliseconds kPauseBeforeRetry{50};
constexpr int kMostPauses = 200;
constexpr char kNoAdmin[] = "You are not an admin any more.";

wire::FieldErrors field_errors(std::vector<core::SiteProblem> const& problems,
                               std::string const& path_of_part) {
  wire::FieldErrors errors;
  for (auto const& problem : problems) {
    bool const own = !path_of_part.empty() && problem.field.starts_with(path_of_part);
    errors.push_back({own ? problem.field.substr(path_of_part.size()) : problem.field, problem.rule,
                      problem.message});
  }
  return errors;
}

// Whether an If-Match or If-None-Match field names this ETag (RFC 9110, section 13.1). The field is
// a list of tags, or `*`, which stands for every tag.
bool lists_tag(std::string_view field, std::string_view etag) {
  while (!field.empty()) {
    auto const comma = std::min(field.find(','), field.size());
    auto tag = field.substr(0, comma);
    field.remove_prefix(std::min(comma + 1, field.size()));
    while (!tag.empty() && (tag.front() == ' ' || tag.front() == '\t')) tag.remove_prefix(1);
    while (!tag.empty() && (tag.back() == ' ' || tag.back() == '\t')) tag.remove_suffix(1);
    if (tag == "*" || tag == etag) return true;
  }
  return false;
}

}  // namespace

std::string etag_of(core::Node const& part) {
  return '"' + base::to_text(short_hash(wire::write_definition(part))) + '"';
}

bool precondition_holds(Exchange& exchange, std::string const& etag) {
  auto const& request = exchange.request;
  bool const wanted = !request.has_header("If-Match") ||
                      (!etag.empty() && lists_tag(request.header("If-Match"), etag));
  bool const unwanted = request.has_header("If-None-Match") && !etag.empty() &&
                        lists_tag(request.header("If-None-Match"), etag);
  if (wanted && !unwanted) return true;
  exchange.refuse(wire::ProblemCode::kPreconditionFailed,
                  etag.empty() ? "There is nothing with this name."
                               : "What is stored is not what If-Match or If-None-Match names: read "
                                 "it again, then repeat your change.",
                  etag.empty() ? std::vector<HttpHeader>{} : std::vector{HttpHeader{"ETag", etag}});
  return false;
}

DefinitionChange::DefinitionChange(EdgeParts& parts, ExchangePtr exchange, Make make)
    : parts_(parts),
      exchange_(std::move(exchange)),
      make_(std::move(make)),
      timer_(parts.logins.executor()) {}

void DefinitionChange::start() {
  for (auto const& [name, value] : exchange_->query) {
    if (name == "move_to") {
      move_to_ = value;
      continue;
    }
    if (value != "true" && value != "false") {
      return exchange_->refuse_fields({{"dry_run", "enum", "Must be true or false."}});
    }
    dry_run_ = value == "true";
  }
  boost::asio::post(parts_.logins.executor(),
                    [self = shared_from_this()] { self->build_and_check(); });
}

void DefinitionChange::build_and_check() {
  auto const current = parts_.engine.site();
  auto next = make_(*current);
  if (!next) return;
  next_ = std::move(*next);
  auto const decoded = with_regions_checked(core::decode_site(next_.tree), next_.tree);
  if (!decoded.site)
    return exchange_->refuse_fields(field_errors(decoded.errors, next_.path_of_part));
  if (!move_to_.empty() && decoded.site->find_queue(move_to_) == nullptr) {
    return exchange_->refuse_fields({{"move_to", "unknown", "There is no such queue."}});
  }
  if (!stays_admin(*current, *decoded.site)) return;
  changes_ = core::site_changes(*current, *decoded.site);
  auto const& whole = decoded.site->written;
  auto json = wire::write_definition(whole);
  // If only the order of a list changed, changes_ is empty, so the texts are compared too. If the
  // newest version cannot be read, an older version is in force. Then the change is stored even if
  // its text is that of the older version, because it must replace the newest one.
  bool const same = changes_.empty() && current->unreadable_version == 0 &&
                    json == wire::write_definition(current->written);
  headers_.clear();
  if (auto etag = next_.etag ? next_.etag(whole) : std::string{}; !etag.empty())
    headers_.push_back({"ETag", std::move(etag)});
  if (same) return unchanged(current->version);
  auto moves = moves_from(*current, *decoded.site);
  core::AdoptDefinition would{decoded.site, moves, true};
  parts_.engine.submit(
      std::move(would), [self = shared_from_this(), current, json = std::move(json),
                         moves = std::move(moves)](engine::Reply reply) mutable {
        if (auto const* refusal = std::get_if<core::Refusal>(&reply.body)) {
          return self->exchange_->refuse(*refusal);
        }
        if (!self->dry_run_) {
          return self->propose(std::move(json), current->newest_stored_version(), std::move(moves));
        }
        self->headers_.clear();  // a dry run stores nothing, so there is nothing with this ETag yet
        self->unchanged(current->version);
      });
}

void DefinitionChange::unchanged(std::int64_t version) {
  exchange_->answer(200, wire::write_definition_answer({version, false, changes_}),
                    std::move(headers_));
}

// The change is refused if the user would not have the role admin afterwards, so that somebody
// always has it. It is also refused if the user has lost the role since the request began.
bool DefinitionChange::stays_admin(core::SiteDefinition const& current,
                                   core::SiteDefinition const& next) {
  auto const& user = exchange_->principal.user;
  auto const is_admin = [&](core::SiteDefinition const& site) {
    auto const roles = core::effective_roles(site, user.login, user.roles);
    return core::has_role(roles, core::Role::kAdmin);
  };
  if (!is_admin(current)) {
    exchange_->refuse(wire::ProblemCode::kForbidden, kNoAdmin);
    return false;
  }
  if (is_admin(next)) return true;
  exchange_->refuse(wire::ProblemCode::kLastAdmin,
                    "This change would take the role admin from you: let another admin make it.");
  return false;
}

core::QueueMoves DefinitionChange::moves_from(core::SiteDefinition const& current,
                                              core::SiteDefinition const& next) const {
  core::QueueMoves moves;
  if (move_to_.empty()) return moves;
  for (auto const& queue : current.queues) {
    if (next.find_queue(queue.name) == nullptr) moves.emplace(queue.name, move_to_);
  }
  return moves;
}

void DefinitionChange::propose(std::string json, std::int64_t base, core::QueueMoves moves) {
  records::ProposeDefinition proposal;
  proposal.json = std::move(json);
  proposal.by = exchange_->principal.user.login;
  proposal.at = parts_.clock.now();
  proposal.base = base;
  proposal.moves = std::move(moves);
  proposal.of_admin = true;
  parts_.records.ask(std::move(proposal), [self = shared_from_this()](auto version) {
    if (version.has_error()) return self->exchange_->no_records(version.error());
    self->proposed(*version);
  });
}

void DefinitionChange::proposed(std::int64_t version) {
  if (version == records::kNoAdmin) {
    return exchange_->refuse(wire::ProblemCode::kForbidden, kNoAdmin);
  }
  if (version == records::kNotNewest) return restart();
  version_ = version;
  parts_.engine.look_for_definition();
  ask();
}

void DefinitionChange::ask() {
  parts_.records.ask(records::FindDefinitionState{version_},
                     [self = shared_from_this()](auto state) {
                       if (state.has_error()) return self->exchange_->no_records(state.error());
                       self->handle_decision(*state);
                     });
}

void DefinitionChange::handle_decision(records::DefinitionState const& state) {
  if (state.adopted) {
    return exchange_->answer(next_.status,
                             wire::write_definition_answer({version_, true, changes_}),
                             std::move(headers_));
  }
  if (!state.decided) return retry_later([self = shared_from_this()] { self->ask(); });
  // If a version that is newer than this proposal is in force, the change is made again from that
  // version.
  bool const overtaken = parts_.engine.site()->version > version_;
  if (overtaken) return restart();
  // The core would have adopted the proposal when it was asked before, but it refused the proposal
  // now. For example, callbacks may have come in between to a queue that the proposal removes. The
  // stored text of the refusal is `field: message`.
  auto const colon = state.refusal.find(": ");
  auto const field = colon == std::string::npos ? std::string{} : state.refusal.substr(0, colon);
  auto const message = colon == std::string::npos ? state.refusal : state.refusal.substr(colon + 2);
  exchange_->refuse_fields({{field, "refused", message}});
}

void DefinitionChange::restart() {
  version_ = 0;
  retry_later([self = shared_from_this()] { self->build_and_check(); });
}

template <typename Then>
void DefinitionChange::retry_later(Then then) {
  if (++pauses_ == kMostPauses) {
    return exchange_->unavailable(version_ == 0
                                      ? "Others keep changing the site definition; try again later."
                                      : "The change is stored, but not in force yet.");
  }
  timer_.expires_after(kPauseBeforeRetry);
  timer_.async_wait([then = std::move(then)](boost::system::error_code) { then(); });
}

}  // namespace callbackd::edge
