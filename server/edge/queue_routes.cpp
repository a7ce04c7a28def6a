// The routes about a queue: how long a callback would wait, and which slots are free.
#include <algorithm>
#include <chrono>
#include <optional>
#include <string>

#include "calendar/local_time.hpp"
#include "edge/routes.hpp"
#include "wire/http_answers.hpp"

namespace callbackd::edge {
namespace {

// Whether the queue exists and the site of this key may post to the queue.
bool may_ask_about(EdgeParts& parts, Exchange const& exchange, std::string const& queue) {
  auto const definition = parts.engine.site();
  auto const* site = definition->find_site(exchange.principal.site);
  bool const allowed = site != nullptr &&
                       (site->queues.empty() || std::find(site->queues.begin(), site->queues.end(),
                                                          queue) != site->queues.end());
  return allowed && definition->find_queue(queue) != nullptr;
}

// Reads the query parameters `from`, `to` and `time_zone`. Repeated parameters were refused before
// (query_errors() in routes.cpp).
void read_query(Exchange const& exchange, core::ListSlots& command, wire::FieldErrors& errors) {
  for (auto const& [name, text] : exchange.query) {
    if (name == "time_zone") {
      command.time_zone = text;
      if (!calendar::zone_exists(text)) {
        errors.push_back(
            {name, "unknown", "Must be a time zone of the IANA database, such as Europe/London."});
      }
      continue;
    }
    auto const date = calendar::date_from_text(text);
    if (!date) errors.push_back({name, "format", "Must be a date, such as 2027-03-14."});
    (name == "from" ? command.from : command.to) = date;
  }
}

void tell_estimate(ExchangePtr const& exchange, core::AnswerBody const& said) {
  if (auto const* view = std::get_if<core::EstimateView>(&said)) {
    return exchange->answer(200, wire::write_estimate_answer(*view));
  }
  if (auto const* refusal = std::get_if<core::Refusal>(&said)) exchange->refuse(*refusal);
}

void tell_slots(ExchangePtr const& exchange, core::AnswerBody const& said) {
  if (auto const* view = std::get_if<core::SlotsView>(&said)) {
    return exchange->answer_late(200, [view = *view] { return wire::write_slots_answer(view); },
                                 {});
  }
  if (auto const* refusal = std::get_if<core::Refusal>(&said)) exchange->refuse(*refusal);
}

// Returns the key of a copy in QueueCopies. Commands have the same key only if they have the same
// answer.
std::string copy_key_of(core::EstimateQueue const& asked) {
  return "estimate " + asked.queue;
}

std::string copy_key_of(core::ListSlots const& asked) {
  auto const text_of = [](std::optional<std::chrono::year_month_day> const& date) {
    return date ? calendar::to_text(*date) : std::string{"-"};
  };
  bool const publishable = asked.key == core::KeyKind::kPublishable;
  return std::string{publishable ? "left for pages " : "left "} + text_of(asked.from) + ' ' +
         text_of(asked.to) + ' ' + asked.queue + '\n' + asked.time_zone;
}

// Asks about a queue. With a secret key the engine answers, so that a site's own server sees the
// slots that it has just booked. With a publishable key the answer comes from a copy that is at
// most a second old.
template <typename Command>
void ask(EdgeParts& parts, ExchangePtr exchange, Command command, QueueCopies::Respond respond) {
  if (exchange->principal.kind == Principal::Kind::kPublishableKey) {
    auto question = copy_key_of(command);
    return parts.queue_copies->ask(std::move(exchange), std::move(question), std::move(command),
                                   respond);
  }
  parts.engine.submit(std::move(command),
                      [exchange, respond](engine::Reply reply) { respond(exchange, reply.body); });
}

}  // namespace

void get_estimate(EdgeParts& parts, ExchangePtr exchange) {
  auto const queue = exchange->arguments.at(0);
  if (!may_ask_about(parts, *exchange, queue)) return exchange->not_found();
  ask(parts, std::move(exchange), core::EstimateQueue{queue}, tell_estimate);
}

void get_slots(EdgeParts& parts, ExchangePtr exchange) {
  core::ListSlots command;
  command.queue = exchange->arguments.at(0);
  command.key = exchange->principal.key_kind();
  if (!may_ask_about(parts, *exchange, command.queue)) return exchange->not_found();
  wire::FieldErrors errors;
  read_query(*exchange, command, errors);
  if (!errors.empty()) return exchange->refuse_fields(std::move(errors));
  ask(parts, std::move(exchange), std::move(command), tell_slots);
}

}  // namespace callbackd::edge
