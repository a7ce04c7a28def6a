// The closed lists (enums) that the site definition uses, and the word of each value. The lists of
// messages, rows and events are in messages/types.hpp, and the types of phone numbers are in
// number_class.hpp. Constant values; any thread. Layer: definition.
#pragma once
#include <array>
#include <cstdint>
#include <type_traits>

#include "core/definition/words.hpp"

namespace callbackd::core {

enum class Role : std::uint8_t { kAgent, kSupervisor, kAdmin };
constexpr auto words_of(std::type_identity<Role>) {
  using enum Role;
  return std::to_array<Word<Role>>(
      {{"agent", kAgent}, {"supervisor", kSupervisor}, {"admin", kAdmin}});
}
enum class Channel : std::uint8_t { kWebCallback };
constexpr auto words_of(std::type_identity<Channel>) {
  using enum Channel;
  return std::to_array<Word<Channel>>({{"web_callback", kWebCallback}});
}
enum class AgentChoice : std::uint8_t { kLongestIdle, kLeastOccupied, kHighestSkill, kRoundRobin };
constexpr auto words_of(std::type_identity<AgentChoice>) {
  using enum AgentChoice;
  return std::to_array<Word<AgentChoice>>({{"longest_idle", kLongestIdle},
                                           {"least_occupied", kLeastOccupied},
                                           {"highest_skill", kHighestSkill},
                                           {"round_robin", kRoundRobin}});
}
enum class DuplicatePolicy : std::uint8_t { kRefuse, kAllow };
constexpr auto words_of(std::type_identity<DuplicatePolicy>) {
  using enum DuplicatePolicy;
  return std::to_array<Word<DuplicatePolicy>>({{"refuse", kRefuse}, {"allow", kAllow}});
}
enum class RetryMode : std::uint8_t { kAgent, kAutomatic };
constexpr auto words_of(std::type_identity<RetryMode>) {
  using enum RetryMode;
  return std::to_array<Word<RetryMode>>({{"agent", kAgent}, {"automatic", kAutomatic}});
}
enum class AbandonedPolicy : std::uint8_t { kFailed, kRetry };
constexpr auto words_of(std::type_identity<AbandonedPolicy>) {
  using enum AbandonedPolicy;
  return std::to_array<Word<AbandonedPolicy>>({{"failed", kFailed}, {"retry", kRetry}});
}
// How a phone call ended. A queue may have a retry rule for some of these outcomes.
enum class AttemptOutcome : std::uint8_t {
  kAnswered,
  kBusy,
  kNoAnswer,
  kRejected,
  kInvalid,
  kUnreachable,
  kMachine,
  kCancelled,
  kFailed,
  kLost,
  kAgentUnreachable
};
constexpr auto words_of(std::type_identity<AttemptOutcome>) {
  using enum AttemptOutcome;
  return std::to_array<Word<AttemptOutcome>>({{"answered", kAnswered},
                                              {"busy", kBusy},
                                              {"no_answer", kNoAnswer},
                                              {"rejected", kRejected},
                                              {"invalid", kInvalid},
                                              {"unreachable", kUnreachable},
                                              {"machine", kMachine},
                                              {"cancelled", kCancelled},
                                              {"failed", kFailed},
                                              {"lost", kLost},
                                              {"agent_unreachable", kAgentUnreachable}});
}
// The reasons for Not Ready that only the server sets. No definition may have a reason with such a
// word, and agents cannot choose it.
enum class BuiltInReason : std::uint8_t {
  kNoAnswer,
  kLoggedIn,
  kDisconnected,
  kRemoved  // the definition names no such agent any more
};
constexpr auto words_of(std::type_identity<BuiltInReason>) {
  using enum BuiltInReason;
  return std::to_array<Word<BuiltInReason>>({{"no_answer", kNoAnswer},
                                             {"logged_in", kLoggedIn},
                                             {"disconnected", kDisconnected},
                                             {"removed", kRemoved}});
}

}  // namespace callbackd::core
