#include "edge/net/web_socket_session.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <typeinfo>

namespace callbackd::edge {

namespace asio = boost::asio;
using boost::system::error_code;

WebSocketSession::WebSocketSession(Shard& shard, Shard::Slot slot,
                                   std::unique_ptr<ByteStream> stream, Peer peer)
    : shard_(shard),
      executor_(shard.executor()),
      slot_(slot),
      stream_(std::move(stream)),
      handler_(std::move(peer.handler)),
      peer_(std::move(peer.address)),
      reader_(shard.limits().message_bytes),
      last_heard_(Shard::Clock::now()) {}

void WebSocketSession::start(std::string answer, std::string rest) {
  ++shard_.counters().open_web_sockets;
  silence_deadline_ = last_heard_ + shard_.limits().ping_interval;
  outbox_.push_raw(std::make_shared<std::string const>(std::move(answer)));
  call_handler([&](WebSocketHandler& handler) {
    handler.on_open(std::static_pointer_cast<WebSocketSession>(shared_from_this()));
  });
  flush();
  if (shard_.draining()) drain();
  rest_ = std::move(rest);
  work_through(rest_);
}

// From any thread

void WebSocketSession::send(std::shared_ptr<std::string const> text) {
  std::lock_guard const lock(inbox_mutex_);
  if (close_wanted_) return;
  inbox_.push_back(std::move(text));
  if (std::exchange(inbox_posted_, true)) return;
  asio::post(executor_, [self = shared_from_this(), this] { empty_inbox(); });
}

void WebSocketSession::close(CloseReason reason) {
  std::lock_guard const lock(inbox_mutex_);
  if (close_wanted_) return;
  close_wanted_ = std::move(reason);
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
  std::vector<std::shared_ptr<std::string const>> texts;
  std::optional<CloseReason> wanted;
  {
    std::lock_guard const lock(inbox_mutex_);
    inbox_posted_ = false;
    texts.swap(inbox_);
    wanted = close_wanted_;
  }
  if (state_ != State::kOpen) return;
  shard_.counters().messages_out += texts.size();
  for (auto& text : texts) outbox_.push(Opcode::kText, std::move(text));
  flush();
  if (outbox_.bytes() > shard_.limits().outbox_bytes)
    say_close({close_code::kTooSlow, "too much is waiting to be read"}, {true, true});
  if (wanted) say_close(*wanted, {});
}

// Input

void WebSocketSession::wait_for_input() {
  if (waiting_ || state_ == State::kGone) return;
  waiting_ = true;
  stream_->wait_readable(shared_from_this());
}

void WebSocketSession::on_readable(error_code error) {
  waiting_ = false;
  if (state_ == State::kGone) return;
  auto const scratch = shard_.scratch();
  std::size_t size = 0;
  if (!error) size = stream_->read_some(asio::buffer(scratch.data(), scratch.size()), error);
  if (error == asio::error::would_block) return wait_for_input();
  if (error) return disconnect({close_code::kAbnormal, "the link broke"});
  if (deaf_) return wait_for_input();
  last_heard_ = Shard::Clock::now();
  pinged_ = false;
  if (rest_.empty()) return work_through(scratch.first(size));
  rest_.append(scratch.data(), size);
  work_through(rest_);
}

// Handles every whole frame, keeps the beginning of the next.
void WebSocketSession::work_through(std::span<char> input) {
  std::size_t used = 0;
  while (!deaf_ && state_ != State::kGone) {
    auto const event = reader_.next(input.subspan(used));
    if (!event) {
      say_close(event.error(), {.deaf = true});
      break;
    }
    if (!*event) break;
    used += (*event)->used;
    handle(**event);
  }
  if (state_ == State::kGone) return;
  flush();
  if (deaf_ || used == input.size()) {
    rest_ = {};
  } else if (input.data() == rest_.data()) {
    rest_.erase(0, used);
  } else {
    rest_.assign(input.data() + used, input.size() - used);
  }
  wait_for_input();
}

void WebSocketSession::handle(FrameEvent const& event) {
  switch (event.kind) {
    case FrameEvent::Kind::kFragment:
      break;
    case FrameEvent::Kind::kMessage:
      handle_message(event.payload);
      break;
    case FrameEvent::Kind::kPing:
      if (state_ != State::kOpen) break;
      if (pings_.exceeds(shard_.limits().pings_per_second, last_heard_))
        return say_close({close_code::kPolicy, "too many pings"}, {.deaf = true});
      outbox_.push(Opcode::kPong, std::make_shared<std::string const>(event.payload));
      break;
    case FrameEvent::Kind::kPong:
      if (messages_.exceeds(shard_.limits().messages_per_second, last_heard_))
        say_close({close_code::kPolicy, "too many pongs"}, {.deaf = true});
      break;
    case FrameEvent::Kind::kClose:
      deaf_ = true;  // nothing counts after a Close
      if (state_ == State::kOpen) return say_close(event.close, {.deaf = true});
      if (outbox_.empty()) linger();
      break;
  }
}

void WebSocketSession::handle_message(std::string_view text) {
  if (state_ != State::kOpen) return;
  ++shard_.counters().messages_in;
  if (messages_.exceeds(shard_.limits().messages_per_second, last_heard_))
    return say_close({close_code::kPolicy, "too many messages"}, {.deaf = true});
  call_handler([&](WebSocketHandler& handler) { handler.on_message(text); });
}

template <class Call>
void WebSocketSession::call_handler(Call&& call) {
  auto const handler = handler_;
  try {
    if (handler) call(*handler);
  } catch (std::exception const& error) {
    // The exception's text could hold what a client sent.
    spdlog::error("web_socket_handler_failed exception={}", typeid(error).name());
    say_close({close_code::kInternalError, "internal error"}, {.deaf = true});
  }
}

// Output

void WebSocketSession::flush() {
  if (flushing_ || state_ == State::kGone) return;
  while (!outbox_.empty()) {
    auto const buffers = outbox_.front();
    error_code error;
    auto const sent = stream_->write_some({buffers.data(), buffers.size()}, error);
    if (error && error != asio::error::would_block)
      return disconnect({close_code::kAbnormal, "the link broke"});
    outbox_.consume(sent);
    if (error) {
      flushing_ = true;
      stall_deadline_ = Shard::Clock::now() + shard_.limits().outbox_stall_time;
      stream_->wait_writable(shared_from_this());
      return rearm();
    }
  }
  stall_deadline_ = Shard::kNoDeadline;
  if (state_ == State::kClosing && deaf_) return linger();
  rearm();
}

void WebSocketSession::on_writable(error_code error) {
  flushing_ = false;
  if (error && state_ != State::kGone) return disconnect({close_code::kAbnormal, "the link broke"});
  flush();
}

// Ends

void WebSocketSession::say_close(CloseReason const& reason, Farewell farewell) {
  if (state_ != State::kOpen) return;
  state_ = State::kClosing;
  deaf_ = deaf_ || farewell.deaf;
  if (farewell.drop_queued) outbox_.drop_unsent();
  outbox_.push(Opcode::kClose, std::make_shared<std::string const>(close_payload(reason)));
  close_deadline_ = Shard::Clock::now() + shard_.limits().close_time;
  rearm();
  tell_closed(reason);
  flush();
}

void WebSocketSession::tell_closed(CloseReason const& reason) {
  auto const handler = std::exchange(handler_, nullptr);
  if (!handler) return;
  shard_.counters().web_socket_closed(reason.code);
  {
    std::lock_guard const lock(inbox_mutex_);
    inbox_.clear();
    if (!close_wanted_) close_wanted_ = reason;  // what is sent from now on is dropped
  }
  try {
    handler->on_closed(reason);
  } catch (std::exception const& error) {
    spdlog::error("web_socket_handler_failed exception={}", typeid(error).name());
  }
}

// Both sides have said Close. Closing with input unread could destroy our Close on its way.
void WebSocketSession::linger() {
  if (state_ != State::kClosing) return;
  state_ = State::kLingering;
  deaf_ = true;
  stream_->shut_down_writing();
}

void WebSocketSession::disconnect(CloseReason const& reason) {
  if (state_ == State::kGone) return;
  state_ = State::kGone;
  auto const hold = shared_from_this();
  tell_closed(reason);
  stream_->close();
  stream_.reset();  // here, not wherever the last reference goes
  --shard_.counters().open_web_sockets;
  shard_.leave(slot_);
}

void WebSocketSession::drain() {
  say_close({close_code::kRestart, "restart"}, {});
}

void WebSocketSession::abort() {
  disconnect({close_code::kAbnormal, "aborted"});
}

// Times

void WebSocketSession::on_deadline() {
  auto const now = Shard::Clock::now();
  if (close_deadline_ <= now) return disconnect({close_code::kAbnormal, "no closing handshake"});
  if (state_ == State::kOpen && stall_deadline_ <= now)
    say_close({close_code::kTooSlow, "nothing is being read"}, {true, true});
  if (state_ == State::kOpen && timer_deadline_ <= now) {
    timer_deadline_ = Shard::kNoDeadline;
    call_handler([](WebSocketHandler& handler) { handler.on_timer(); });
  }
  if (state_ == State::kOpen && silence_deadline_ <= now) check_silence(now);
  rearm();
}

// The deadline is not moved at each frame: what was heard meanwhile is looked at here.
void WebSocketSession::check_silence(Time now) {
  auto const& limits = shard_.limits();
  if (pinged_) return disconnect({close_code::kAbnormal, "no pong"});
  if (last_heard_ + limits.ping_interval > now) {
    silence_deadline_ = last_heard_ + limits.ping_interval;
    return;
  }
  pinged_ = true;
  silence_deadline_ = now + limits.pong_time;
  outbox_.push(Opcode::kPing, std::make_shared<std::string const>());
  flush();
}

void WebSocketSession::rearm() {
  if (state_ == State::kGone) return;
  if (state_ != State::kOpen) return shard_.set_deadline(slot_, close_deadline_);
  shard_.set_deadline(slot_, std::min({stall_deadline_, silence_deadline_, timer_deadline_}));
}

}  // namespace callbackd::edge
