#include "edge/net/http_connection.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <typeinfo>

#include "base/secret.hpp"
#include "edge/net/answer.hpp"
#include "edge/net/forwarded_for.hpp"
#include "edge/net/handlers.hpp"
#include "edge/net/handshake.hpp"
#include "edge/net/head_text.hpp"

namespace callbackd::edge {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {
constexpr HttpRefusal kLeaseOver{
    503, "unavailable", "Unavailable",
    "The server lost its lease; whether this request was carried out is not known."};
// Finds the Origin of a head that is refused, so that the web page may read the refusal. The head
// may be malformed. That does no harm, because the Origin is only looked up in the lists of allowed
// origins. Returns "" if there is no Origin, or more than one.
std::string origin_in(std::string_view head) {
  std::string_view origin;
  int times = 0;
  for (auto rest = head; !rest.empty();) {
    auto const line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    auto const colon = line.find(':');
    if (colon == std::string_view::npos || !equals_ignoring_case(line.substr(0, colon), "origin"))
      continue;
    ++times;
    origin = line.substr(colon + 1);
    if (origin.ends_with('\r')) origin.remove_suffix(1);
    origin = trim(origin);
  }
  return std::string(times == 1 ? origin : std::string_view{});
}

constexpr HttpRefusal kSourceUnknown{
    400, "bad_request", "Bad Request",
    "A request from this proxy must have X-Forwarded-For with the address of its client."};
}  // namespace

HttpConnection::HttpConnection(Shard& shard, std::unique_ptr<ByteStream> stream)
    : shard_(shard),
      shard_if_alive_(shard.weak_from_this()),
      stream_(std::move(stream)),
      executor_(shard.executor()) {}

HttpConnection::~HttpConnection() = default;

std::shared_ptr<HttpConnection> HttpConnection::self() {
  return std::static_pointer_cast<HttpConnection>(shared_from_this());
}

void HttpConnection::start(std::unique_ptr<ConnectionPlace> place) {
  slot_ = shard_.join(shared_from_this(), std::move(place));
  begin();
}

void HttpConnection::take_over(Shard::Slot slot, HttpRefusal const* refusal) {
  slot_ = slot;
  shard_.replace(slot, shared_from_this());
  begin();
  if (refusal != nullptr && phase_ != Phase::kClosed) refuse(*refusal);
}

void HttpConnection::begin() {
  ++shard_.counters().open_http;
  if (shard_.draining()) return close();
  shard_.place(slot_).set_waiting();
  set_deadline_in(shard_.limits().head_time);
  wait_for_input();
}

// Functions for input

void HttpConnection::wait_for_input() {
  if (waiting_ || phase_ == Phase::kClosed) return;
  waiting_ = true;
  stream_->wait_readable(shared_from_this());
}

void HttpConnection::on_readable(error_code error) {
  waiting_ = false;
  if (phase_ == Phase::kClosed) return;
  auto const scratch = shard_.scratch();
  std::size_t size = 0;
  if (!error) size = stream_->read_some(asio::buffer(scratch.data(), scratch.size()), error);
  if (error == asio::error::would_block) return wait_for_input();
  if (error) return close();  // the peer is gone or has ended its side: no whole request will come
  if (!wants_input()) return wait_for_input();  // lingering: the bytes are dropped
  std::string_view const arrived(scratch.data(), size);
  if (rest_.empty()) {
    work_through(arrived);
  } else {
    rest_.append(arrived);
    work_through(rest_);
  }
  base::wipe(scratch.data(), size);  // the bytes may hold tokens and passwords
}

bool HttpConnection::wants_input() const {
  return phase_ == Phase::kIdle || phase_ == Phase::kHead || phase_ == Phase::kBody;
}

// Takes requests out of `input` until a request is with the application or more bytes are needed.
//
// The application may answer while give_to_application() is still on the stack, and the client may
// have sent its next requests already (pipelining). Recursion would then let a client make the
// stack as deep as it likes. So written() returns without recursion while `working_` is set, and
// the loop here takes the next request.
void HttpConnection::work_through(std::string_view input) {
  working_ = true;
  std::size_t used = 0;
  while (wants_input() && used < input.size()) {
    auto const taken = take(input.substr(used));
    if (taken == 0) break;
    used += taken;
  }
  working_ = false;
  if (phase_ == Phase::kClosed) return;
  keep_rest(input, used);
  if (phase_ == Phase::kUpgraded) return become_web_socket();
  if (wants_input() || phase_ == Phase::kLingering) wait_for_input();
}

// Keeps the unused bytes of `input` in rest_; while the connection lingers, drops them. `input` is
// either the thread's scratch buffer or rest_ itself.
void HttpConnection::keep_rest(std::string_view input, std::size_t used) {
  if (used == input.size() || phase_ == Phase::kLingering) {
    base::wipe(rest_);
    rest_ = {};  // an idle connection holds no buffer
  } else if (input.data() == rest_.data()) {
    rest_.erase(0, used);
  } else {
    rest_.assign(input.substr(used));
  }
}

std::size_t HttpConnection::take(std::string_view input) {
  if (phase_ == Phase::kBody) return take_body(input);
  // One empty line before a request is skipped (RFC 9112, section 2.2), because old clients send
  // it.
  if (phase_ == Phase::kIdle && input.starts_with("\r\n")) {
    phase_ = Phase::kHead;
    if (!first_) set_deadline_in(shard_.limits().head_time);
    return 2;
  }
  return take_head(input);
}

// Takes a whole head out of `input`. The deadline of a connection's first head counts from the
// moment at which this HttpConnection began. The deadline of a later head counts from the first
// byte of that head. Until that byte comes, the connection is idle and may stay so for
// keep_alive_time.
std::size_t HttpConnection::take_head(std::string_view input) {
  auto const end = search_.find_end(input, shard_.limits());
  if (!end) {
    origin_ = origin_in(input);
    refuse(end.error());
    return 0;
  }
  if (!*end) {
    if (phase_ == Phase::kIdle && !first_) set_deadline_in(shard_.limits().head_time);
    phase_ = Phase::kHead;
    return 0;
  }
  search_ = {};
  auto const size = **end;
  auto head = parse_head(input.substr(0, size), shard_.limits());
  if (!head) {
    origin_ = origin_in(input.substr(0, size));
    refuse(head.error());
    return 0;
  }
  if (head->wants_web_socket) upgrade_.request_head.assign(input.substr(0, size));
  request_.emplace(std::string(input.substr(0, size)), std::move(*head));
  begin_body(input.size() > size);
  return size;
}

void HttpConnection::begin_body(bool some_is_here) {
  auto const& head = request_->head();
  first_ = false;
  keep_alive_ = head.keep_alive;
  http_1_1_ = head.http_1_1;
  head_only_ = request_->method() == "HEAD";
  origin_ = request_->header("Origin");
  if (!find_peer()) return refuse(kSourceUnknown);
  if (head.content_length > shard_.limits().body_bytes) return refuse(kPayloadTooLarge);
  if (!head.chunked && head.content_length == 0) return give_to_application();
  phase_ = Phase::kBody;
  chunks_ = {};
  request_->body.reserve(head.content_length);
  set_deadline_in(shard_.limits().body_time);
  // If a part of the body has come already, the client does not wait for the answer 100. So no 100
  // is sent (RFC 9110, section 10.1.1).
  if (!head.expects_continue || some_is_here) return;
  answer_ = std::make_unique<Answer>(HttpResponse{.status = 100}, AnswerFraming{});
  flush();
}

// Sets the address of the request's client, `peer`. It is the address that the connection counts
// for. If that is the address of a proxy in [http] forwarded_from, the client's address is read
// from X-Forwarded-For instead. Returns false if such a proxy did not name a client.
bool HttpConnection::find_peer() {
  auto const& counted = shard_.place(slot_).address();
  request_->peer = counted;
  if (!any_contains(shard_.proxies().forwarded, counted)) return true;
  std::vector<std::string_view> values;
  request_->for_each_header([&](std::string_view name, std::string_view value) {
    if (equals_ignoring_case(name, "x-forwarded-for")) values.push_back(value);
  });
  auto const source = forwarded_for(values, shard_.proxies());
  if (source) request_->peer = *source;
  if (!source) shard_.closed(ClosedFor::kNoForwardedFor, counted);
  return source.has_value();
}

std::size_t HttpConnection::take_body(std::string_view input) {
  auto& body = request_->body;
  if (request_->head().chunked) {
    auto const taken = chunks_.take(input, body, shard_.limits());
    if (!taken) {
      refuse(taken.error());
      return 0;
    }
    if (chunks_.done()) give_to_application();
    return *taken;
  }
  auto const missing = request_->head().content_length - body.size();
  auto const part = input.substr(0, missing);
  body.append(part);
  if (part.size() == missing) give_to_application();
  return part.size();
}

// Functions between the connection and the application

void HttpConnection::give_to_application() {
  auto request = std::move(*request_);
  request_.reset();
  shard_.place(slot_).set_busy();
  phase_ = Phase::kWithApplication;
  shard_.set_deadline(slot_, Shard::kNoDeadline);
  auto const number = ++request_number_;
  ++shard_.counters().requests;
  try {
    if (!request.head().wants_web_socket || !shard_.handlers().on_upgrade) {
      shard_.handlers().on_request(std::move(request), Responder(self(), number));
    } else if (auto refusal = refuse_handshake(request)) {
      shard_.counters().refused(refusal->status);
      answer(number, std::move(*refusal));
    } else {
      shard_.handlers().on_upgrade(std::move(request), UpgradeResponder(self(), number));
    }
  } catch (std::exception const& error) {
    // The exception destroyed the Responder, which then answered 500. The text of the exception is
    // not logged, because it could hold what a client sent.
    spdlog::error("http.handler_failed exception={}", typeid(error).name());
  }
}

void HttpConnection::deliver(std::uint64_t request, HttpResponse response) {
  auto const shard = shard_if_alive_.lock();
  if (!shard) return;
  if (shard->on_this_thread()) return answer(request, std::move(response));
  shard->post([self = self(), request, response = std::move(response)]() mutable {
    self->answer(request, std::move(response));
  });
}

void HttpConnection::deliver_upgrade(std::uint64_t request, std::string subprotocol,
                                     std::shared_ptr<WebSocketHandler> handler) {
  auto const shard = shard_if_alive_.lock();
  if (!shard) return;
  if (shard->on_this_thread()) return upgrade(request, subprotocol, std::move(handler));
  shard->post([self = self(), request, subprotocol = std::move(subprotocol),
               handler = std::move(handler)]() mutable {
    self->upgrade(request, subprotocol, std::move(handler));
  });
}

// Takes the application's answer to the current request. The number `request` tells which request
// it answers. An answer to an earlier request is ignored.
void HttpConnection::answer(std::uint64_t request, HttpResponse response) {
  if (phase_ != Phase::kWithApplication || request != request_number_) return;
  if (response.late_body) response.body = std::exchange(response.late_body, nullptr)();
  if (has_expired(response.validity, shard_.handlers().may_send)) {
    response = to_response(kLeaseOver);
    response.headers.push_back({"Retry-After", "1"});
  }
  shard_.place(slot_).recognise(response.token);
  keep_alive_ = keep_alive_ && !response.close && !shard_.draining();
  write(std::move(response));
}

void HttpConnection::upgrade(std::uint64_t request, std::string_view subprotocol,
                             std::shared_ptr<WebSocketHandler> handler) {
  if (phase_ != Phase::kWithApplication || request != request_number_) return;
  phase_ = Phase::kUpgraded;
  upgraded_to_ = std::move(handler);
  upgrade_.subprotocol = subprotocol;
  if (!working_) become_web_socket();
}

// Gives the stream, the slot and the bytes behind the handshake to a new WebSocketSession. This
// runs after work_through() is done with rest_.
void HttpConnection::become_web_socket() {
  auto const hold = shared_from_this();
  phase_ = Phase::kClosed;
  --shard_.counters().open_http;
  auto const session = std::make_shared<WebSocketSession>(shard_, slot_, std::move(upgraded_to_));
  shard_.replace(slot_, session);
  upgrade_.stream = std::move(stream_);
  upgrade_.rest = std::move(rest_);
  session->start(std::move(upgrade_));
}

// Functions for output

void HttpConnection::refuse(HttpRefusal const& refusal) {
  shard_.counters().refused(refusal.status);
  keep_alive_ = false;
  head_only_ = false;
  request_.reset();
  write(to_response(refusal));
}

void HttpConnection::add_headers_for_page(HttpResponse& response) const {
  auto const& for_page = shard_.handlers().for_page;
  if (!response.of_transport || origin_.empty() || !for_page) return;
  for (auto& header : for_page(origin_)) response.headers.push_back(std::move(header));
}

void HttpConnection::write(HttpResponse response) {
  add_headers_for_page(response);
  phase_ = Phase::kAnswered;
  shard_.place(slot_).set_waiting();  // until the peer has read the answer
  if (answer_) return close();        // the peer has not even read its 100 Continue
  AnswerFraming const framing{.http_1_1 = http_1_1_,
                              .keep_alive = keep_alive_,
                              .head_only = head_only_,
                              .https_only = shard_.tls() != nullptr && !shard_.plain_too()};
  answer_ = std::make_unique<Answer>(std::move(response), framing);
  flush();
}

void HttpConnection::flush() {
  // answer() has checked the lease already. If the peer reads slowly, that may be long ago, and
  // some bytes of the answer may have been sent. A 503 cannot be written behind them, so the
  // connection is cut.
  if (has_expired(answer_->validity(), shard_.handlers().may_send)) return close();
  error_code error;
  answer_->write_to(*stream_, error);
  if (error == asio::error::would_block) return wait_for_output();
  if (error) return close();
  answer_.reset();
  if (phase_ == Phase::kAnswered) written();
}

void HttpConnection::wait_for_output() {
  if (phase_ == Phase::kAnswered) set_deadline_in(shard_.limits().write_stall_time);
  stream_->wait_writable(shared_from_this());
}

void HttpConnection::on_writable(error_code error) {
  if (phase_ == Phase::kClosed) return;
  if (error) return close();
  flush();
}

void HttpConnection::written() {
  if (!keep_alive_) return linger();
  idle();
  if (working_) return;
  if (rest_.empty()) return wait_for_input();
  work_through(rest_);
}

// Functions for deadlines and for the end of the connection

void HttpConnection::idle() {
  phase_ = Phase::kIdle;
  upgrade_.request_head = {};
  origin_ = {};
  set_deadline_in(shard_.limits().keep_alive_time);
}

// Sets the deadline to `delay` from now. While the server drains, a request that has not wholly
// arrived gets linger_time at most. It has had no effect yet, and a slow sender must not delay the
// end of the server.
void HttpConnection::set_deadline_in(std::chrono::milliseconds delay) {
  if (shard_.draining() && wants_input()) delay = std::min(delay, shard_.limits().linger_time);
  shard_.set_deadline(slot_, Shard::Clock::now() + delay);
}

void HttpConnection::on_deadline() {
  if (phase_ == Phase::kHead || phase_ == Phase::kBody) return refuse(kTimeout);
  close();  // idle for too long, does not read its answer, or does not close after the last one
}

// Ends our side of the connection. Then it drops input until the peer ends its own side or
// linger_time is over (RFC 9112, section 9.6). If a socket with unread input is closed, the kernel
// sends a reset, which could destroy the answer on its way.
void HttpConnection::linger() {
  phase_ = Phase::kLingering;
  stream_->shut_down_writing();
  set_deadline_in(shard_.limits().linger_time);
  wait_for_input();
}

void HttpConnection::drain() {
  if (phase_ == Phase::kIdle) return close();
  keep_alive_ = false;
  if (wants_input()) set_deadline_in(shard_.limits().linger_time);
}

bool HttpConnection::give_way() {
  if (phase_ == Phase::kWithApplication || phase_ == Phase::kUpgraded) return false;
  close();
  return true;
}

void HttpConnection::close() {
  if (phase_ == Phase::kClosed) return;
  phase_ = Phase::kClosed;
  stream_->close();
  stream_.reset();  // now, on this thread: a Responder elsewhere may hold the last reference
  --shard_.counters().open_http;
  shard_.leave(slot_);
}

}  // namespace callbackd::edge
