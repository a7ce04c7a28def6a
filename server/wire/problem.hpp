// Writes refusals over HTTP as application/problem+json (RFC 9457). A table in problem.cpp has the
// status of each problem code. code_of() gives the problem code for each refusal reason of the
// core. Pure functions; any thread.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "core/messages/view.hpp"
#include "wire/decoded.hpp"

namespace callbackd::wire {

// All problem codes, in the order of their statuses.
enum class ProblemCode : std::uint8_t {
  kMalformedJson,          // 400
  kBadRequest,             // 400
  kUnauthenticated,        // 401
  kForbidden,              // 403
  kNotFound,               // 404
  kMethodNotAllowed,       // 405
  kTimeout,                // 408
  kWrongState,             // 409
  kDuplicateCallback,      // 409
  kSlotFull,               // 409
  kIdempotencyInProgress,  // 409
  kLastAdmin,              // 409
  kPreconditionFailed,     // 412
  kPayloadTooLarge,        // 413
  kUriTooLong,             // 414
  kUnsupportedMediaType,   // 415
  kInvalidFields,          // 422
  kIdempotencyMismatch,    // 422
  kLimitReached,           // 429
  kSiteLimitReached,       // 429
  kAddressLimitReached,    // 429
  kNumberLimitReached,     // 429
  kPrefixLimitReached,     // 429
  kWaitingLimitReached,    // 429
  kHeadTooLarge,           // 431
  kUnavailable             // 503
};

struct Problem {
  ProblemCode code{};
  std::string detail;  // one sentence; if empty, the usual sentence of the code is used
  FieldErrors errors;  // only with kInvalidFields
  std::optional<base::CallbackId> callback;  // only with kDuplicateCallback
  std::optional<core::CallbackState> state;  // only with kWrongState
  std::chrono::seconds retry_after{0};       // value of the header Retry-After; 0: no header
  std::optional<base::Instant> opens_at{};   // only with the rule outside_hours
};

int status_of(ProblemCode code);
std::string_view to_text(ProblemCode code);  // for example "malformed_json"

Problem problem_of(core::Refusal const& refusal);
// The problem of a body that could not be read: malformed_json or invalid_fields.
Problem problem_of(std::string const& malformed, FieldErrors const& errors);
template <class T>
Problem problem_of(Decoded<T> const& decoded) {
  return problem_of(decoded.malformed, decoded.errors);
}

std::string write_problem(Problem const& problem);

}  // namespace callbackd::wire
