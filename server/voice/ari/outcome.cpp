#include "voice/ari/outcome.hpp"

#include <fmt/format.h>

#include <optional>

namespace callbackd::voice::ari {
namespace {

using core::AttemptOutcome;

// The outcome for a SIP status code (RFC 3261; for 607 RFC 8197, for 608 RFC 8688). nullopt: the
// code does not tell the outcome.
std::optional<AttemptOutcome> by_sip_status(int status) {
  switch (status) {
    case 486:
    case 600:
      return AttemptOutcome::kBusy;
    case 403:
    case 603:
    case 607:  // unwanted
    case 608:  // rejected by a provider between the two sides
      return AttemptOutcome::kRejected;
    case 404:
    case 410:
    case 484:
    case 604:
      return AttemptOutcome::kInvalid;
    case 480:
      return AttemptOutcome::kNoAnswer;
    case 408:
    case 500:
    case 502:
    case 503:
    case 504:
      return AttemptOutcome::kUnreachable;
    default:
      return std::nullopt;
  }
}

// The outcome for a cause code of ITU-T Q.850. nullopt: the code does not tell the outcome.
std::optional<AttemptOutcome> by_cause(int cause) {
  switch (cause) {
    case 17:
      return AttemptOutcome::kBusy;
    case 21:
      return AttemptOutcome::kRejected;
    case 1:   // unallocated number
    case 22:  // number changed
    case 28:  // invalid format
      return AttemptOutcome::kInvalid;
    case 19:
      return AttemptOutcome::kNoAnswer;
    case 2:
    case 3:   // no route
    case 18:  // no response
    case 20:  // absent
    case 27:  // out of order
    case 34:
    case 38:
    case 41:
    case 42:
    case 44:  // congestion and failures of the network
    case 58:
      return AttemptOutcome::kUnreachable;
    default:
      return std::nullopt;
  }
}

AttemptOutcome of_unanswered(LegEnd const& end) {
  // If our own ring time-out ended the leg, only one thing counts: whether it rang.
  if (end.ring_time_was_over && (end.cause == 19 || end.cause == 0)) {
    return end.rang ? AttemptOutcome::kNoAnswer : AttemptOutcome::kUnreachable;
  }
  if (auto const known = by_sip_status(end.tech_cause)) return *known;
  return by_cause(end.cause).value_or(AttemptOutcome::kFailed);
}

}  // namespace

LegOutcome outcome_of(LegEnd const& end) {
  auto cause = end.tech_cause == 0 ? fmt::format("cause {}", end.cause)
                                   : fmt::format("cause {}, sip {}", end.cause, end.tech_cause);
  if (end.by_us) cause += ", ended by us";
  // The leg was up, but machine detection had no result yet. This does not count as answered,
  // because it is unknown whether a person or a machine answered.
  if (end.detection_pending && !end.by_us) {
    return {AttemptOutcome::kFailed, cause + ", before it was known whether it is a machine"};
  }
  if (end.was_up) return {AttemptOutcome::kAnswered, std::move(cause)};
  if (end.by_us) return {AttemptOutcome::kCancelled, std::move(cause)};
  return {of_unanswered(end), std::move(cause)};
}

}  // namespace callbackd::voice::ari
