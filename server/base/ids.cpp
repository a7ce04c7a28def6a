#include "base/ids.hpp"

#include <charconv>

namespace callbackd::base {
namespace {

constexpr std::size_t kUuidChars = 36;
constexpr std::size_t kPhoneDigitsMax = 15;

struct Numbered {
  CallbackId callback;
  std::uint32_t number;
};

std::string numbered_text(CallbackId callback, char kind, std::uint32_t number) {
  std::string text = to_text(callback);
  text += '-';
  text += kind;
  text += std::to_string(number);
  return text;
}

// Reads the whole text as a number above 0. A sign or a leading zero is refused, so that each id
// has exactly one text.
template <typename Number>
std::optional<Number> positive_number(std::string_view text) {
  if (text.empty() || text[0] < '1' || text[0] > '9') return std::nullopt;
  Number value = 0;
  auto const* const end = text.data() + text.size();
  auto const result = std::from_chars(text.data(), end, value);
  if (result.ec != std::errc{} || result.ptr != end) return std::nullopt;
  return value;
}

std::optional<Numbered> numbered_from_text(std::string_view text, char kind) {
  if (text.size() < kUuidChars + 3 || text[kUuidChars] != '-' || text[kUuidChars + 1] != kind) {
    return std::nullopt;
  }
  auto const callback = callback_id_from_text(text.substr(0, kUuidChars));
  auto const number = positive_number<std::uint32_t>(text.substr(kUuidChars + 2));
  if (!callback || !number) return std::nullopt;
  return Numbered{*callback, *number};
}

}  // namespace

std::string to_text(CallbackId id) {
  return to_text(id.value);
}
std::string to_text(OfferId id) {
  return numbered_text(id.callback, 'o', id.number);
}
std::string to_text(InteractionId id) {
  return numbered_text(id.callback, 'i', id.number);
}
std::string to_text(AttemptId id) {
  return numbered_text(id.callback, 'a', id.number);
}
std::string to_text(ConsultationId id) {
  return numbered_text(id.callback, 'c', id.number);
}

std::string to_text(PhoneNumber phone) {
  return phone.digits == 0 ? std::string{} : "+" + std::to_string(phone.digits);
}

std::optional<CallbackId> callback_id_from_text(std::string_view text) {
  auto const id = uuid_from_text(text);
  if (!id) return std::nullopt;
  return CallbackId{*id};
}

std::optional<OfferId> offer_id_from_text(std::string_view text) {
  auto const id = numbered_from_text(text, 'o');
  if (!id) return std::nullopt;
  return OfferId{id->callback, id->number};
}

std::optional<InteractionId> interaction_id_from_text(std::string_view text) {
  auto const id = numbered_from_text(text, 'i');
  if (!id) return std::nullopt;
  return InteractionId{id->callback, id->number};
}

std::optional<ConsultationId> consultation_id_from_text(std::string_view text) {
  auto const id = numbered_from_text(text, 'c');
  if (!id) return std::nullopt;
  return ConsultationId{id->callback, id->number};
}

std::optional<PhoneNumber> phone_from_e164(std::string_view text) {
  if (text.size() < 2 || text.size() > kPhoneDigitsMax + 1 || text[0] != '+') return std::nullopt;
  // positive_number() refuses a leading zero. That is right here, because no country code begins
  // with 0.
  auto const digits = positive_number<std::uint64_t>(text.substr(1));
  if (!digits) return std::nullopt;
  return PhoneNumber{*digits};
}

}  // namespace callbackd::base
