// The ids of callbacks, offers and so on. Each kind of id is a type of its own, so that no id can
// be used in place of another. This file also writes and reads the texts of ids in the protocol.
// The id of an offer, interaction, attempt or consultation is the id of its callback and a number
// that is unique in that callback. So such an id needs no randomness, and the same history gives
// the same ids. Values; any thread.
#pragma once
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/uuid.hpp"

namespace callbackd::base {

struct CallbackId {
  Uuid value;
  auto operator<=>(CallbackId const&) const = default;
};
struct OfferId {  // number: counts the offers of the callback, from 1 on
  CallbackId callback;
  std::uint32_t number = 0;
  auto operator<=>(OfferId const&) const = default;
};
struct InteractionId {
  CallbackId callback;
  std::uint32_t number = 0;
  auto operator<=>(InteractionId const&) const = default;
};
struct AttemptId {
  CallbackId callback;
  std::uint32_t number = 0;
  auto operator<=>(AttemptId const&) const = default;
};
struct ConsultationId {  // number: attempt × 256 + leg (core/read/views.hpp)
  CallbackId callback;
  std::uint32_t number = 0;
  auto operator<=>(ConsultationId const&) const = default;
};

// Small numbers (0, 1, 2, …) for the names in a site definition. core::Names gives each name its
// number, and a process never uses a number for another name. The numbers are not stored: after the
// next start, counting begins again.
enum class QueueId : std::uint32_t {};
enum class AgentId : std::uint32_t {};
enum class SkillId : std::uint32_t {};

// The engine's number of a command. It rises by one with each command, and goes on rising after a
// restart. If two callbacks are equal in everything else that decides their order, the callback
// with the lower serial goes first.
enum class Serial : std::uint64_t {};

// A phone number in E.164 (ITU-T): its 1 to 15 digits as an integer, without the plus. 0 means that
// there is no number. No country code begins with 0, so the integer loses no digit.
struct PhoneNumber {
  std::uint64_t digits = 0;
  auto operator<=>(PhoneNumber const&) const = default;
};

std::string to_text(CallbackId id);      // the UUID
std::string to_text(OfferId id);         // UUID-o3
std::string to_text(InteractionId id);   // UUID-i1
std::string to_text(AttemptId id);       // UUID-a2
std::string to_text(ConsultationId id);  // UUID-c514
std::string to_text(PhoneNumber phone);  // +12025550123; empty for no number
// Each of these functions reads the text that to_text() writes for the type, and returns nullopt
// for any other text.
std::optional<CallbackId> callback_id_from_text(std::string_view text);
std::optional<OfferId> offer_id_from_text(std::string_view text);
std::optional<InteractionId> interaction_id_from_text(std::string_view text);
std::optional<ConsultationId> consultation_id_from_text(std::string_view text);
std::optional<PhoneNumber> phone_from_e164(std::string_view text);  // +digits, 1 to 15

}  // namespace callbackd::base

template <>
struct std::hash<callbackd::base::CallbackId> {
  std::size_t operator()(callbackd::base::CallbackId const& id) const noexcept {
    return std::hash<callbackd::base::Uuid>{}(id.value);
  }
};
