#include "wire/problem.hpp"

#include "base/check.hpp"
#include "wire/common_answers.hpp"
#include "wire/json_writer.hpp"

namespace callbackd::wire {
namespace {

struct CodeRow {
  ProblemCode code;
  int status;
  std::string_view word;
  std::string_view title;
  std::string_view detail;
};

constexpr CodeRow kCodes[] = {
    {ProblemCode::kMalformedJson, 400, "malformed_json", "Malformed JSON", "The body is not JSON."},
    {ProblemCode::kBadRequest, 400, "bad_request", "Bad request", "The request is malformed."},
    {ProblemCode::kUnauthenticated, 401, "unauthenticated", "Unauthenticated",
     "Credentials are missing or not valid."},
    {ProblemCode::kForbidden, 403, "forbidden", "Forbidden",
     "These credentials do not allow this request."},
    {ProblemCode::kNotFound, 404, "not_found", "Not found",
     "There is nothing at this path, or this token may not see it."},
    {ProblemCode::kMethodNotAllowed, 405, "method_not_allowed", "Method not allowed",
     "This path does not accept this method."},
    {ProblemCode::kTimeout, 408, "timeout", "Timeout", "The request took too long to arrive."},
    {ProblemCode::kWrongState, 409, "wrong_state", "Wrong state",
     "The state of the callback does not allow this."},
    {ProblemCode::kDuplicateCallback, 409, "duplicate_callback", "Duplicate callback",
     "A callback of this number already waits in this queue."},
    {ProblemCode::kSlotFull, 409, "slot_full", "Slot full", "This slot is fully booked."},
    {ProblemCode::kIdempotencyInProgress, 409, "idempotency_in_progress", "Still in progress",
     "The first request with this Idempotency-Key is still being processed; try again later."},
    {ProblemCode::kLastAdmin, 409, "last_admin", "The last admin",
     "This change would take the role admin from you, or from the last user who has it."},
    {ProblemCode::kPreconditionFailed, 412, "precondition_failed", "Precondition failed",
     "What is stored is not what If-Match or If-None-Match names: read it again, then repeat your "
     "change."},
    {ProblemCode::kPayloadTooLarge, 413, "payload_too_large", "Payload too large",
     "The body is too large."},
    {ProblemCode::kUriTooLong, 414, "uri_too_long", "URI too long",
     "The request's target is too long."},
    {ProblemCode::kUnsupportedMediaType, 415, "unsupported_media_type", "Unsupported media type",
     "The body must be application/json."},
    {ProblemCode::kInvalidFields, 422, "invalid_fields", "Invalid fields",
     "A field breaks a rule."},
    {ProblemCode::kIdempotencyMismatch, 422, "idempotency_mismatch", "Idempotency-Key used again",
     "This Idempotency-Key was used with another body."},
    {ProblemCode::kLimitReached, 429, "limit_reached", "Limit reached",
     "Too many requests; try again later."},
    {ProblemCode::kSiteLimitReached, 429, "site_limit_reached", "The site's limit is reached",
     "Too many requests were made for this site; try again later."},
    {ProblemCode::kAddressLimitReached, 429, "address_limit_reached",
     "The address's limit is reached",
     "Too many requests were made from this address; try again later."},
    {ProblemCode::kNumberLimitReached, 429, "number_limit_reached", "The number's limit is reached",
     "Too many requests were made for this number; try again later."},
    {ProblemCode::kPrefixLimitReached, 429, "prefix_limit_reached", "The prefix's limit is reached",
     "Too many requests were made for numbers that begin like this one; try again later."},
    {ProblemCode::kWaitingLimitReached, 429, "waiting_limit_reached",
     "The limit of waiting callbacks is reached",
     "Too many callbacks from this site's pages are waiting; try again later."},
    {ProblemCode::kHeadTooLarge, 431, "head_too_large", "Head too large",
     "The request's header fields are too large."},
    {ProblemCode::kUnavailable, 503, "unavailable", "Unavailable",
     "The server cannot take this request now; try again later."},
};

CodeRow const& row_of(ProblemCode code) {
  for (auto const& row : kCodes) {
    if (row.code == code) return row;
  }
  base::contract_violated("a problem code is in the table", __FILE__, __LINE__);
}

ProblemCode code_of(core::RequestLimit limit) {
  using core::RequestLimit;
  switch (limit) {
    case RequestLimit::kSitePerMinute:
      return ProblemCode::kSiteLimitReached;
    case RequestLimit::kAddressPerMinute:
      return ProblemCode::kAddressLimitReached;
    case RequestLimit::kNumberPerHour:
    case RequestLimit::kNumberPerDay:
      return ProblemCode::kNumberLimitReached;
    case RequestLimit::kPrefixPerHour:
      return ProblemCode::kPrefixLimitReached;
    case RequestLimit::kPublishableWaiting:
      return ProblemCode::kWaitingLimitReached;
    case RequestLimit::kChangesPerMinute:
    case RequestLimit::kChangesPerCallback:
    case RequestLimit::kNumberChanges:
    case RequestLimit::kReadsPerMinute:
    case RequestLimit::kAttemptsPerMinute:
    case RequestLimit::kUserRequestsPerMinute:
    case RequestLimit::kBadTokensPerMinute:
    case RequestLimit::kAgentChangesPerMinute:
    case RequestLimit::kAgentNoteBytesPerMinute:
    case RequestLimit::kAgentCallsPerMinute:
    case RequestLimit::kAgentReadsPerMinute:
    case RequestLimit::kAgentSessionsPerMinute:
      return ProblemCode::kLimitReached;
  }
  base::contract_violated("a limit has a problem code", __FILE__, __LINE__);
}

// The problem code for a refusal reason. Reasons that only calls and interactions can have get the
// code that is nearest in meaning.
ProblemCode code_of(core::RefusalReason reason) {
  using core::RefusalReason;
  switch (reason) {
    case RefusalReason::kUnauthenticated:
      return ProblemCode::kUnauthenticated;
    case RefusalReason::kForbidden:
      return ProblemCode::kForbidden;
    case RefusalReason::kNotFound:
      return ProblemCode::kNotFound;
    case RefusalReason::kOfferClosed:
    case RefusalReason::kWrongState:
    case RefusalReason::kDispositionRequired:
    case RefusalReason::kCallInProgress:
    case RefusalReason::kVersionConflict:
    case RefusalReason::kTargetUnavailable:
      return ProblemCode::kWrongState;
    case RefusalReason::kOutsideHours:
    case RefusalReason::kNumberRefused:
    case RefusalReason::kInvalidFields:
      return ProblemCode::kInvalidFields;
    case RefusalReason::kLimitReached:
      return ProblemCode::kLimitReached;
    case RefusalReason::kUnavailable:
      return ProblemCode::kUnavailable;
    case RefusalReason::kDuplicateCallback:
      return ProblemCode::kDuplicateCallback;
    case RefusalReason::kSlotFull:
      return ProblemCode::kSlotFull;
    case RefusalReason::kIdempotencyMismatch:
      return ProblemCode::kIdempotencyMismatch;
    case RefusalReason::kIdempotencyInProgress:
      return ProblemCode::kIdempotencyInProgress;
  }
  base::contract_violated("a refusal reason has a problem code", __FILE__, __LINE__);
}

// The field that a refusal is about, if the refusal has no field errors itself.
std::string_view field_of(core::RefusalReason reason) {
  if (reason == core::RefusalReason::kOutsideHours) return "when.not_before";
  if (reason == core::RefusalReason::kNumberRefused) return "phone";
  return "";
}

core::RuleWord rule_of(core::RefusalReason reason) {
  if (reason == core::RefusalReason::kOutsideHours) return "outside_hours";
  if (reason == core::RefusalReason::kNumberRefused) return "number_refused";
  return "not_allowed";
}

}  // namespace

int status_of(ProblemCode code) {
  return row_of(code).status;
}
std::string_view to_text(ProblemCode code) {
  return row_of(code).word;
}

Problem problem_of(core::Refusal const& refusal) {
  Problem problem{code_of(refusal.reason), refusal.detail, {}, {}, {}, refusal.retry_after};
  if (refusal.limit) problem.code = code_of(*refusal.limit);
  if (problem.code == ProblemCode::kWrongState) problem.state = refusal.state;
  if (problem.code == ProblemCode::kDuplicateCallback) problem.callback = refusal.callback;
  if (problem.code != ProblemCode::kInvalidFields) return problem;
  problem.errors = refusal.errors;
  problem.opens_at = refusal.opens_at;
  if (problem.errors.empty()) {
    problem.errors.push_back({std::string{field_of(refusal.reason)}, rule_of(refusal.reason),
                              refusal.detail.empty() ? "This is not allowed." : refusal.detail});
  }
  return problem;
}

Problem problem_of(std::string const& malformed, FieldErrors const& errors) {
  if (!malformed.empty()) return {ProblemCode::kMalformedJson, malformed, {}, {}, {}, {}};
  return {ProblemCode::kInvalidFields, "", errors, {}, {}, {}};
}

std::string write_problem(Problem const& problem) {
  auto const& row = row_of(problem.code);
  JsonWriter out;
  out.begin_object();
  out.text("type", "/problems/" + std::string{row.word});
  out.text("title", row.title);
  out.number("status", row.status);
  out.text("detail", problem.detail.empty() ? row.detail : std::string_view{problem.detail});
  if (!problem.errors.empty()) write_field_errors(out, problem.errors);
  if (problem.opens_at) out.instant("opens_at", *problem.opens_at);
  if (problem.callback) out.text("callback_id", base::to_text(*problem.callback));
  if (problem.state) out.text("state", core::to_text(*problem.state));
  out.end_object();
  return out.take();
}

}  // namespace callbackd::wire
