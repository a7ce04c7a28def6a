#include "wire/json_writer.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace callbackd::wire {
namespace {

// A double that is a whole number below this one is written as an int64 with the same digits.
constexpr double kWholeUpTo = 1e15;

// For each byte, the character that follows the backslash in its escape. 0: the byte needs no
// escape. 'u': the byte is written as \u00XX.
constexpr std::array<char, 256> make_escapes() {
  std::array<char, 256> escapes{};
  for (std::size_t i = 0; i < 0x20; ++i) escapes[i] = 'u';
  escapes['\b'] = 'b';
  escapes['\f'] = 'f';
  escapes['\n'] = 'n';
  escapes['\r'] = 'r';
  escapes['\t'] = 't';
  escapes['"'] = '"';
  escapes['\\'] = '\\';
  return escapes;
}
constexpr std::array<char, 256> kEscapes = make_escapes();

}  // namespace

void append_quoted(std::string& out, std::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  out += '"';
  std::size_t copied = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto const byte = static_cast<unsigned char>(text[i]);
    char const escape = kEscapes[byte];
    if (escape == 0) continue;
    out.append(text, copied, i - copied);
    copied = i + 1;
    out += '\\';
    out += escape;
    if (escape != 'u') continue;
    out += "00";
    out += kHex[byte >> 4U];
    out += kHex[byte & 15U];
  }
  out.append(text, copied);
  out += '"';
}

void append_number(std::string& out, double number) {
  if (std::trunc(number) == number && std::abs(number) < kWholeUpTo) {
    out += std::to_string(static_cast<std::int64_t>(number));
    return;
  }
  std::array<char, 32> text{};
  auto const end = std::to_chars(text.data(), text.data() + text.size(), number);
  out.append(text.data(), end.ptr);
}

void JsonWriter::text_or_null(std::string_view name, std::string_view value) {
  if (value.empty()) return null(name);
  text(name, value);
}

void JsonWriter::instant(std::string_view name, base::Instant at) {
  key(name);
  out_ += '"';
  out_ += base::to_rfc3339(at);
  out_ += '"';
}

}  // namespace callbackd::wire
