#include "lab/load_agent.hpp"

#include "lab/http_reader.hpp"
#include "lab/rpc_text.hpp"

namespace callbackd::lab {
namespace {

// The nonce of the WebSocket handshake and its answer, from the example in RFC 6455. The nonce
// never changes, so its answer does not either.
constexpr std::string_view kNonce = "dGhlIHNhbXBsZSBub25jZQ==";
constexpr std::string_view kNonceAnswer = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";
// The most requests that an agent sends in a second. It is below half of the server's limit of 200.
// The seconds of client and server may begin at different times, but even then no second of the
// server has more than 200.
constexpr std::uint32_t kRequestsPerSecond = 95;
constexpr std::size_t kUnknownFields = 90;  // each is named in the answer, which is 6 KiB

std::string member(std::string_view name, std::string_view value) {
  std::string json;
  json.reserve(name.size() + value.size() + 7);
  return json.append("{\"").append(name).append("\":\"").append(value).append("\"}");
}

}  // namespace

void LoadAgent::connect() {
  sent_at_ = steady_now();
  if (!socket_.connect(environment_.target, environment_.buffers)) return end("broken");
  environment_.loop.watch(socket_, *this, Loop::For::kBoth);
  std::string head = "GET /v1/agent HTTP/1.1\r\nHost: " + environment_.target.host;
  head += "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n";
  head += "Sec-WebSocket-Protocol: callbackd.v1\r\nSec-WebSocket-Key: ";
  head.append(kNonce).append("\r\nAuthorization: Bearer ").append(token_).append("\r\n\r\n");
  if (!socket_.send(head)) end("broken");
}

void LoadAgent::on_writable() {
  if (!socket_.is_open()) return;
  if (!socket_.flush()) return end("broken");
  if (socket_.has_unsent()) return;
  environment_.loop.change(socket_, *this,
                           never_reads_ ? Loop::For::kHangUpOnly : Loop::For::kReading);
}

void LoadAgent::on_readable() {
  if (!socket_.is_open() || never_reads_) return;
  auto const into = environment_.loop.buffer();
  auto const count = socket_.receive(into);
  if (!count) return end("broken");
  if (*count == 0) return;
  std::string_view bytes(into.data(), *count);
  std::string whole;
  if (!partial_.empty()) {
    partial_ += bytes;
    whole = std::exchange(partial_, {});
    bytes = whole;
  }
  if (step_ == Step::kUpgrade) return upgraded(bytes);
  take_frames(bytes);
}

void LoadAgent::upgraded(std::string_view bytes) {
  HttpAnswer answer;
  switch (read_http_answer(bytes, answer)) {
    case HttpRead::kMore:
      partial_ = bytes;
      return;
    case HttpRead::kBad:
      return end("unreadable");
    case HttpRead::kDone:
      break;
  }
  if (answer.status != 101) return end("upgrade " + std::to_string(answer.status));
  if (head_field(answer.head, "Sec-WebSocket-Accept") != kNonceAnswer) return end("unreadable");
  environment_.owner.done_with(*this, Step::kUpgrade);
  request(Step::kOpen, "session.open", "{}");
  take_frames(bytes.substr(answer.bytes));
}

void LoadAgent::take_frames(std::string_view bytes) {
  while (socket_.is_open() && !never_reads_) {
    switch (frames_.next(bytes)) {
      case FrameReader::Read::kBad:
        return end("unreadable");
      case FrameReader::Read::kMore:
        partial_ = bytes;
        return;
      case FrameReader::Read::kMessage:
        break;
    }
    if (frames_.opcode() == Opcode::kText) take_message(frames_.payload());
    if (frames_.opcode() == Opcode::kPing) send_frame(Opcode::kPong, frames_.payload());
    if (frames_.opcode() == Opcode::kClose)
      return end("close " + std::to_string(close_code(frames_.payload())));
  }
}

void LoadAgent::take_message(std::string_view text) {
  auto const message = read_rpc_message(text);
  switch (message.kind) {
    case RpcMessage::Kind::kBad:
      return end("unreadable");
    case RpcMessage::Kind::kNotification:
      if (message.method != "offer.created") return;
      offers_.emplace_back(text_member(text, "offer_id"));
      environment_.owner.offered(*this);
      if (step_ == Step::kIdle) next_offer();
      return;
    case RpcMessage::Kind::kAnswer:
    case RpcMessage::Kind::kError:
      if (message.id != id_ || step_ == Step::kIdle) return end("unreadable");
      return take_answer(message.kind == RpcMessage::Kind::kError, text);
  }
}

// Takes the answer to one step and sends the request of the next step. If the server has refused a
// step about a callback, the agent gives this callback up and takes the next offer. If the server
// has refused the session or the state Ready, the agent closes the connection.
void LoadAgent::take_answer(bool is_error, std::string_view text) {
  auto const step = std::exchange(step_, Step::kIdle);
  if (is_error) {
    auto const reason = text_member(text, "reason");
    environment_.owner.refused(*this, step, reason.empty() ? "error" : reason);
    if (step == Step::kOpen || step == Step::kReady) return end("no session");
    return next_offer();
  }
  environment_.owner.done_with(*this, step);
  if (ended_) return;
  switch (step) {
    case Step::kOpen:
      return request(Step::kReady, "agent.set_state",
                     R"({"channel":"web_callback","state":"ready"})");
    case Step::kAccept:
      interaction_ = text_member(text, "interaction_id");
      if (!environment_.disposition.empty()) {
        return request(Step::kDisposition, "interaction.set_disposition",
                       R"({"interaction_id":")" + interaction_ + R"(","code":")" +
                           environment_.disposition + "\"}");
      }
      [[fallthrough]];
    case Step::kDisposition:
      return request(Step::kDone, "interaction.mark_done", member("interaction_id", interaction_));
    default:
      return next_offer();
  }
}

void LoadAgent::next_offer() {
  if (ended_ || never_reads_ || offers_.empty()) return;
  auto const offer = std::move(offers_.front());
  offers_.pop_front();
  request(Step::kAccept, "offer.accept", member("offer_id", offer));
}

void LoadAgent::request(Step step, std::string_view method, std::string_view params) {
  step_ = step;
  std::string text = R"({"jsonrpc":"2.0","id":)" + std::to_string(++id_);
  text.append(R"(,"method":")").append(method).append(R"(","params":)").append(params) += '}';
  held_back_ = std::move(text);
  unsent_request_ = true;
  send_if_allowed(steady_now());
}

void LoadAgent::send_if_allowed(SteadyTime now) {
  if (!unsent_request_ || ended_) return;
  if (now - second_began_ >= std::chrono::seconds{1}) {
    second_began_ = now;
    sent_in_second_ = 0;
  }
  if (sent_in_second_ >= kRequestsPerSecond) return;
  ++sent_in_second_;
  unsent_request_ = false;
  sent_at_ = now;
  send_frame(Opcode::kText, held_back_);
}

// Sends requests that are small but make the server send large answers. Each request has many
// unknown fields, and the answer names all of them.
void LoadAgent::ask_and_never_read(std::size_t asks) {
  std::string params = "{";
  for (std::size_t field = 0; field < kUnknownFields; ++field)
    params += (field == 0 ? "\"unknown" : ",\"unknown") + std::to_string(field) + "\":0";
  params += '}';
  never_reads_ = true;
  for (std::size_t ask = 0; ask < asks && !ended_; ++ask) {
    send_frame(Opcode::kText, R"({"jsonrpc":"2.0","id":)" + std::to_string(++id_) +
                                  R"(,"method":"agent.set_state","params":)" + params + '}');
  }
  if (!ended_ && !socket_.has_unsent())
    environment_.loop.change(socket_, *this, Loop::For::kHangUpOnly);
}

void LoadAgent::send_frame(Opcode opcode, std::string_view payload) {
  frame_.clear();
  append_frame(frame_, opcode, payload, next_random());
  if (!socket_.send(frame_)) return end("broken");
  if (socket_.has_unsent()) {
    environment_.loop.change(socket_, *this, never_reads_ ? Loop::For::kWriting : Loop::For::kBoth);
  }
}

void LoadAgent::end(std::string_view why) {
  if (std::exchange(ended_, true)) return;
  std::string const kept(why);
  socket_.close();
  environment_.owner.ended(*this, kept);
}

std::uint32_t LoadAgent::next_random() {  // xorshift32 (Marsaglia, 2003): masks need not be secret
  random_ ^= random_ << 13;
  random_ ^= random_ >> 17;
  random_ ^= random_ << 5;
  return random_;
}

}  // namespace callbackd::lab
