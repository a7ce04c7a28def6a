// The counters of the transport, which /metrics shows. There is one NetCounters for each Listener
// (in ShardCommon). The I/O threads write the counters, and any thread may read them. Each counter
// is atomic, and there is no lock. Counters only grow; the two `open_…` are gauges and also fall.
#pragma once
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <type_traits>

#include "base/words.hpp"

namespace callbackd::edge {

// Why the server closed a connection on its own. The word of each reason is its label in /metrics.
enum class ClosedFor : std::uint8_t {
  kServerFull,      // closed immediately: the server is full and no connection gives way
  kAddressFull,     // closed immediately: its address is full and no connection gives way
  kOthersRoom,      // closed while it waited for its peer, to make room for another
  kNoProxyHeader,   // a proxy of [http] proxy_protocol_from sent no good PROXY header
  kNoForwardedFor,  // a proxy of [http] forwarded_from sent no good X-Forwarded-For
};
constexpr auto words_of(std::type_identity<ClosedFor>) {
  using enum ClosedFor;
  return std::to_array<base::Word<ClosedFor>>({{"server_full", kServerFull},
                                               {"address_full", kAddressFull},
                                               {"room_for_others", kOthersRoom},
                                               {"no_proxy_header", kNoProxyHeader},
                                               {"no_forwarded_for", kNoForwardedFor}});
}
inline constexpr std::size_t kClosedForKinds = base::kWords<ClosedFor>.size();

// Whether the connection was closed because a trusted proxy did not name the client. All other
// reasons mean that there was no room.
constexpr bool proxy_named_no_client(ClosedFor why) {
  return why == ClosedFor::kNoProxyHeader || why == ClosedFor::kNoForwardedFor;
}

// A copy of all counters. They are read one after the other while the server works, so they may not
// fit together exactly.
struct NetCounts {
  std::uint64_t accepted = 0;
  std::array<std::uint64_t, kClosedForKinds> closed{};  // by ClosedFor
  std::uint64_t tls_handshakes = 0;
  std::uint64_t tls_failed = 0;  // TLS handshakes that failed or ran out of time
  std::uint64_t closed_for(ClosedFor why) const { return closed[static_cast<std::size_t>(why)]; }
  std::uint64_t open_http = 0;
  std::uint64_t open_web_sockets = 0;
  std::uint64_t requests = 0;
  std::uint64_t messages_in = 0;
  std::uint64_t messages_out = 0;
  std::map<unsigned, std::uint64_t> refused_by_status;  // refused before the application saw it
  std::map<unsigned, std::uint64_t> web_sockets_closed_by_code;  // 0: a code outside the usual ones
};

// The live counters. Only the statuses in kStatuses and the close codes in kCodes are counted one
// by one. The last entry of each list, 0, counts all other values, so that no peer can make the
// number of labels grow.
class NetCounters {
 public:
  static constexpr std::array<unsigned, 7> kStatuses{400, 408, 413, 414, 426, 431, 0};
  static constexpr std::array<unsigned, 17> kCodes{1000, 1001, 1002, 1003, 1005, 1006,
                                                   1007, 1008, 1009, 1011, 1012, 1013,
                                                   4401, 4403, 4409, 4429, 0};
  using Count = std::atomic<std::uint64_t>;

  Count accepted{0}, open_http{0}, open_web_sockets{0};
  Count tls_handshakes{0}, tls_failed{0};
  Count requests{0}, messages_in{0}, messages_out{0};

  void closed(ClosedFor why) {
    closed_for_[static_cast<std::size_t>(why)].fetch_add(1, std::memory_order_relaxed);
  }
  void refused(unsigned status) { add(kStatuses, refused_, status); }
  void web_socket_closed(unsigned code) { add(kCodes, closed_, code); }
  NetCounts read() const;

 private:
  template <std::size_t N>
  static void add(std::array<unsigned, N> const& keys, std::array<Count, N>& counts, unsigned key) {
    std::size_t at = 0;
    while (keys[at] != key && keys[at] != 0) ++at;  // the last key, 0, counts all that have no key
    counts[at].fetch_add(1, std::memory_order_relaxed);
  }
  std::array<Count, kClosedForKinds> closed_for_{};
  std::array<Count, kStatuses.size()> refused_{};
  std::array<Count, kCodes.size()> closed_{};
};

}  // namespace callbackd::edge
