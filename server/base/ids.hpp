// The identities of the domain as distinct types, so that none is mistaken for another, and their
// wire text. Offer, interaction and attempt ids are a callback's id and a number: they need no
// randomness and repeats are harmless.
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
struct OfferId {  // number: 1, 2, … over the callback's life
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
struct ConsultationId {
  CallbackId callback;
  std::uint32_t number = 0;
  auto operator<=>(ConsultationId const&) const = default;
};

// Dense numbers for names of the site definition, given once by core::Names and never reused in a
// process.
enum class QueueId : std::uint32_t {};
enum class AgentId : std::uint32_t {};
enum class SkillId : std::uint32_t {};

// The engine's stamp on each command: rising by one, continued after a restart. Breaks every tie.
enum class Serial : std::uint64_t {};

// A phone number in E.164 without the plus, 1 to 15 digits. 0 is none.
struct PhoneNumber {
  std::uint64_t digits = 0;
  auto operator<=>(PhoneNumber const&) const = default;
};

std::string to_text(CallbackId id);      // the UUID
std::string to_text(OfferId id);         // UUID-o3
std::string to_text(InteractionId id);   // UUID-i1
std::string to_text(AttemptId id);       // UUID-a2
std::string to_text(ConsultationId id);  // UUID-c514
std::string to_text(PhoneNumber phone);  // +12025550123
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
