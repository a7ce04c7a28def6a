// Transition: the table of a callback's states. Every allowed change of state is one row, with its
// trigger; change_state() (rules/schedule.hpp) allows no other change. A test generates the diagram
// of STATES.md from this table. Constant data; any thread.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <type_traits>

#include "core/messages/types.hpp"

namespace callbackd::core {

// Trigger: the cause of a transition.
enum class Trigger : std::uint8_t {
  kPosted,
  kDue,
  kClosing,       // its queue closes too soon for an offer
  kCalledOften,   // its number has reached the limit of calls in a day
  kWindowPassed,  // its expiry has come
  kMoved,         // another window or queue
  kCancelled,
  kOffered,
  kAccepted,
  kRejected,
  kTimedOut,
  kRescinded,
  kAgentLost,
  kReleased,
  kRescheduled,
  kRetried,      // by the retry policy
  kTransferred,  // to a queue or routing point, with its call
  kAbandoned,    // the contact hung up while the call waited for another agent
  kDone
};
constexpr auto words_of(std::type_identity<Trigger>) {
  using enum Trigger;
  return std::to_array<Word<Trigger>>({{"posted", kPosted},
                                       {"due", kDue},
                                       {"queue closing", kClosing},
                                       {"number called too often", kCalledOften},
                                       {"window or lifetime passed", kWindowPassed},
                                       {"moved", kMoved},
                                       {"cancelled", kCancelled},
                                       {"offered", kOffered},
                                       {"accepted", kAccepted},
                                       {"rejected", kRejected},
                                       {"timed out", kTimedOut},
                                       {"rescinded", kRescinded},
                                       {"agent lost", kAgentLost},
                                       {"released", kReleased},
                                       {"rescheduled", kRescheduled},
                                       {"retry policy", kRetried},
                                       {"transferred with its call", kTransferred},
                                       {"hung up while waiting", kAbandoned},
                                       {"done", kDone}});
}

struct Transition {
  std::optional<CallbackState> from;  // none: the callback begins
  Trigger trigger{};
  CallbackState to{};
};

namespace detail {
inline constexpr auto kScheduled = CallbackState::kScheduled;
inline constexpr auto kQueued = CallbackState::kQueued;
inline constexpr auto kOffered = CallbackState::kOffered;
inline constexpr auto kActive = CallbackState::kActive;
inline constexpr auto kCompleted = CallbackState::kCompleted;
inline constexpr auto kCancelled = CallbackState::kCancelled;
inline constexpr auto kExpired = CallbackState::kExpired;
inline constexpr auto kFailed = CallbackState::kFailed;
}  // namespace detail

// A callback fails (kFailed) in two cases. In the first case, retry_mode is "automatic", and the
// retry policy gives the callback up. With retry_mode "agent", the outcome of a call alone never
// ends a callback. In the second case, the contact hangs up while the call waits for another agent,
// and the queue has abandoned = "failed" (waiting_calls.cpp). This case does not depend on
// retry_mode.
inline constexpr std::array kTransitions{
    Transition{std::nullopt, Trigger::kPosted, detail::kQueued},
    Transition{std::nullopt, Trigger::kPosted, detail::kScheduled},

    Transition{detail::kScheduled, Trigger::kDue, detail::kQueued},
    Transition{detail::kScheduled, Trigger::kDue, detail::kScheduled},  // closed, or number limit
    Transition{detail::kScheduled, Trigger::kMoved, detail::kScheduled},
    Transition{detail::kScheduled, Trigger::kMoved, detail::kQueued},
    Transition{detail::kScheduled, Trigger::kMoved, detail::kExpired},  // to a queue, but too late
    Transition{detail::kScheduled, Trigger::kWindowPassed, detail::kExpired},
    Transition{detail::kScheduled, Trigger::kCancelled, detail::kCancelled},

    Transition{detail::kQueued, Trigger::kOffered, detail::kOffered},
    Transition{detail::kQueued, Trigger::kClosing, detail::kScheduled},
    Transition{detail::kQueued, Trigger::kCalledOften, detail::kScheduled},
    Transition{detail::kQueued, Trigger::kMoved, detail::kQueued},
    Transition{detail::kQueued, Trigger::kMoved, detail::kScheduled},
    Transition{detail::kQueued, Trigger::kMoved, detail::kExpired},
    Transition{detail::kQueued, Trigger::kWindowPassed, detail::kExpired},
    Transition{detail::kQueued, Trigger::kCancelled, detail::kCancelled},
    Transition{detail::kQueued, Trigger::kAbandoned, detail::kFailed},
    Transition{detail::kQueued, Trigger::kAbandoned, detail::kScheduled},
    Transition{detail::kQueued, Trigger::kAbandoned, detail::kQueued},
    Transition{detail::kQueued, Trigger::kAbandoned, detail::kExpired},

    Transition{detail::kOffered, Trigger::kAccepted, detail::kActive},
    Transition{detail::kOffered, Trigger::kRejected, detail::kQueued},
    Transition{detail::kOffered, Trigger::kRejected, detail::kScheduled},
    Transition{detail::kOffered, Trigger::kRejected, detail::kExpired},
    Transition{detail::kOffered, Trigger::kTimedOut, detail::kQueued},
    Transition{detail::kOffered, Trigger::kTimedOut, detail::kScheduled},
    Transition{detail::kOffered, Trigger::kTimedOut, detail::kExpired},
    Transition{detail::kOffered, Trigger::kAgentLost, detail::kQueued},
    Transition{detail::kOffered, Trigger::kAgentLost, detail::kScheduled},
    Transition{detail::kOffered, Trigger::kAgentLost, detail::kExpired},
    Transition{detail::kOffered, Trigger::kRescinded, detail::kQueued},
    Transition{detail::kOffered, Trigger::kRescinded, detail::kScheduled},
    Transition{detail::kOffered, Trigger::kRescinded, detail::kExpired},
    Transition{detail::kOffered, Trigger::kMoved, detail::kQueued},
    Transition{detail::kOffered, Trigger::kMoved, detail::kScheduled},
    Transition{detail::kOffered, Trigger::kMoved, detail::kExpired},
    Transition{detail::kOffered, Trigger::kCancelled, detail::kCancelled},

    Transition{detail::kActive, Trigger::kDone, detail::kCompleted},
    Transition{detail::kActive, Trigger::kCancelled, detail::kCancelled},
    Transition{detail::kActive, Trigger::kReleased, detail::kQueued},
    Transition{detail::kActive, Trigger::kReleased, detail::kScheduled},
    Transition{detail::kActive, Trigger::kReleased, detail::kExpired},
    Transition{detail::kActive, Trigger::kRescheduled, detail::kScheduled},
    Transition{detail::kActive, Trigger::kRescheduled, detail::kQueued},
    Transition{detail::kActive, Trigger::kRetried, detail::kScheduled},
    Transition{detail::kActive, Trigger::kRetried, detail::kQueued},
    Transition{detail::kActive, Trigger::kRetried, detail::kFailed},
    Transition{detail::kActive, Trigger::kTransferred, detail::kQueued},
    Transition{detail::kActive, Trigger::kAgentLost, detail::kQueued},
    Transition{detail::kActive, Trigger::kAgentLost, detail::kScheduled},
    Transition{detail::kActive, Trigger::kAgentLost, detail::kExpired},
};

constexpr bool is_allowed(std::optional<CallbackState> from, Trigger trigger, CallbackState to) {
  for (auto const& row : kTransitions) {
    if (row.from == from && row.trigger == trigger && row.to == to) return true;
  }
  return false;
}

}  // namespace callbackd::core
