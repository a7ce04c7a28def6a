#include "edge/net/proxy_greeting.hpp"

#include <boost/asio/error.hpp>

#include "edge/net/greeting.hpp"
#include "edge/net/proxy_header.hpp"

namespace callbackd::edge {

namespace asio = boost::asio;
using boost::system::error_code;

ProxyGreeting::ProxyGreeting(Shard& shard, TcpSocket socket)
    : shard_(shard), socket_(std::move(socket)) {
  error_code ignored;  // if the socket is dead already, its first read fails
  socket_.non_blocking(true, ignored);
}

void ProxyGreeting::start(std::unique_ptr<ConnectionPlace> place) {
  slot_ = shard_.join(shared_from_this(), std::move(place));
  if (shard_.draining()) return close();
  shard_.set_deadline(slot_, Shard::Clock::now() + shard_.limits().head_time);
  wait();
}

void ProxyGreeting::wait() {
  socket_.async_wait(TcpSocket::wait_read,
                     [self = shared_from_this()](error_code error) { self->on_readable(error); });
}

// Looks at the bytes that have arrived without taking them from the socket. Then it takes only
// bytes of the PROXY header, because all bytes behind the header must still be there for TLS or
// HTTP. At the start of a call, `header_` has exactly the bytes that earlier calls took (`known`).
// So the last call takes the header's size minus `known`.
void ProxyGreeting::on_readable(error_code error) {
  if (over_) return;
  if (error) return close();
  auto const scratch = shard_.scratch();
  auto const known = header_.size();
  auto const size =
      socket_.receive(asio::buffer(scratch.data(), shard_.limits().proxy_header_bytes),
                      TcpSocket::message_peek, error);
  if (error == asio::error::would_block) return wait();
  if (error && known > 0) return refuse();
  if (error) return close();  // closed without a byte: a health check of the port, not counted
  header_.append(scratch.data(), size);
  auto const parsed = parse_proxy_header(header_, shard_.limits());
  if (!parsed) return refuse();
  take(*parsed ? (*parsed)->size - known : size);
  if (!*parsed) return wait();
  hand_over((*parsed)->source);
}

void ProxyGreeting::take(std::size_t size) {
  auto const scratch = shard_.scratch();
  error_code ignored;  // on_readable() has just seen these bytes
  socket_.receive(asio::buffer(scratch.data(), size), 0, ignored);
}

// Sets the address that the connection counts for, and lets a Greeting or HttpConnection take over.
// If the header has no address, the proxy speaks for itself and its own address stays. If the
// header names another trusted proxy, the connection counts for no address, because many clients
// may be behind that proxy.
void ProxyGreeting::hand_over(std::optional<asio::ip::address> const& source) {
  auto const hold = shared_from_this();
  auto& place = shard_.place(slot_);
  if (source && !place.stand_for(*source, !shard_.proxies().trusts(*source))) {
    shard_.closed(ClosedFor::kAddressFull, *source);
    return close();
  }
  over_ = true;
  greet_behind_proxy(shard_, std::move(socket_), slot_);
}

bool ProxyGreeting::give_way() {
  close();
  return true;
}

void ProxyGreeting::refuse() {
  shard_.closed(ClosedFor::kNoProxyHeader, shard_.place(slot_).address());
  close();
}

void ProxyGreeting::close() {
  if (over_) return;
  auto const hold = shared_from_this();
  over_ = true;
  error_code ignored;
  socket_.close(ignored);
  shard_.leave(slot_);
}

}  // namespace callbackd::edge
