#include "edge/net/counters.hpp"

namespace callbackd::edge {
namespace {

std::uint64_t value(NetCounters::Count const& count) {
  return count.load(std::memory_order_relaxed);
}

template <std::size_t N>
void copy(std::array<unsigned, N> const& keys, std::array<NetCounters::Count, N> const& counts,
          std::map<unsigned, std::uint64_t>& into) {
  for (std::size_t at = 0; at < N; ++at) {
    if (auto const count = value(counts[at]); count > 0) into[keys[at]] = count;
  }
}

}  // namespace

NetCounts NetCounters::read() const {
  NetCounts counts{.accepted = value(accepted),
                   .closed = {},
                   .tls_handshakes = value(tls_handshakes),
                   .tls_failed = value(tls_failed),
                   .open_http = value(open_http),
                   .open_web_sockets = value(open_web_sockets),
                   .requests = value(requests),
                   .messages_in = value(messages_in),
                   .messages_out = value(messages_out),
                   .refused_by_status = {},
                   .web_sockets_closed_by_code = {}};
  for (std::size_t at = 0; at < closed_for_.size(); ++at)
    counts.closed[at] = value(closed_for_[at]);
  copy(kStatuses, refused_, counts.refused_by_status);
  copy(kCodes, closed_, counts.web_sockets_closed_by_code);
  return counts;
}

}  // namespace callbackd::edge
