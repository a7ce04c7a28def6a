// The routes of one callback: read it, change it, cancel it, void its manage token, read its
// history, and explain why it waits. If the asker may not see the callback, the answer is the same
// as for an unknown id.
#include <charconv>

#include "edge/pages.hpp"
#include "edge/phone_numbers.hpp"
#include "edge/request_source.hpp"
#include "edge/routes.hpp"
#include "wire/http_answers.hpp"
#include "wire/http_requests.hpp"
#include "wire/requested_time.hpp"

namespace callbackd::edge {
namespace {

using Kind = Principal::Kind;

// Whether a manage token is still good. It is not good if it was made void, or if the callback
// ended too long ago.
bool token_holds(ManageTokens::Claim const& claim, core::CallbackView const& view,
                 base::Instant now) {
  bool const is_void = view.token_version != core::kFirstTokenVersion;
  bool const over = view.ended_at && now >= *view.ended_at + base::kLimits.manage_token_after_end;
  return claim.version == view.token_version && !is_void && !over;
}

// Whether the principal may see the callback. A user sees every callback, because the table of
// routes lets only supervisors and admins use these routes. A site sees its own callbacks with its
// secret key, and none with a publishable key. A manage token sees the callback for which it was
// made, as long as the token is good.
bool may_see(Principal const& principal, core::CallbackView const& view, base::Instant now) {
  switch (principal.kind) {
    case Kind::kSecretKey:
      return principal.site == view.site;
    case Kind::kManageToken:
      return principal.claim.callback == view.id && token_holds(principal.claim, view, now);
    case Kind::kUser:
      return true;
    case Kind::kPublishableKey:
      return false;
  }
  return false;
}

core::Actor actor_of(Principal const& principal) {
  switch (principal.kind) {
    case Kind::kManageToken:
      return {core::Actor::Kind::kCustomer, ""};
    case Kind::kUser:
      return {core::Actor::Kind::kSupervisor, principal.user.login};
    default:
      return {core::Actor::Kind::kSite, principal.site};
  }
}

// Lets only pages of the callback's own site read the answer in a browser. Before the callback was
// known, the route could only check that the page belongs to some site.
void keep_from_other_pages(EdgeParts& parts, Exchange& exchange, core::CallbackView const& view) {
  if (!is_page_of_site(parts, view.site, exchange.allowed_origin)) exchange.allowed_origin.clear();
}

using WithView = std::function<void(core::CallbackView)>;

// Answers a request whose asker may not see the callback. The answer is 404, as for an unknown id.
// But if the request has the callback's own manage token and that token is not good any more, the
// answer is 401.
void answer_not_visible(Exchange& exchange, core::CallbackView const& view) {
  auto const& principal = exchange.principal;
  bool const own = principal.kind == Kind::kManageToken && principal.claim.callback == view.id;
  if (!own) return exchange.not_found();
  exchange.refuse(wire::ProblemCode::kUnauthenticated,
                  "This manage token has expired or was revoked.");
}

void look_in_storage(EdgeParts& parts, ExchangePtr const& exchange, base::CallbackId id,
                     WithView then) {
  parts.records.ask(records::FindCallback{id},
                    [&parts, exchange, then = std::move(then)](auto found) {
                      if (found.has_error()) return exchange->no_records(found.error());
                      if (!*found) return exchange->not_found();
                      keep_from_other_pages(parts, *exchange, **found);
                      bool const seen = may_see(exchange->principal, **found, parts.clock.now());
                      if (!seen) return answer_not_visible(*exchange, **found);
                      then(std::move(**found));
                    });
}

// Calls `then` with the callback whose id is in the path, in its present state. If there is no such
// callback or the asker may not see it, with_callback() answers the request itself. The engine is
// asked first. A callback that is final is only in the database.
void with_callback(EdgeParts& parts, ExchangePtr const& exchange, WithView then) {
  auto const id = base::callback_id_from_text(exchange->arguments.at(0));
  if (!id) return exchange->not_found();
  auto const& principal = exchange->principal;
  bool const manages = principal.kind == Kind::kManageToken;
  if (manages && principal.claim.callback != *id) return exchange->not_found();
  parts.engine.submit(core::GetCallback{*id}, [&parts, exchange, id = *id, then = std::move(then)](
                                                  engine::Reply reply) mutable {
    if (auto* view = std::get_if<core::CallbackView>(&reply.body)) {
      keep_from_other_pages(parts, *exchange, *view);
      bool const seen = may_see(exchange->principal, *view, parts.clock.now());
      if (!seen) return answer_not_visible(*exchange, *view);
      return then(std::move(*view));
    }
    auto const* refusal = std::get_if<core::Refusal>(&reply.body);
    if (refusal != nullptr && refusal->reason != core::RefusalReason::kNotFound) {
      return exchange->refuse(*refusal);
    }
    look_in_storage(parts, exchange, id, std::move(then));
  });
}

void changed(ExchangePtr const& exchange, engine::Reply const& reply) {
  if (auto const* view = std::get_if<core::CallbackView>(&reply.body)) {
    return exchange->answer(200, wire::write_callback_answer(*view));
  }
  if (auto const* refusal = std::get_if<core::Refusal>(&reply.body)) exchange->refuse(*refusal);
}

void refuse_final(ExchangePtr const& exchange, core::CallbackView const& view) {
  core::Refusal refusal;
  refusal.reason = core::RefusalReason::kWrongState;
  refusal.detail = "The callback is already " + std::string(core::to_text(view.state)) + ".";
  exchange->refuse(refusal);
}

void check_patch(EdgeParts& parts, Principal const& principal,
                 wire::PatchCallbackRequest const& patch, wire::FieldErrors& errors) {
  bool const supervisor = principal.kind == Kind::kUser;
  if (patch.priority && !supervisor)
    errors.push_back({"priority", "not_allowed", "Only a supervisor may change this."});
  if (patch.queue && !supervisor)
    errors.push_back({"queue", "not_allowed", "Only a supervisor may change this."});
  if (patch.queue && supervisor && parts.engine.site()->find_queue(*patch.queue) == nullptr) {
    errors.push_back({"queue", "unknown", "There is no such queue."});
  }
}

// How often a change is tried if others change the details of the same callback at the same time.
constexpr int kChangeTries = 5;

void submit_change(EdgeParts& parts, ExchangePtr const& exchange, core::ChangeCallback command,
                   int tries);

// Whether the begin of the command's window is allowed. A `not_before` in the past is allowed only
// if the callback has the same `not_before` already.
bool keeps_begin(core::ChangeCallback const& command, records::Attributes const& stored) {
  return !command.begin_is_kept || wire::begin_of(stored.when) == command.window->not_before;
}

// Checks the patch against the stored details, which only the database has. Then it submits the
// change with the version of the details that it read. If the details were changed in the meantime,
// the core refuses with kVersionConflict. submit_change() then calls this function again.
void fit_details(EdgeParts& parts, ExchangePtr const& exchange, core::ChangeCallback command,
                 int tries) {
  auto const id = command.id;
  parts.records.ask(records::FindAttributes{id}, [&parts, exchange, command = std::move(command),
                                                  tries](auto found) mutable {
    if (found.has_error()) return exchange->no_records(found.error());
    if (!*found) return exchange->not_found();
    if (!keeps_begin(command, **found)) return exchange->refuse_fields({wire::begin_in_past()});
    auto const& patch = command.attributes_patch_json;
    if (patch && !wire::attributes_fit((*found)->json, *patch)) {
      return exchange->refuse_fields(
          {{"attributes", "too_large",
            "Must have at most 8192 bytes as JSON, together with the attributes that are there."}});
    }
    command.person_version = (*found)->version;
    if (patch) command.attributes_changed = wire::attributes_changed((*found)->json, *patch);
    submit_change(parts, exchange, std::move(command), tries - 1);
  });
}

void submit_change(EdgeParts& parts, ExchangePtr const& exchange, core::ChangeCallback command,
                   int tries) {
  auto const retry = command;
  parts.engine.submit(std::move(command), [&parts, exchange, retry, tries](engine::Reply reply) {
    auto const* refusal = std::get_if<core::Refusal>(&reply.body);
    bool const conflict =
        refusal != nullptr && refusal->reason == core::RefusalReason::kVersionConflict;
    if (conflict && tries > 0) return fit_details(parts, exchange, retry, tries);
    if (refusal == nullptr || refusal->reason != core::RefusalReason::kNotFound)
      return changed(exchange, reply);
    // The callback ended after it was read and before the change, so the engine does not have it
    // any more.
    look_in_storage(parts, exchange, retry.id,
                    [exchange](core::CallbackView const& ended) { refuse_final(exchange, ended); });
  });
}

void change(EdgeParts& parts, ExchangePtr const& exchange, wire::PatchCallbackRequest patch,
            core::CallbackView const& view) {
  core::ChangeCallback command;
  command.id = view.id;
  command.by = actor_of(exchange->principal);
  if (command.by.kind == core::Actor::Kind::kCustomer) {
    command.source = source_of(exchange->request.peer);
  }
  command.window = patch.window;
  command.requested_time = std::move(patch.requested_time);
  command.begin_is_kept = patch.begin_in_past;
  command.attributes_patch_json = std::move(patch.attributes_patch_json);
  command.priority = patch.priority;
  command.queue = std::move(patch.queue);
  if (patch.phone) {
    auto const parsed = parse_phone(*patch.phone, parts.engine.site()->company.default_region);
    if (auto const* problem = std::get_if<PhoneProblem>(&parsed)) {
      return exchange->refuse_fields({{"phone", problem->rule, problem->message}});
    }
    auto const& number = std::get<core::ClassedNumber>(parsed);
    command.phone = number.number;
    command.number_class = number.number_class;
    command.extension = number.extension;
  }
  if (core::is_final(view.state)) return refuse_final(exchange, view);
  if (command.attributes_patch_json || command.begin_is_kept) {
    return fit_details(parts, exchange, std::move(command), kChangeTries);
  }
  submit_change(parts, exchange, std::move(command), 0);
}

std::optional<std::uint32_t> number_parameter(Exchange const& exchange, std::string_view name,
                                              std::uint32_t otherwise, std::uint32_t least,
                                              std::uint32_t most) {
  for (auto const& [key, text] : exchange.query) {
    if (key != name) continue;
    std::uint32_t value = 0;
    auto const read = std::from_chars(text.data(), text.data() + text.size(), value);
    bool const whole = read.ec == std::errc{} && read.ptr == text.data() + text.size();
    if (!whole || value < least || value > most) return std::nullopt;
    return value;
  }
  return otherwise;
}

}  // namespace

void get_callback(EdgeParts& parts, ExchangePtr exchange) {
  with_callback(parts, exchange, [exchange](core::CallbackView view) {
    exchange->answer(200, wire::write_callback_answer(view));
  });
}

void patch_callback(EdgeParts& parts, ExchangePtr exchange) {
  auto patch = wire::read_patch_callback(exchange->request.body, parts.clock.now());
  if (!patch.malformed.empty()) {
    return exchange->refuse(wire::ProblemCode::kMalformedJson, patch.malformed);
  }
  check_patch(parts, exchange->principal, patch.value, patch.errors);
  with_callback(parts, exchange, [&parts, exchange, patch](core::CallbackView const& view) mutable {
    if (!patch.errors.empty()) return exchange->refuse_fields(std::move(patch.errors));
    change(parts, exchange, std::move(patch.value), view);
  });
}

void delete_callback(EdgeParts& parts, ExchangePtr exchange) {
  with_callback(parts, exchange, [&parts, exchange](core::CallbackView const& view) {
    if (view.state == core::CallbackState::kCancelled) {  // a repeated cancel
      return exchange->answer(200, wire::write_callback_answer(view));
    }
    if (core::is_final(view.state)) return refuse_final(exchange, view);
    core::CancelCallback command{view.id, actor_of(exchange->principal)};
    parts.engine.submit(std::move(command), [&parts, exchange, id = view.id](engine::Reply reply) {
      auto const* refusal = std::get_if<core::Refusal>(&reply.body);
      if (refusal == nullptr || refusal->reason != core::RefusalReason::kNotFound) {
        return changed(exchange, reply);
      }
      // The callback ended after it was read and before the cancel, so the engine does not have it
      // any more.
      look_in_storage(parts, exchange, id, [exchange](core::CallbackView const& ended) {
        if (ended.state != core::CallbackState::kCancelled) return refuse_final(exchange, ended);
        exchange->answer(200, wire::write_callback_answer(ended));
      });
    });
  });
}

void delete_manage_token(EdgeParts& parts, ExchangePtr exchange) {
  with_callback(parts, exchange, [&parts, exchange](core::CallbackView const& view) {
    core::VoidManageToken const command{view.id, actor_of(exchange->principal)};
    parts.engine.submit(command, [&parts, exchange, command](engine::Reply reply) {
      auto const* refusal = std::get_if<core::Refusal>(&reply.body);
      if (refusal == nullptr) return exchange->no_content();
      if (refusal->reason != core::RefusalReason::kNotFound) return exchange->refuse(*refusal);
      // The callback is final, so only the database has it.
      records::VoidManageToken question{command.id, core::actor_text(command.by),
                                        parts.clock.now()};
      parts.records.ask(std::move(question), [exchange](auto done) {
        if (done.has_error()) return exchange->no_records(done.error());
        exchange->no_content();
      });
    });
  });
}

void get_events(EdgeParts& parts, ExchangePtr exchange) {
  constexpr std::uint32_t kLastEvent = 2'147'483'647;  // the largest number of an event: an int4
  auto const after = number_parameter(*exchange, "after", 0, 0, kLastEvent);
  auto const limit = number_parameter(*exchange, "limit", 100, 1, base::kLimits.events_per_page);
  wire::FieldErrors errors;
  if (!after) errors.push_back({"after", "range", "Must be the number of an event, or 0."});
  if (!limit) errors.push_back({"limit", "range", "Must be between 1 and 1000."});
  if (!errors.empty()) return exchange->refuse_fields(std::move(errors));
  with_callback(parts, exchange, [&parts, exchange, after, limit](core::CallbackView const& view) {
    parts.records.ask(records::ListEvents{view.id, *after, *limit}, [exchange](auto page) {
      if (page.has_error()) return exchange->no_records(page.error());
      exchange->answer(200, wire::write_events_answer({page->events_json, page->next}));
    });
  });
}

void get_explanation(EdgeParts& parts, ExchangePtr exchange) {
  with_callback(parts, exchange, [&parts, exchange](core::CallbackView const& view) {
    parts.engine.submit(
        core::ExplainCallback{view.id}, [&parts, exchange, view](engine::Reply reply) {
          core::ExplainView explanation;
          explanation.id = view.id;
          explanation.state = view.state;
          if (auto* live = std::get_if<core::ExplainView>(&reply.body))
            explanation = std::move(*live);
          parts.records.ask(records::ListOffers{view.id}, [exchange, explanation](auto offers) {
            if (offers.has_error()) return exchange->no_records(offers.error());
            exchange->answer(200, wire::write_explain_answer(explanation, *offers));
          });
        });
  });
}

}  // namespace callbackd::edge
