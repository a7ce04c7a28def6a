#include "edge/net/greeting.hpp"

#include <boost/asio/error.hpp>

#include "edge/net/http_connection.hpp"

namespace callbackd::edge {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

// The first byte of every TLS connection (RFC 8446, section 5.1: content type "handshake"). No HTTP
// method begins with it.
constexpr char kTlsHandshake = 0x16;

constexpr HttpRefusal kTlsOnly{400, "bad_request", "Bad Request", "This port accepts only TLS."};

}  // namespace

Greeting::Greeting(Shard& shard, TcpSocket socket) : shard_(shard), socket_(std::move(socket)) {
  error_code ignored;  // if the socket is dead already, its first read fails
  socket_.non_blocking(true, ignored);
}

void Greeting::start(std::unique_ptr<ConnectionPlace> place) {
  slot_ = shard_.join(shared_from_this(), std::move(place));
  begin();
}

void Greeting::take_over(Shard::Slot slot) {
  slot_ = slot;
  shard_.replace(slot, shared_from_this());
  begin();
}

void Greeting::begin() {
  shard_.place(slot_).set_waiting();
  if (shard_.draining()) return close();
  shard_.set_deadline(slot_, Shard::Clock::now() + shard_.limits().head_time);
  wait();
}

void Greeting::wait() {
  if (stream_) return stream_->wait_readable(shared_from_this());
  socket_.async_wait(TcpSocket::wait_read,
                     [self = shared_from_this()](error_code error) { self->on_readable(error); });
}

void Greeting::on_readable(error_code error) {
  if (phase_ == Phase::kOver) return;
  if (error) return close();
  switch (phase_) {
    case Phase::kSilent:
      return look_at_first_byte();
    case Phase::kHandshake:
      return shake_hands();
    case Phase::kLingering:
      return drop_input();
    case Phase::kOver:
      return;
  }
}

void Greeting::look_at_first_byte() {
  char first = 0;
  error_code error;
  socket_.receive(asio::buffer(&first, 1), TcpSocket::message_peek, error);
  if (error == asio::error::would_block) return wait();
  if (error) return close();
  if (first != kTlsHandshake)
    return hand_over(std::make_unique<TcpStream>(std::move(socket_)), !shard_.plain_too());
  stream_ = std::make_unique<TlsStream>(std::move(socket_), shard_.tls()->current());
  phase_ = Phase::kHandshake;
  shard_.set_deadline(slot_, Shard::Clock::now() + shard_.limits().handshake_time);
  shake_hands();
}

void Greeting::shake_hands() {
  error_code error;
  stream_->shake_hands(error);
  if (error == asio::error::would_block) return wait();
  if (error) return fail();
  ++shard_.counters().tls_handshakes;
  hand_over(std::move(stream_));
}

// Ends a connection whose handshake failed. OpenSSL has written an alert that says why. If a socket
// with unread input is closed, the kernel sends a reset, which could destroy the alert on its way.
// So input is read and dropped until the peer closes or linger_time is over.
void Greeting::fail() {
  ++shard_.counters().tls_failed;
  phase_ = Phase::kLingering;
  stream_->shut_down_writing();
  shard_.set_deadline(slot_, Shard::Clock::now() + shard_.limits().linger_time);
  wait();
}

void Greeting::drop_input() {
  auto const scratch = shard_.scratch();
  error_code error;
  stream_->read_some(asio::buffer(scratch.data(), scratch.size()), error);
  if (error && error != asio::error::would_block) return close();
  wait();
}

void Greeting::hand_over(std::unique_ptr<ByteStream> stream, bool refused) {
  auto const hold = shared_from_this();
  phase_ = Phase::kOver;
  std::make_shared<HttpConnection>(shard_, std::move(stream))
      ->take_over(slot_, refused ? &kTlsOnly : nullptr);
}

void Greeting::on_deadline() {
  if (phase_ == Phase::kHandshake) ++shard_.counters().tls_failed;
  close();
}

void Greeting::close() {
  if (phase_ == Phase::kOver) return;
  auto const hold = shared_from_this();
  phase_ = Phase::kOver;
  error_code ignored;
  if (stream_) stream_->close();
  socket_.close(ignored);
  shard_.leave(slot_);
}

void greet(Shard& shard, TcpSocket socket, std::unique_ptr<ConnectionPlace> place) {
  if (shard.tls() != nullptr)
    return std::make_shared<Greeting>(shard, std::move(socket))->start(std::move(place));
  auto stream = std::make_unique<TcpStream>(std::move(socket));
  std::make_shared<HttpConnection>(shard, std::move(stream))->start(std::move(place));
}

void greet_behind_proxy(Shard& shard, TcpSocket socket, Shard::Slot slot) {
  if (shard.tls() != nullptr)
    return std::make_shared<Greeting>(shard, std::move(socket))->take_over(slot);
  auto stream = std::make_unique<TcpStream>(std::move(socket));
  std::make_shared<HttpConnection>(shard, std::move(stream))->take_over(slot);
}

}  // namespace callbackd::edge
