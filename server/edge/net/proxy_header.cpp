#include "edge/net/proxy_header.hpp"

#include <algorithm>
#include <string>

#include "edge/net/trusted_proxies.hpp"

namespace callbackd::edge {

namespace ip = boost::asio::ip;

namespace {

using Parsed = boost::system::result<std::optional<ProxyHeader>, ProxyFault>;

constexpr std::string_view kSignature1 = "PROXY ";
constexpr std::size_t kLineBytesMost = 107;  // the longest line of version 1, CRLF included
constexpr std::string_view kUnknown = "UNKNOWN";

constexpr std::string_view kSignature2("\r\n\r\n\0\r\nQUIT\n", 12);
constexpr std::size_t kFixedBytes = 16;  // version 2: signature, command, family, length
constexpr unsigned kLocal = 0x20;        // version (4 bits) and command (4 bits)
constexpr unsigned kProxied = 0x21;
constexpr unsigned kNoFamily = 0x00;  // address family (4 bits) and transport (4 bits)
constexpr unsigned kTcp4 = 0x11;
constexpr unsigned kTcp6 = 0x21;
constexpr std::size_t kAddresses4 = 12;  // two addresses and two ports
constexpr std::size_t kAddresses6 = 36;

Parsed fault(std::string_view why) {
  return ProxyFault{why};
}

// Whether `arrived` begins with `signature`, or could do so when more bytes have come.
bool begins_like(std::string_view arrived, std::string_view signature) {
  auto const size = std::min(arrived.size(), signature.size());
  return arrived.substr(0, size) == signature.substr(0, size);
}

unsigned byte_at(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
}

// Parsing of version 1 (text)

// Removes the next word and the space behind it from `line` and returns the word. The last word has
// no space behind it.
std::string_view next_word(std::string_view& line) {
  auto const space = line.find(' ');
  auto const word = line.substr(0, space);
  line.remove_prefix(space == std::string_view::npos ? line.size() : space + 1);
  return word;
}

std::optional<ip::address> address_of(std::string_view word, bool v4) {
  if (word.find('%') != std::string_view::npos) return std::nullopt;
  boost::system::error_code error;
  auto const address = ip::make_address(std::string(word), error);
  if (error || address.is_v4() != v4) return std::nullopt;
  return without_mapping(address);
}

Parsed parse_line(std::string_view line, std::size_t size) {
  auto const printable = [](char c) { return c >= ' ' && c <= '~'; };
  if (!std::all_of(line.begin(), line.end(), printable)) return fault("control characters");
  line.remove_prefix(kSignature1.size());
  auto rest = line;
  auto const kind = next_word(rest);
  if (kind == kUnknown) return std::optional(ProxyHeader{size, std::nullopt});
  if (kind != "TCP4" && kind != "TCP6") return fault("neither TCP4 nor TCP6 nor UNKNOWN");
  if (std::count(rest.begin(), rest.end(), ' ') != 3) return fault("not two addresses, two ports");
  bool const v4 = kind == "TCP4";
  auto const source = address_of(next_word(rest), v4);
  auto const destination = address_of(next_word(rest), v4);
  if (!source || !destination) return fault("an address that is not one of its kind");
  auto const source_port = next_word(rest);
  if (!is_port(source_port) || !is_port(rest)) return fault("a port that is none");
  return std::optional(ProxyHeader{size, source});
}

Parsed parse_version_1(std::string_view arrived, NetLimits const& limits) {
  auto const most = std::min(kLineBytesMost, limits.proxy_header_bytes);
  auto const end = arrived.substr(0, most).find('\n');
  if (end == std::string_view::npos) {
    if (arrived.size() >= most) return fault("a line that is too long");
    return std::optional<ProxyHeader>();
  }
  if (end <= kSignature1.size() || arrived[end - 1] != '\r') return fault("a line without CR LF");
  return parse_line(arrived.substr(0, end - 1), end + 1);
}

// Parsing of version 2 (binary)

template <class Address>
ip::address address_at(std::string_view bytes) {
  typename Address::bytes_type raw{};
  std::transform(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(raw.size()),
                 raw.begin(), [](char c) { return static_cast<unsigned char>(c); });
  return without_mapping(ip::address(Address(raw)));
}

Parsed parse_version_2(std::string_view arrived, NetLimits const& limits) {
  if (arrived.size() < kFixedBytes) return std::optional<ProxyHeader>();
  auto const command = byte_at(arrived, 12);
  auto const family = byte_at(arrived, 13);
  std::size_t const length = byte_at(arrived, 14) << 8U | byte_at(arrived, 15);
  auto const size = kFixedBytes + length;
  if (command != kLocal && command != kProxied) return fault("neither LOCAL nor PROXY");
  if (size > limits.proxy_header_bytes) return fault("a header that is too long");
  bool const addressed = command == kProxied && family != kNoFamily;
  if (addressed && family != kTcp4 && family != kTcp6)
    return fault("neither TCP over IPv4 nor IPv6");
  if (addressed && length < (family == kTcp4 ? kAddresses4 : kAddresses6))
    return fault("addresses that are cut off");
  if (arrived.size() < size) return std::optional<ProxyHeader>();
  ProxyHeader header{size, std::nullopt};
  // The source address comes first. Extensions (TLV) may follow the addresses; they are not used.
  auto const addresses = arrived.substr(kFixedBytes);
  if (addressed && family == kTcp4) header.source = address_at<ip::address_v4>(addresses);
  if (addressed && family == kTcp6) header.source = address_at<ip::address_v6>(addresses);
  return std::optional(header);
}

}  // namespace

Parsed parse_proxy_header(std::string_view arrived, NetLimits const& limits) {
  if (begins_like(arrived, kSignature2)) return parse_version_2(arrived, limits);
  if (begins_like(arrived, kSignature1)) return parse_version_1(arrived, limits);
  return fault("no PROXY header");
}

}  // namespace callbackd::edge
