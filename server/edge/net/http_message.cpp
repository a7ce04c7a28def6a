#include "edge/net/http_message.hpp"

#include <fmt/format.h>

#include "edge/net/chunked.hpp"
#include "edge/net/head_text.hpp"

namespace callbackd::edge {

std::string_view HttpRequest::header(std::string_view name) const {
  for (auto const& field : head_.fields) {
    if (equals_ignoring_case(field.name.of(text_), name)) return field.value.of(text_);
  }
  return {};
}

bool HttpRequest::has_header(std::string_view name) const {
  for (auto const& field : head_.fields) {
    if (equals_ignoring_case(field.name.of(text_), name)) return true;
  }
  return false;
}

std::optional<HttpRequest> request_from_text(std::string_view text) {
  NetLimits const limits;
  HeadSearch search;
  auto const end = search.find_end(text, limits);
  if (!end || !*end) return std::nullopt;
  auto head = parse_head(text.substr(0, **end), limits);
  if (!head) return std::nullopt;
  auto const rest = text.substr(**end);
  bool const chunked = head->chunked;
  auto const length = head->content_length;
  HttpRequest request(std::string(text.substr(0, **end)), std::move(*head));
  if (chunked) {
    ChunkedDecoder decoder;
    if (!decoder.take(rest, request.body, limits) || !decoder.done()) return std::nullopt;
  } else {
    if (rest.size() != length) return std::nullopt;
    request.body = rest;
  }
  return request;
}

HttpResponse to_response(HttpRefusal const& refusal) {
  return {.status = refusal.status,
          .content_type = "application/problem+json",
          .body = fmt::format(R"({{"type":"/problems/{}","title":"{}","status":{},"detail":"{}"}})",
                              refusal.code, refusal.title, refusal.status, refusal.detail),
          .close = true,
          .of_transport = true};
}

Responder& Responder::operator=(Responder&& other) noexcept {
  std::swap(sink_, other.sink_);
  std::swap(request_, other.request_);
  return *this;
}

Responder::~Responder() {
  if (sink_) {
    (*this)(to_response(HttpRefusal{500, "internal_error", "Internal Server Error",
                                    "The request could not be answered."}));
  }
}

void Responder::operator()(HttpResponse response) {
  if (auto const sink = std::exchange(sink_, nullptr)) sink->deliver(request_, std::move(response));
}

void UpgradeResponder::accept(std::string subprotocol, std::shared_ptr<WebSocketHandler> handler) {
  if (auto const sink = std::exchange(sink_, nullptr))
    sink->deliver_upgrade(request_, std::move(subprotocol), std::move(handler));
}

}  // namespace callbackd::edge
