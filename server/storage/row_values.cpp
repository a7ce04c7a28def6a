#include "storage/row_values.hpp"

#include <charconv>
#include <stdexcept>

#include "base/limits.hpp"
#include "core/messages/left_out.hpp"
#include "storage/instant_text.hpp"

namespace callbackd::storage {
namespace {

constexpr char kOtherYears[] = "is outside the years that the server works with";

template <typename Number>
Number parsed(pqxx::field const& field) {
  auto const text = text_of(field);
  Number value{};
  auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size())
    not_understood(field, "is not a number, or too large a one");
  return value;
}

}  // namespace

void not_understood(pqxx::field const& field, char const* why) {
  throw std::runtime_error{std::string{field.name()} + ' ' + why};
}

std::string_view text_of(pqxx::field const& field) {
  return {field.c_str(), field.size()};
}

bool is_name(std::string_view text) {
  constexpr std::size_t kMostBytes = 1024;  // an index of PostgreSQL takes 2,704 bytes at most
  return text.size() <= kMostBytes;
}

std::string_view name_of(pqxx::field const& field) {
  auto const text = text_of(field);
  if (!is_name(text)) not_understood(field, "is too long for a name");
  return text;
}

base::Uuid uuid_of(pqxx::field const& field) {
  auto const id = base::uuid_from_text(text_of(field));
  if (!id) not_understood(field, "is not a UUID");
  return *id;
}

base::CallbackId callback_of(pqxx::field const& field) {
  return {uuid_of(field)};
}
base::Instant instant_of(pqxx::field const& field) {
  auto const at = read_database_instant(text_of(field));
  if (!at) not_understood(field, "is a time that this program cannot read");
  return *at;
}

std::optional<base::Instant> optional_instant_of(pqxx::field const& field) {
  if (field.is_null()) return std::nullopt;
  return instant_of(field);
}

base::Instant time_of(pqxx::field const& field) {
  auto const at = instant_of(field);
  if (!core::is_usable_time(at)) not_understood(field, kOtherYears);
  return at;
}

std::optional<base::Instant> optional_time_of(pqxx::field const& field) {
  if (field.is_null()) return std::nullopt;
  return time_of(field);
}

base::Instant time_or_never_of(pqxx::field const& field) {
  auto const at = instant_of(field);
  if (!core::is_usable(at)) not_understood(field, kOtherYears);
  return at;
}

std::uint32_t count_of(pqxx::field const& field) {
  return parsed<std::uint32_t>(field);
}
std::int64_t number_of(pqxx::field const& field) {
  return parsed<std::int64_t>(field);
}
bool flag_of(pqxx::field const& field) {
  return text_of(field) == "t";
}

base::PhoneNumber phone_of(pqxx::field const& field) {
  if (field.size() == 0) return {};
  auto const phone = base::phone_from_e164(text_of(field));
  if (!phone) not_understood(field, "is not a phone number");
  return *phone;
}

std::string extension_of(pqxx::field const& field) {
  auto const text = text_of(field);
  bool const fits = text.size() <= base::kLimits.extension_digits;
  if (!fits || text.find_first_not_of("0123456789") != std::string_view::npos) {
    not_understood(field, "is not an extension");
  }
  return std::string{text};
}

}  // namespace callbackd::storage
