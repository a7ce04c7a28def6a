// What a website asks about a queue: how long one would wait, and which slots are left.
#include <algorithm>

#include "calendar/local_time.hpp"
#include "edge/routes.hpp"
#include "wire/http_answers.hpp"

namespace callbackd::edge {
namespace {

// The queue that the path names, if this key's site may post to it.
bool may_ask_about(EdgeParts& parts, Exchange const& exchange, std::string const& queue) {
  auto const definition = parts.engine.site();
  auto const* site = definition->find_site(exchange.principal.site);
  bool const allowed = site != nullptr &&
                       (site->queues.empty() || std::find(site->queues.begin(), site->queues.end(),
                                                          queue) != site->queues.end());
  return allowed && definition->find_queue(queue) != nullptr;
}

// A parameter given twice counts as it was given last.
void read_query(Exchange const& exchange, core::ListSlots& command, wire::FieldErrors& errors) {
  for (auto const& [name, text] : exchange.query) {
    if (name == "time_zone") {
      command.time_zone = text;
      if (!calendar::zone_exists(text)) {
        errors.push_back({name, "unknown", "is not a time zone of the IANA database"});
      }
      continue;
    }
    auto const date = calendar::date_from_text(text);
    if (!date) errors.push_back({name, "format", "must be a date: 2027-03-14"});
    (name == "from" ? command.from : command.to) = date;
  }
}

}  // namespace

void get_estimate(EdgeParts& parts, ExchangePtr exchange) {
  auto const queue = exchange->arguments.at(0);
  if (!may_ask_about(parts, *exchange, queue)) return exchange->not_found();
  parts.engine.submit(core::EstimateQueue{queue}, [exchange](engine::Reply reply) {
    if (auto const* view = std::get_if<core::EstimateView>(&reply.body)) {
      return exchange->answer(200, wire::write_estimate_answer(*view));
    }
    if (auto const* refusal = std::get_if<core::Refusal>(&reply.body)) exchange->refuse(*refusal);
  });
}

void get_slots(EdgeParts& parts, ExchangePtr exchange) {
  core::ListSlots command;
  command.queue = exchange->arguments.at(0);
  command.key = exchange->principal.key_kind();
  if (!may_ask_about(parts, *exchange, command.queue)) return exchange->not_found();
  wire::FieldErrors errors;
  read_query(*exchange, command, errors);
  if (!errors.empty()) return exchange->refuse_fields(std::move(errors));
  parts.engine.submit(std::move(command), [exchange](engine::Reply reply) {
    if (auto* view = std::get_if<core::SlotsView>(&reply.body)) {
      return exchange->answer_late(
          200, [view = std::move(*view)] { return wire::write_slots_answer(view); }, {});
    }
    if (auto const* refusal = std::get_if<core::Refusal>(&reply.body)) exchange->refuse(*refusal);
  });
}

}  // namespace callbackd::edge
