#include "lab/http_reader.hpp"

#include <algorithm>
#include <charconv>

namespace callbackd::lab {
namespace {

constexpr std::string_view kVersion = "HTTP/1.1 ";
constexpr std::string_view kLineEnd = "\r\n";
constexpr std::string_view kHeadEnd = "\r\n\r\n";
constexpr std::size_t kHeadBytesMost = 16 * 1024;

char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + ('a' - 'A')) : letter;
}

bool same_word(std::string_view one, std::string_view other) {
  return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                    [](char left, char right) { return lower(left) == lower(right); });
}

template <class Number>
bool whole_number(std::string_view text, Number& number) {
  auto const read = std::from_chars(text.data(), text.data() + text.size(), number);
  return read.ec == std::errc{} && read.ptr == text.data() + text.size();
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

}  // namespace

std::optional<std::string_view> head_field(std::string_view head, std::string_view name) {
  auto at = head.find(kLineEnd);
  while (at != std::string_view::npos) {
    auto const start = at + kLineEnd.size();
    auto const end = std::min(head.find(kLineEnd, start), head.size());
    auto const line = head.substr(start, end - start);
    if (line.size() > name.size() && line[name.size()] == ':' &&
        same_word(line.substr(0, name.size()), name))
      return trimmed(line.substr(name.size() + 1));
    at = end == head.size() ? std::string_view::npos : end;
  }
  return std::nullopt;
}

// An answer must have a Content-Length, otherwise it is refused (kBad). Answers with status 101 or
// 204 are accepted without one, because they have no body.
HttpRead read_http_answer(std::string_view bytes, HttpAnswer& answer) {
  auto const head_size = bytes.find(kHeadEnd);
  if (head_size == std::string_view::npos)
    return bytes.size() > kHeadBytesMost ? HttpRead::kBad : HttpRead::kMore;
  answer.head = bytes.substr(0, head_size);
  if (!answer.head.starts_with(kVersion) ||
      !whole_number(answer.head.substr(kVersion.size(), 3), answer.status))
    return HttpRead::kBad;
  std::size_t length = 0;
  auto const given = head_field(answer.head, "Content-Length");
  if (given && !whole_number(*given, length)) return HttpRead::kBad;
  bool const bodiless = answer.status == 101 || answer.status == 204;
  if (!given && !bodiless) return HttpRead::kBad;
  auto const body_at = head_size + kHeadEnd.size();
  if (bytes.size() - body_at < length) return HttpRead::kMore;
  answer.body = bytes.substr(body_at, length);
  answer.bytes = body_at + length;
  auto const connection = head_field(answer.head, "Connection");
  answer.closes = connection && same_word(*connection, "close");
  return HttpRead::kDone;
}

}  // namespace callbackd::lab
