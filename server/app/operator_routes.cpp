#include "app/operator_routes.hpp"

namespace callbackd::app {
namespace {

edge::HttpResponse plain(unsigned status, std::string body) {
  edge::HttpResponse response;
  response.status = status;
  response.content_type = "text/plain; charset=utf-8";
  response.headers.push_back({"Cache-Control", "no-store"});
  response.body = std::move(body);
  return response;
}

edge::HttpResponse answer(OperatorAnswers const& answers, std::string_view method,
                          std::string_view path) {
  bool const known = path == "/healthz" || path == "/readyz" || path == "/metrics";
  if (!known) return plain(404, "There are only /healthz, /readyz and /metrics.\n");
  if (method != "GET" && method != "HEAD") {
    auto refused = plain(405, "Only GET and HEAD are accepted.\n");
    refused.headers.push_back({"Allow", "GET, HEAD"});
    return refused;
  }
  if (path == "/healthz") return plain(200, "alive\n");
  if (path == "/readyz") {
    auto const why = answers.not_ready_because();
    return why.empty() ? plain(200, "ready\n") : plain(503, why + "\n");
  }
  auto metrics = plain(200, answers.metrics());
  metrics.content_type = "text/plain; version=0.0.4; charset=utf-8";
  return metrics;
}

}  // namespace

edge::Handlers operator_handlers(OperatorAnswers answers) {
  edge::Handlers handlers;
  handlers.on_request = [answers = std::move(answers)](edge::HttpRequest request,
                                                       edge::Responder responder) {
    responder(answer(answers, request.method(), request.path()));
  };
  return handlers;
}

}  // namespace callbackd::app
