#include "edge/net/tiny_fragment_counter.hpp"

#include <algorithm>

namespace callbackd::edge {
namespace {

// The bits of a frame's first two bytes (RFC 6455, section 5.2).
constexpr unsigned char kFinal = 0x80;
constexpr unsigned char kControl = 0x08;
constexpr unsigned char kMasked = 0x80;
constexpr unsigned char kLength = 0x7F;
constexpr unsigned char kTwoMore = 126;
constexpr unsigned char kEightMore = 127;

}  // namespace

std::size_t TinyFragmentCounter::header_bytes() const {
  if (have_ < 2) return 2;
  auto const length = header_[1] & kLength;
  std::size_t const more = length == kTwoMore ? 2 : length == kEightMore ? 8 : 0;
  return 2 + more + ((header_[1] & kMasked) != 0 ? 4 : 0);
}

std::uint64_t TinyFragmentCounter::payload_bytes() const {
  auto const length = static_cast<unsigned char>(header_[1] & kLength);
  if (length < kTwoMore) return length;
  std::uint64_t value = 0;
  std::size_t const end = length == kTwoMore ? 4 : 10;
  for (std::size_t at = 2; at < end; ++at) value = value << 8U | header_[at];
  return value;
}

std::size_t TinyFragmentCounter::count(std::string_view bytes) {
  std::size_t found = 0;
  while (!bytes.empty()) {
    auto const skipped = std::min<std::uint64_t>(payload_left_, bytes.size());
    payload_left_ -= skipped;
    bytes.remove_prefix(skipped);
    if (bytes.empty()) break;
    header_[have_++] = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    if (have_ < header_bytes()) continue;
    have_ = 0;
    payload_left_ = payload_bytes();
    bool const fragment = (header_[0] & (kFinal | kControl)) == 0;
    if (fragment && payload_left_ < least_bytes_) ++found;
  }
  return found;
}

}  // namespace callbackd::edge
