// The route POST /v1/callbacks. If the request has an Idempotency-Key, repeat_or_submit() first
// looks for an earlier request with this key. check_and_submit() checks the body and the rules of
// the site. submit() gives the command to the engine.
#include <algorithm>

#include "core/definition/dialling_rules.hpp"
#include "edge/idempotency_key.hpp"
#include "edge/phone_numbers.hpp"
#include "edge/request_source.hpp"
#include "edge/routes.hpp"
#include "wire/http_answers.hpp"
#include "wire/http_requests.hpp"

namespace callbackd::edge {
namespace {

using wire::FieldErrors;

void check_destination(core::SiteDefinition const& definition, core::Site const& site,
                       wire::PostCallbackRequest const& body, FieldErrors& errors) {
  auto const& name = body.queue.empty() ? body.routing_point : body.queue;
  if (name.empty()) return;  // reported by the decoder
  auto const* const field = body.queue.empty() ? "routing_point" : "queue";
  bool const known = body.queue.empty() ? definition.find_routing_point(name) != nullptr
                                        : definition.find_queue(name) != nullptr;
  bool const allowed = site.queues.empty() ||
                       std::find(site.queues.begin(), site.queues.end(), name) != site.queues.end();
  if (!known || !allowed)
    errors.push_back({field, "unknown", "There is no such queue or routing point for this site."});
}

void check_priority(Principal const& principal, core::Site const& site, std::optional<int> priority,
                    FieldErrors& errors) {
  if (!priority || *priority == 0) return;
  if (principal.kind == Principal::Kind::kPublishableKey) {
    errors.push_back({"priority", "not_allowed", "Must be 0 or left out with a publishable key."});
  } else if (*priority > site.max_priority) {
    errors.push_back({"priority", "range",
                      "Must be at most " + std::to_string(site.max_priority) +
                          ", the max_priority of this site."});
  }
}

core::PostCallback command_of(EdgeParts& parts, std::string site, wire::PostCallbackRequest& body,
                              core::ClassedNumber const& phone) {
  auto const now = parts.clock.now();
  core::PostCallback command;
  command.id = base::CallbackId{base::make_uuid7(now, random_bits(), random_bits())};
  command.site = std::move(site);
  command.queue = std::move(body.queue);
  command.routing_point = std::move(body.routing_point);
  command.phone = phone.number;
  command.number_class = phone.number_class;
  command.extension = phone.extension;
  command.window = body.window;
  command.priority = body.priority.value_or(0);
  command.routing_values = std::move(body.routing_values);
  auto details = std::make_shared<core::CallbackDetails>(std::move(body.details));
  details->phone = phone.number;
  details->extension = phone.extension;
  details->created_at = now;
  command.details = std::move(details);
  return command;
}

// Whether the answer contains the manage token. kYes: it does if the token was not made void. kNo:
// it does not, because the asker can be somebody else than the one who made the callback.
enum class ShowToken : bool { kYes, kNo };

void created(EdgeParts& parts, ExchangePtr const& exchange, core::CallbackView view,
             ShowToken show_token = ShowToken::kYes) {
  auto const location = "/v1/callbacks/" + base::to_text(view.id);
  exchange->answer_late(
      201,
      [&tokens = parts.authenticator.manage_tokens(), view = std::move(view), show_token] {
        bool const is_void =
            show_token == ShowToken::kNo || view.token_version != core::kFirstTokenVersion;
        return wire::write_callback_answer(view,
                                           is_void ? "" : tokens.make(view.id, view.token_version));
      },
      {{"Location", location}});
}

// Does the same as created() for a callback that is final. Such a callback is only in the database.
void created_from_storage(EdgeParts& parts, ExchangePtr const& exchange, base::CallbackId id,
                          ShowToken show_token) {
  parts.records.ask(records::FindCallback{id}, [&parts, exchange, show_token](auto found) {
    if (found.has_error()) return exchange->no_records(found.error());
    if (!*found) return exchange->not_found();
    created(parts, exchange, std::move(**found), show_token);
  });
}

// Answers with the engine's reply. If this request is a repeat, `first_callback` is the callback of
// the first request.
void replied(EdgeParts& parts, ExchangePtr const& exchange, engine::Reply reply,
             std::optional<base::CallbackId> first_callback,
             ShowToken show_token = ShowToken::kYes) {
  if (auto* view = std::get_if<core::CallbackView>(&reply.body))
    return created(parts, exchange, std::move(*view), show_token);
  auto const* refusal = std::get_if<core::Refusal>(&reply.body);
  if (refusal == nullptr) return;  // the engine ends: the exchange answers 503
  if (first_callback && refusal->reason == core::RefusalReason::kNotFound) {
    return created_from_storage(parts, exchange, *first_callback, show_token);
  }
  exchange->refuse(*refusal);
}

bool is_key_text(std::string_view text) {
  return !text.empty() && text.size() <= base::kLimits.idempotency_key_chars &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '!' && c <= '~'; });
}

bool is_strangers(Exchange const& exchange) {
  return exchange.principal.key_kind() == core::KeyKind::kPublishable;
}

// Counts a post that made no callback, because it was a repeat or was refused. Only posts of
// strangers are counted, that is with a publishable key. They are limited, because each may cost a
// look-up in the database.
void count_strangers_post_without_callback(EdgeParts& parts, Exchange const& exchange) {
  if (!is_strangers(exchange)) return;
  parts.edge_limits->count_post_without_callback(source_of(exchange.request.peer),
                                                 parts.clock.now());
}

void count_refused(EdgeParts& parts, Exchange const& exchange, engine::Reply const& reply) {
  auto const* refusal = std::get_if<core::Refusal>(&reply.body);
  bool const counts = refusal != nullptr && refusal->reason != core::RefusalReason::kUnavailable;
  if (counts) count_strangers_post_without_callback(parts, exchange);
}

void submit(EdgeParts& parts, ExchangePtr exchange, core::PostCallback command,
            std::optional<engine::IdempotencyKey> key) {
  parts.engine.post_callback(std::move(command), std::move(key),
                             [&parts, exchange](engine::Reply reply) {
                               auto const first_callback = reply.first_callback;
                               if (!first_callback) count_refused(parts, *exchange, reply);
                               replied(parts, exchange, std::move(reply), first_callback);
                             });
}

core::ClassedNumber read_phone(core::SiteDefinition const& definition, core::Site const& site,
                               std::string const& text, FieldErrors& errors) {
  if (text.empty()) return {};  // reported by the decoder
  auto const parsed = parse_phone(text, definition.company.default_region);
  if (auto const* problem = std::get_if<PhoneProblem>(&parsed)) {
    errors.push_back({"contact.phone", problem->rule, problem->message});
    return {};
  }
  auto const& number = std::get<core::ClassedNumber>(parsed);
  // The core checks this again when it accepts the callback. It is also checked here so that one
  // answer names all faults of the body.
  if (auto const problem = core::dialling_problem(definition, site.name, number)) {
    errors.push_back({"contact.phone", problem->rule, problem->about()});
  }
  return number;
}

void check_and_submit(EdgeParts& parts, ExchangePtr const& exchange,
                      std::optional<engine::IdempotencyKey> key, FieldErrors errors) {
  auto const definition = parts.engine.site();
  auto const* site = definition->find_site(exchange->principal.site);
  if (site == nullptr) {
    return exchange->refuse(wire::ProblemCode::kForbidden,
                            "The site of this key is not in the site definition any more.");
  }
  auto const mentioned = definition->mentioned_attributes();
  auto body = wire::read_post_callback(exchange->request.body, {parts.clock.now(), &mentioned});
  if (!body.malformed.empty()) {
    count_strangers_post_without_callback(parts, *exchange);
    return exchange->refuse(wire::problem_of(body));
  }
  errors.insert(errors.end(), body.errors.begin(), body.errors.end());
  check_destination(*definition, *site, body.value, errors);
  check_priority(exchange->principal, *site, body.value.priority, errors);
  auto const phone = read_phone(*definition, *site, body.value.phone, errors);
  if (!errors.empty()) {
    count_strangers_post_without_callback(parts, *exchange);
    return exchange->refuse_fields(std::move(errors));
  }
  auto command = command_of(parts, exchange->principal.site, body.value, phone);
  command.key = exchange->principal.key_kind();
  if (is_strangers(*exchange)) {
    command.source = source_of(exchange->request.peer);
  }
  submit(parts, exchange, std::move(command), std::move(key));
}

// Looks for the first request with this Idempotency-Key, before the rules are checked. A time that
// was in the future at the first request may be in the past at its repeat, and the repeat must not
// be refused for that.
//
// If there is no first request, this request is a new one. If the first request had a body of
// another meaning, this request is refused as a mismatch. Otherwise the answer is the callback of
// the first request.
//
// An older version of the server did not add the source of the request to a key that could be
// guessed. So a key that it stored may have come from somebody else (former_may_be_anothers). Then
// only the same body is a repeat, and it gets the callback without its manage token. Another body
// is a new request.
void repeat_or_submit(EdgeParts& parts, ExchangePtr const& exchange, IdempotencyKeys const& keys) {
  records::FindIdempotency question{keys.key.site, keys.key.key_hash, keys.former.key_hash,
                                    parts.clock.now()};
  parts.records.ask(std::move(question), [&parts, exchange, keys](auto found) {
    if (found.has_error()) return exchange->no_records(found.error());
    if (!*found) return check_and_submit(parts, exchange, keys.key, {});
    auto const first = **found;
    auto const& key = first.former ? keys.former : keys.key;
    bool const mismatch = first.body_hash != key.body_hash;
    bool const belongs_to_another = first.former && keys.former_may_be_anothers;
    if (mismatch && belongs_to_another) return check_and_submit(parts, exchange, keys.key, {});
    count_strangers_post_without_callback(parts, *exchange);
    if (mismatch) {
      return exchange->refuse(wire::ProblemCode::kIdempotencyMismatch,
                              "This Idempotency-Key was used with another body.");
    }
    auto const show_token = belongs_to_another ? ShowToken::kNo : ShowToken::kYes;
    parts.engine.submit(core::GetCallback{first.callback},
                        [&parts, exchange, first, show_token](engine::Reply reply) {
                          replied(parts, exchange, std::move(reply), first.callback, show_token);
                        });
  });
}

}  // namespace

void post_callback(EdgeParts& parts, ExchangePtr exchange) {
  if (is_strangers(*exchange)) {
    auto const refusal =
        parts.edge_limits->check_post(source_of(exchange->request.peer), parts.clock.now());
    if (refusal) return exchange->refuse(*refusal);
  }
  if (!exchange->request.has_header("Idempotency-Key"))
    return check_and_submit(parts, exchange, std::nullopt, {});
  auto const key_text = exchange->request.header("Idempotency-Key");
  if (!is_key_text(key_text)) {
    return check_and_submit(
        parts, exchange, std::nullopt,
        {{"Idempotency-Key", "format", "Must have 1 to 255 visible ASCII characters."}});
  }
  auto const keys =
      idempotency_keys({exchange->principal.site, exchange->principal.key_kind(),
                        source_of(exchange->request.peer), key_text, exchange->request.body});
  repeat_or_submit(parts, exchange, keys);
}

}  // namespace callbackd::edge
