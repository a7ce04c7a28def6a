// Source: where a request came from, in the form in which limits count it. It is an IPv4 address,
// or an IPv6 network of /64, because the owner of a /64 can use any of its 2^64 addresses. It does
// not identify a person, because many people may share one source. A value; any thread.
#pragma once
#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>

namespace callbackd::base {

class Source {
 public:
  // A network that contains a source. All sources of the network together may make so many
  // requests: `times` multiplied by the number for one source.
  struct Network {
    std::size_t width = 0;   // 0: the address or /64; 1: /56; 2: /48
    std::uint64_t name = 0;  // different for each network of the same width
    int times = 1;
  };
  static constexpr std::size_t kWidths = 3;

  class Networks {
   public:
    Network const* begin() const { return all_.data(); }
    Network const* end() const { return all_.data() + count_; }

   private:
    friend Source;
    std::array<Network, kWidths> all_{};
    std::size_t count_ = 0;
  };

  static constexpr Source of_ipv4(std::uint32_t address) { return Source{kIpv4 | address}; }
  // `network` is the first 64 bits of the IPv6 address.
  static constexpr Source of_ipv6(std::uint64_t network) { return Source{network}; }

  // Returns the networks for which a request is counted. For an IPv4 address this is the address
  // alone. For IPv6 it is the /64, the /56 (which one home often gets) and the /48 (which one
  // company often gets).
  constexpr Networks networks() const {
    Networks of;
    of.all_[0] = {0, value_, 1};
    of.count_ = 1;
    if (value_ >> 32U == kIpv4 >> 32U) return of;
    of.all_[1] = {1, value_ >> 8U, 4};
    of.all_[2] = {2, value_ >> 16U, 16};
    of.count_ = kWidths;
    return of;
  }
  constexpr std::uint64_t value() const { return value_; }  // differs for each source; never shown
  auto operator<=>(Source const&) const = default;

 private:
  // The upper 32 bits of value_ for an IPv4 address. No IPv6 network in use begins with these bits,
  // so an IPv4 address never has the same value_ as an IPv6 network.
  static constexpr std::uint64_t kIpv4 = std::uint64_t{1} << 32U;
  explicit constexpr Source(std::uint64_t value) : value_(value) {}
  std::uint64_t value_;
};

}  // namespace callbackd::base
