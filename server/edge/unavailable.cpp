#include "edge/unavailable.hpp"

#include "wire/problem.hpp"

namespace callbackd::edge {
namespace {

constexpr std::string_view kTakeoverSeconds = "1";  // a take-over rarely takes longer

HttpResponse unavailable(std::string const& why) {
  wire::Problem problem;
  problem.code = wire::ProblemCode::kUnavailable;
  problem.detail = why;
  HttpResponse response;
  response.status = static_cast<unsigned>(wire::status_of(problem.code));
  response.content_type = "application/problem+json";
  response.headers.push_back({"Retry-After", std::string(kTakeoverSeconds)});
  response.headers.push_back({"Cache-Control", "no-store"});
  response.body = wire::write_problem(problem);
  response.of_transport = true;
  return response;
}

}  // namespace

Handlers unavailable_handlers(std::string why) {
  Handlers handlers;
  handlers.on_request = [why](HttpRequest const&, Responder responder) {
    responder(unavailable(why));
  };
  handlers.on_upgrade = [why](HttpRequest const&, UpgradeResponder responder) {
    responder(unavailable(why));
  };
  return handlers;
}

}  // namespace callbackd::edge
