#include "voice/ari/names.hpp"

#include <fmt/format.h>

#include <charconv>

namespace callbackd::voice::ari {
namespace {

constexpr std::size_t kUuidChars = 36;

// Reads `mark` and a number from the front of `text`, and removes both from it.
template <class Number>
bool take_number(std::string_view& text, std::string_view mark, Number& number) {
  if (!text.starts_with(mark)) return false;
  auto const* const begin = text.data() + mark.size();
  auto const* const end = text.data() + text.size();
  auto const [stop, error] = std::from_chars(begin, end, number);
  if (error != std::errc{}) return false;
  text.remove_prefix(static_cast<std::size_t>(stop - text.data()));
  return true;
}

bool take_attempt(std::string_view application, std::string_view& text, base::AttemptId& attempt) {
  if (!text.starts_with(application)) return false;
  text.remove_prefix(application.size());
  if (text.size() <= kUuidChars || text.front() != '-') return false;
  auto const callback = base::callback_id_from_text(text.substr(1, kUuidChars));
  if (!callback) return false;
  attempt.callback = *callback;
  text.remove_prefix(1 + kUuidChars);
  return take_number(text, "-a", attempt.number);
}

}  // namespace

std::string channel_id(std::string_view application, core::LegId const& leg) {
  return fmt::format("{}-{}-l{}", application, base::to_text(leg.attempt),
                     static_cast<unsigned>(leg.number));
}

std::string bridge_id(std::string_view application, BridgeName const& name) {
  return fmt::format("{}-{}-m{}-l{}-{}", application, base::to_text(name.attempt),
                     static_cast<unsigned>(name.mix), static_cast<unsigned>(name.made_for),
                     name.try_number);
}

std::optional<core::LegId> leg_of_channel(std::string_view application, std::string_view id) {
  core::LegId leg;
  std::uint16_t number = 0;
  if (!take_attempt(application, id, leg.attempt) || !take_number(id, "-l", number) || !id.empty())
    return std::nullopt;
  leg.number = core::LegNumber{number};
  return leg;
}

std::optional<BridgeName> name_of_bridge(std::string_view application, std::string_view id) {
  BridgeName name;
  std::uint16_t mix = 0;
  std::uint16_t made_for = 0;
  if (!take_attempt(application, id, name.attempt) || !take_number(id, "-m", mix) ||
      !take_number(id, "-l", made_for) || !take_number(id, "-", name.try_number) || !id.empty())
    return std::nullopt;
  name.mix = core::MixNumber{mix};
  name.made_for = core::LegNumber{made_for};
  return name;
}

}  // namespace callbackd::voice::ari
