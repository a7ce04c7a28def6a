#include "edge/net/web_socket_session.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <typeinfo>

#include "edge/net/handlers.hpp"
#include "edge/net/http_date.hpp"
#include "edge/net/utf8.hpp"
#include "edge/net/wire_stream.hpp"

namespace callbackd::edge {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = boost::beast::websocket;
using boost::system::error_code;

namespace {
constexpr std::size_t kCloseTextBytes = 123;   // RFC 6455, section 5.5: 125 with the code
constexpr std::size_t kKeptBufferBytes = 512;  // a larger read buffer is freed after its message
constexpr std::size_t kKeptOutboxTexts = 16;   // a larger outbox is freed when it is empty

// Makes Beast's close reason. The text is cut to fit a Close frame, never inside a character.
websocket::close_reason to_beast(CloseReason const& reason) {
  auto size = std::min(reason.text.size(), kCloseTextBytes);
  auto const inside_character = [&] {
    return size < reason.text.size() && (reason.text[size] & 0xC0) == 0x80;
  };
  while (size > 0 && inside_character()) --size;
  return {static_cast<websocket::close_code>(reason.code),
          beast::string_view(reason.text.data(), size)};
}

// Turns the error of a read or a close into a close reason. If Beast refused a message of the peer,
// its code says which rule the peer broke. nullopt: the link broke, so nobody can be told a reason.
std::optional<CloseReason> reason_of(error_code error) {
  if (error == websocket::error::closed) return CloseReason{close_code::kNoStatus, {}};
  if (error == websocket::error::message_too_big)
    return CloseReason{close_code::kTooLarge, "The message is too large."};
  if (error == websocket::error::bad_frame_payload)
    return CloseReason{close_code::kInvalidPayload, "The message is not UTF-8."};
  if (error == websocket::condition::protocol_violation)
    return CloseReason{close_code::kProtocolError, error.message()};
  return std::nullopt;
}

}  // namespace

// Owns Beast's stream and its read buffer. The template parameter `false` leaves permessage-deflate
// out of the program, because it costs memory for each connection.
struct WebSocketSession::Wire {
  explicit Wire(WireStream::Parts parts) : socket(std::move(parts)) {}

  // A read buffer that is small while it is empty. Beast prepares 1,536 bytes for each read if
  // max_size() allows it. Most agents are silent, so a smaller buffer saves memory.
  struct ReadBuffer : beast::flat_buffer {
    std::size_t max_size() const noexcept {
      return size() == 0 ? kKeptBufferBytes : beast::flat_buffer::max_size();
    }
  };

  websocket::stream<WireStream, false> socket;
  ReadBuffer in;
};

WebSocketSession::WebSocketSession(Shard& shard, Shard::Slot slot,
                                   std::shared_ptr<WebSocketHandler> handler)
    : shard_(shard),
      executor_(shard.executor()),
      slot_(slot),
      handler_(std::move(handler)),
      fragments_(shard.limits().least_fragment_bytes),
      last_heard_(Shard::Clock::now()) {}

WebSocketSession::~WebSocketSession() = default;

// Functions for the opening of the connection

void WebSocketSession::start(Opening opening) {
  wire_ = std::make_unique<Wire>(WireStream::Parts{
      .executor = executor_,
      .stream = std::move(opening.stream),
      .owner = std::weak_ptr<StreamOwner>(shared_from_this()),
      .may_send = shard_.handlers().may_send,
      .rest = std::move(opening.rest),
      .on_bytes_read = [this](std::string_view input) { look_for_fragments(input); }});
  ++shard_.counters().open_web_sockets;
  set_up(opening.subprotocol);
  accept(opening.request_head);
  shard_.place(slot_).set_waiting();
  call_handler([&](WebSocketHandler& handler) {
    handler.on_open(std::static_pointer_cast<WebSocketSession>(shared_from_this()));
  });
  if (shard_.draining()) drain();
}

void WebSocketSession::set_up(std::string const& subprotocol) {
  auto& socket = wire_->socket;
  socket.read_message_max(shard_.limits().message_bytes_before_session);
  socket.auto_fragment(false);
  socket.set_option(websocket::stream_base::decorator([subprotocol](auto& answer) {
    answer.set(beast::http::field::server, "callbackd");
    answer.set(beast::http::field::date, http_date());
    if (!subprotocol.empty()) answer.set(beast::http::field::sec_websocket_protocol, subprotocol);
  }));
  socket.control_callback([this](websocket::frame_type kind, beast::string_view) {
    if (kind == websocket::frame_type::close) return on_peer_close();
    on_ping_or_pong(kind == websocket::frame_type::ping);
  });
}

void WebSocketSession::accept(std::string_view request_head) {
  beast::http::request_parser<beast::http::empty_body> parser;
  parser.header_limit(static_cast<std::uint32_t>(shard_.limits().head_bytes));
  error_code error;
  parser.put(asio::buffer(request_head), error);
  writing_ = true;
  stall_deadline_ = last_heard_ + shard_.limits().outbox_stall_time;
  rearm();
  wire_->socket.async_accept(
      parser.get(), [self = shared_from_this(), this](error_code failed) { accepted(failed); });
}

void WebSocketSession::accepted(error_code error) {
  writing_ = false;
  if (state_ == State::kGone) return;
  if (error) return disconnect({close_code::kAbnormal, "The connection broke."});
  silence_deadline_ = last_heard_ + shard_.limits().ping_interval;
  if (state_ == State::kOpen) read();
  pump();
}

void WebSocketSession::session_opened(std::string const& user) {
  if (state_ != State::kOpen) return;
  in_session_ = true;
  shard_.place(slot_).recognise({TokenShown::Whose::kUser, user, true});
  wire_->socket.read_message_max(shard_.limits().message_bytes);
}

// Functions that any thread may call

void WebSocketSession::send(Text text, Validity validity) {
  std::lock_guard const lock(inbox_mutex_);
  if (close_wanted_) return;
  inbox_.push_back({std::move(text), validity});
  post_inbox();
}

void WebSocketSession::close(CloseReason reason) {
  std::lock_guard const lock(inbox_mutex_);
  if (close_wanted_) return;
  close_wanted_ = std::move(reason);
  post_inbox();
}

void WebSocketSession::post_inbox() {
  if (std::exchange(inbox_posted_, true)) return;
  asio::post(executor_, [self = shared_from_this(), this] { empty_inbox(); });
}

void WebSocketSession::set_timer(std::chrono::milliseconds delay) {
  asio::dispatch(executor_, [self = shared_from_this(), this, delay] {
    if (state_ != State::kOpen) return;
    timer_deadline_ = delay.count() > 0 ? Shard::Clock::now() + delay : Shard::kNoDeadline;
    rearm();
  });
}

void WebSocketSession::empty_inbox() {
  std::vector<OutgoingText> texts;
  std::optional<CloseReason> wanted;
  {
    std::lock_guard const lock(inbox_mutex_);
    inbox_posted_ = false;
    texts.swap(inbox_);
    wanted = close_wanted_;
  }
  if (state_ != State::kOpen) return;
  // If no session is open, nothing is left to do after an answer, so the connection waits again.
  if (!in_session_ && !texts.empty()) shard_.place(slot_).set_waiting();
  shard_.counters().messages_out += texts.size();
  std::size_t added = 0;
  for (auto const& outgoing : texts) added += outgoing.text->size();
  // These texts came in one burst. If little waited before, the size of the burst does not mean
  // that the peer is slow. So these bytes do not count for the limit (see burst_bytes_).
  if (outbox_bytes_ <= shard_.limits().outbox_bytes_while_read) burst_bytes_ += added;
  outbox_bytes_ += added;
  outbox_.erase(outbox_.begin(), outbox_.begin() + static_cast<std::ptrdiff_t>(outbox_at_));
  outbox_at_ = 0;
  std::move(texts.begin(), texts.end(), std::back_inserter(outbox_));
  if (outbox_bytes_ - burst_bytes_ > shard_.limits().outbox_bytes)
    start_close({close_code::kTooSlow, "The client reads too slowly."}, Queued::kDrop);
  if (wanted) start_close(*wanted);
  pump();
}

// Functions for input

void WebSocketSession::on_readable(error_code error) {
  if (state_ == State::kGone) return;
  if (!error) {
    last_heard_ = Shard::Clock::now();
    pinged_ = false;
  }
  wire_->socket.next_layer().on_readable(error);
}

void WebSocketSession::read() {
  wire_->socket.async_read(wire_->in, [self = shared_from_this(), this](
                                          error_code error, std::size_t) { on_read(error); });
}

void WebSocketSession::read_if_answered() {
  bool const was_paused =
      std::exchange(reading_paused_, outbox_bytes_ > shard_.limits().outbox_bytes_while_read);
  if (!reading_paused_) return read();
  if (!was_paused) reading_paused_since_ = last_heard_;
}

void WebSocketSession::resume_reading_after_write() {
  if (!reading_paused_ || state_ != State::kOpen) return;
  last_heard_ = Shard::Clock::now();  // the peer reads, so it is alive
  pinged_ = false;
  read_if_answered();
  if (reading_paused_) return;
  // While the peer was not read, it may have gone on sending at its allowed rate. All of that
  // arrives together now and must not look like a flood.
  auto const& limits = shard_.limits();
  std::chrono::duration<double> const paused = last_heard_ - reading_paused_since_;
  messages_.forgive(paused.count() * static_cast<double>(limits.messages_per_second));
  pings_.forgive(paused.count() * static_cast<double>(limits.pings_per_second));
}

void WebSocketSession::on_read(error_code error) {
  if (state_ == State::kGone) return;
  if (error) return read_failed(error);
  if (state_ != State::kOpen) return;  // Beast's async_close goes on reading by itself
  handle_message();
  if (state_ != State::kOpen) return;
  auto& in = wire_->in;
  in.consume(in.size());
  if (in.capacity() > kKeptBufferBytes) in.shrink_to_fit();
  read_if_answered();
}

void WebSocketSession::handle_message() {
  ++shard_.counters().messages_in;
  if (wire_->socket.got_binary())
    return start_close({close_code::kUnsupportedData, "This server accepts only text messages."});
  if (messages_.exceeds(shard_.limits().messages_per_second, last_heard_))
    return start_close({close_code::kPolicy, "Too many messages were sent."});
  auto const bytes = wire_->in.data();
  std::string_view const text(static_cast<char const*>(bytes.data()), bytes.size());
  // Beast checks UTF-8 frame by frame. If the last frame is empty, it does not check the end again.
  // It would accept a message that ends inside a character, so that is checked here.
  if (ends_inside_character(text))
    return start_close({close_code::kInvalidPayload, "The message is not UTF-8."});
  if (!in_session_) shard_.place(slot_).set_busy();
  call_handler([&](WebSocketHandler& handler) { handler.on_message(text); });
}

// Beast's read calls look_for_fragments(), on_ping_or_pong() and on_peer_close(). They must not
// begin an operation on the stream. So end_flood() posts the closing of the connection.

void WebSocketSession::look_for_fragments(std::string_view input) {
  auto const count = fragments_.count(input);
  if (count == 0) return;
  if (messages_.exceeds(shard_.limits().messages_per_second, last_heard_, count))
    end_flood("Too many small fragments were sent.");
}

void WebSocketSession::on_ping_or_pong(bool ping) {
  auto const& limits = shard_.limits();
  bool const flood = ping ? pings_.exceeds(limits.pings_per_second, last_heard_)
                          : messages_.exceeds(limits.messages_per_second, last_heard_);
  if (flood) end_flood("Too many pings or pongs were sent.");
}

void WebSocketSession::end_flood(char const* what) {
  asio::post(executor_,
             [self = shared_from_this(), this, what] { start_close({close_code::kPolicy, what}); });
}

void WebSocketSession::on_peer_close() {
  if (state_ != State::kOpen) return;
  auto const& theirs = wire_->socket.reason();
  begin_closing();
  notify_closed({theirs.code == websocket::close_code::none ? close_code::kNoStatus : theirs.code,
                 std::string(theirs.reason.data(), theirs.reason.size())});
}

void WebSocketSession::read_failed(error_code error) {
  if (auto const reason = reason_of(error)) {
    notify_closed(*reason);  // does nothing if on_peer_close() has done it
    return linger();
  }
  // async_close() also reads, and it aborts this read. The handler in pump() then goes on.
  if (error == asio::error::operation_aborted && state_ != State::kOpen) return;
  disconnect({close_code::kAbnormal, "The connection broke."});
}

template <class Call>
void WebSocketSession::call_handler(Call&& call) {
  auto const handler = handler_;
  try {
    if (handler) call(*handler);
  } catch (std::exception const& error) {
    // The exception's text is not logged, because it could hold what a client sent.
    spdlog::error("web_socket.handler_failed exception={}", typeid(error).name());
    start_close({close_code::kInternalError, "The server failed to handle a message."});
  }
}

// Functions for output

void WebSocketSession::on_writable(error_code error) {
  if (state_ != State::kGone) wire_->socket.next_layer().on_writable(error);
}

void WebSocketSession::pump() {
  if (writing_ || state_ == State::kLingering || state_ == State::kGone) return;
  if (outbox_at_ < outbox_.size()) return write_next();
  outbox_.clear();
  outbox_at_ = 0;
  if (outbox_.capacity() > kKeptOutboxTexts) outbox_.shrink_to_fit();
  stall_deadline_ = Shard::kNoDeadline;
  rearm();
  if (!our_close_) return;
  writing_ = true;
  auto const reason = to_beast(*std::exchange(our_close_, std::nullopt));
  wire_->socket.async_close(reason, [self = shared_from_this(), this](error_code error) {
    // The error operation_aborted means that the read saw the peer's Close or the end of the link
    // first. Then read_failed() handles the end.
    if (state_ != State::kClosing || error == asio::error::operation_aborted) return;
    if (!error || reason_of(error)) return linger();
    disconnect({close_code::kAbnormal, "The connection broke."});
  });
}

// Writes one message. Its validity is set for this write only. Beast may write pings, pongs and
// Closes afterwards, and these are always valid.
void WebSocketSession::write_next() {
  writing_ = true;
  stall_deadline_ = Shard::Clock::now() + shard_.limits().outbox_stall_time;
  rearm();
  auto& outgoing = outbox_[outbox_at_++];
  auto text = std::move(outgoing.text);
  wire_->socket.next_layer().set_validity(outgoing.validity);
  // more_follows is false while closing, because Beast may write the next frame by itself.
  wire_->socket.next_layer().more_follows(state_ == State::kOpen && outbox_at_ < outbox_.size());
  auto const bytes = asio::buffer(*text);
  wire_->socket.async_write(bytes, [self = shared_from_this(), this, text = std::move(text)](
                                       error_code error, std::size_t) {
    writing_ = false;
    if (state_ == State::kGone) return;
    wire_->socket.next_layer().set_validity(Validity::kAlways);
    outbox_bytes_ -= text->size();
    burst_bytes_ = std::min(burst_bytes_ - std::min(burst_bytes_, text->size()), outbox_bytes_);
    if (!error) {
      resume_reading_after_write();
      return pump();
    }
    // The error operation_aborted means that Beast is closing and that nothing more can be written.
    if (error != asio::error::operation_aborted)
      disconnect({close_code::kAbnormal, "The connection broke."});
  });
}

// Functions for the end of the connection

void WebSocketSession::begin_closing() {
  state_ = State::kClosing;
  if (!in_session_) shard_.place(slot_).set_waiting();
  wire_->socket.next_layer().more_follows(false);
  close_deadline_ = Shard::Clock::now() + shard_.limits().close_time;
  rearm();
}

// Begins our own Close, and calls the handler's on_closed(). The Close is sent after the queued
// texts. Queued::kDrop drops them, except a message that is being written.
void WebSocketSession::start_close(CloseReason const& reason, Queued queued) {
  if (state_ != State::kOpen) return;
  begin_closing();
  our_close_ = reason;
  if (queued == Queued::kDrop) outbox_.resize(outbox_at_);
  notify_closed(reason);
  pump();
}

void WebSocketSession::notify_closed(CloseReason const& reason) {
  auto const handler = std::exchange(handler_, nullptr);
  if (!handler) return;
  shard_.counters().web_socket_closed(reason.code);
  {
    std::lock_guard const lock(inbox_mutex_);
    inbox_.clear();
    if (!close_wanted_) close_wanted_ = reason;  // send() drops everything from now on
  }
  try {
    handler->on_closed(reason);
  } catch (std::exception const& error) {
    spdlog::error("web_socket.handler_failed exception={}", typeid(error).name());
  }
}

// Drops input until the peer ends the connection or the deadline of the closing handshake passes.
// If a socket with unread input is closed, the kernel sends a reset, which could destroy our Close.
void WebSocketSession::linger() {
  if (state_ == State::kOpen) begin_closing();
  state_ = State::kLingering;
  auto const scratch = shard_.scratch();
  wire_->socket.next_layer().async_read_some(
      asio::buffer(scratch.data(), scratch.size()),
      [self = shared_from_this(), this](error_code error, std::size_t) {
        if (state_ == State::kGone) return;
        if (!error) return linger();
        disconnect({close_code::kAbnormal, "The connection broke."});
      });
}

void WebSocketSession::disconnect(CloseReason const& reason) {
  if (state_ == State::kGone) return;
  state_ = State::kGone;
  auto const hold = shared_from_this();
  notify_closed(reason);
  wire_->socket.next_layer().close();
  wire_.reset();  // now, on this thread: the application may hold the last reference elsewhere
  --shard_.counters().open_web_sockets;
  shard_.leave(slot_);
}

void WebSocketSession::drain() {
  start_close({close_code::kRestart, "restart"});
}

bool WebSocketSession::give_way() {
  if (in_session_) return false;
  disconnect({close_code::kAbnormal, "The connection had to make room for others."});
  return true;
}

void WebSocketSession::abort() {
  disconnect({close_code::kAbnormal, "aborted"});
}

// Functions for deadlines

void WebSocketSession::on_deadline() {
  auto const now = Shard::Clock::now();
  if (close_deadline_ <= now)
    return disconnect({close_code::kAbnormal, "No closing handshake arrived in time."});
  if (state_ == State::kOpen && stall_deadline_ <= now) check_stall(now);
  if (state_ == State::kOpen && timer_deadline_ <= now) {
    timer_deadline_ = Shard::kNoDeadline;
    call_handler([](WebSocketHandler& handler) { handler.on_timer(); });
  }
  if (state_ == State::kOpen && silence_deadline_ <= now) check_silence(now);
  rearm();
}

void WebSocketSession::check_stall(Time now) {
  stall_deadline_ = wire_->socket.next_layer().last_progress() + shard_.limits().outbox_stall_time;
  if (stall_deadline_ <= now)
    start_close({close_code::kTooSlow, "The client does not read."}, Queued::kDrop);
}

void WebSocketSession::check_silence(Time now) {
  auto const& limits = shard_.limits();
  // While reading is paused, the peer's silence cannot be seen. The stall deadline applies then.
  if (reading_paused_) {
    silence_deadline_ = now + limits.ping_interval;
    return;
  }
  if (pinged_) return disconnect({close_code::kAbnormal, "No pong arrived in time."});
  if (last_heard_ + limits.ping_interval > now) {
    silence_deadline_ = last_heard_ + limits.ping_interval;
    return;
  }
  pinged_ = true;
  silence_deadline_ = now + limits.pong_time;
  if (std::exchange(pinging_, true)) return;
  wire_->socket.async_ping({}, [self = shared_from_this(), this](error_code) { pinging_ = false; });
}

void WebSocketSession::rearm() {
  if (state_ == State::kGone) return;
  if (state_ != State::kOpen) return shard_.set_deadline(slot_, close_deadline_);
  shard_.set_deadline(slot_, std::min({stall_deadline_, silence_deadline_, timer_deadline_}));
}

}  // namespace callbackd::edge
