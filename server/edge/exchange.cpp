#include "edge/exchange.hpp"

#include "edge/cors_headers.hpp"
#include "records/records.hpp"

#include <spdlog/spdlog.h>

#include <exception>
#include <typeinfo>

namespace callbackd::edge {
namespace {

// Retry-After of a 503, in seconds. It is long enough for a slow commit or a short outage, and
// short enough for a person who waits.
constexpr std::string_view kRetryAfterSeconds = "2";

}  // namespace

Exchange::~Exchange() {
  // If an exception destroys the exchange, nothing is answered here: the Responder answers 500.
  if (answered_ || std::uncaught_exceptions() > 0) return;
  try {
    unavailable("The server is ending; whether this request was carried out is not known.");
  } catch (std::exception const& error) {  // then the responder says 500
    spdlog::error("http.request_unanswered exception={}", typeid(error).name());
  }
}

void Exchange::send(HttpResponse response) {
  answered_ = true;
  response.token = token;
  if (!allowed_origin.empty()) {
    for (auto& header : readable_by(allowed_origin)) response.headers.push_back(std::move(header));
  }
  if (request.has_header("Origin")) response.headers.push_back({"Vary", "Origin"});
  responder_(std::move(response));
}

void Exchange::answer(unsigned status, std::string json, std::vector<HttpHeader> headers) {
  HttpResponse response;
  response.status = status;
  response.content_type = "application/json";
  response.headers = std::move(headers);
  response.headers.push_back({"Cache-Control", "no-store"});
  response.body = std::move(json);
  response.validity = validity;
  send(std::move(response));
}

void Exchange::answer_late(unsigned status, std::function<std::string()> json,
                           std::vector<HttpHeader> headers) {
  HttpResponse response;
  response.status = status;
  response.content_type = "application/json";
  response.headers = std::move(headers);
  response.headers.push_back({"Cache-Control", "no-store"});
  response.late_body = std::move(json);
  response.validity = validity;
  send(std::move(response));
}

void Exchange::no_content() {
  HttpResponse response;
  response.status = 204;
  response.validity = validity;
  send(std::move(response));
}

void Exchange::preflight_answer(std::string const& methods, std::string const& for_pages) {
  if (for_pages.empty()) allowed_origin.clear();
  HttpResponse response;
  response.status = 204;
  response.headers.push_back({"Allow", methods});
  if (!for_pages.empty()) {
    response.headers.push_back({"Access-Control-Allow-Methods", for_pages});
    response.headers.push_back({"Access-Control-Allow-Headers",
                                "Authorization, Content-Type, Idempotency-Key, X-Requested-With, "
                                "traceparent, tracestate"});
    response.headers.push_back({"Access-Control-Max-Age", "600"});
  }
  send(std::move(response));
}

void Exchange::refuse(wire::Problem const& problem, std::vector<HttpHeader> headers) {
  send_problem(problem, Validity::kAlways, std::move(headers));
}

// Answers with a refusal by the core. Like every answer of the core, it has the validity of the
// route. Only kUnavailable is always valid: it says that nothing was done, which stays true without
// the lease.
void Exchange::refuse(core::Refusal const& refusal) {
  bool const general = wire::problem_of(refusal).code == wire::ProblemCode::kLimitReached;
  if (general && refusal.limit) trail_reason = core::to_text(*refusal.limit);
  bool const unavailable = refusal.reason == core::RefusalReason::kUnavailable;
  send_problem(wire::problem_of(refusal), unavailable ? Validity::kAlways : validity, {});
}

void Exchange::not_found() {
  wire::Problem problem;
  problem.code = wire::ProblemCode::kNotFound;
  send_problem(problem, validity, {});
}

// Logs and counts a refusal because of a bad token, a missing permission or a limit. Each problem
// that an Exchange sends passes here. A login that is dropped gets 503, which is not logged here:
// session_routes.cpp logs it.
void Exchange::log_refusal(wire::ProblemCode code) {
  if (trail_ == nullptr) return;
  auto const or_usual = [this](std::string_view usual) {
    return trail_reason.empty() ? usual : trail_reason;
  };
  switch (wire::status_of(code)) {
    case 401:
      return trail_->auth_failed(or_usual(bad_token_reason(shown_token(request))), request.peer);
    case 403:
      return trail_->auth_failed(or_usual(trail_word::kForbidden), request.peer);
    case 429:
      return trail_->limit_reached(or_usual(wire::to_text(code)), request.peer);
    default:
      return;
  }
}

void Exchange::send_problem(wire::Problem const& problem, Validity until,
                            std::vector<HttpHeader> headers) {
  log_refusal(problem.code);
  HttpResponse response;
  response.status = static_cast<unsigned>(wire::status_of(problem.code));
  response.content_type = "application/problem+json";
  response.headers = std::move(headers);
  if (problem.retry_after.count() > 0) {
    response.headers.push_back({"Retry-After", std::to_string(problem.retry_after.count())});
  } else if (response.status == 503) {
    response.headers.push_back({"Retry-After", std::string(kRetryAfterSeconds)});
  }
  if (response.status == 401) response.headers.push_back({"WWW-Authenticate", "Bearer"});
  response.body = wire::write_problem(problem);
  response.validity = until;
  send(std::move(response));
}

void Exchange::refuse(wire::ProblemCode code, std::string detail, std::vector<HttpHeader> headers) {
  wire::Problem problem;
  problem.code = code;
  problem.detail = std::move(detail);
  refuse(problem, std::move(headers));
}

void Exchange::refuse_fields(wire::FieldErrors errors) {
  wire::Problem problem;
  problem.code = wire::ProblemCode::kInvalidFields;
  problem.errors = std::move(errors);
  refuse(problem);
}

void Exchange::unavailable(std::string detail, std::chrono::seconds retry_after) {
  wire::Problem problem;
  problem.code = wire::ProblemCode::kUnavailable;
  problem.detail = std::move(detail);
  problem.retry_after = retry_after;
  refuse(problem);
}

void Exchange::no_records(boost::system::error_code why) {
  if (why == records::kUnreadable)
    return unavailable("What is stored cannot be read until an operator has repaired it.");
  if (why == records::kTooManyAsk)
    return unavailable("Too many requests are waiting for the database; try again later.");
  unavailable("The database cannot be reached; try again later.");
}

}  // namespace callbackd::edge
