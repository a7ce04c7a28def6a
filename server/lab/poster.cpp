#include "lab/poster.hpp"

namespace callbackd::lab {

bool Poster::connect() {
  partial_.clear();
  if (!socket_.connect(environment_.target, Socket::Buffers::kUsual)) return false;
  environment_.loop.watch(socket_, *this, Loop::For::kBoth);
  return true;
}

void Poster::post(std::string_view request) {
  waiting_ = true;
  sent_at_ = steady_now();
  if (!socket_.is_open() && !connect()) return fail("broken");
  if (!socket_.send(request)) return fail("broken");
  if (socket_.has_unsent()) environment_.loop.change(socket_, *this, Loop::For::kBoth);
}

void Poster::on_writable() {
  if (!socket_.flush()) return fail("broken");
  if (socket_.is_open() && !socket_.has_unsent())
    environment_.loop.change(socket_, *this, Loop::For::kReading);
}

void Poster::on_readable() {
  if (!socket_.is_open()) return;
  auto const into = environment_.loop.buffer();
  auto const count = socket_.receive(into);
  if (!count) return fail("broken");
  if (*count == 0) return;
  std::string_view const bytes(into.data(), *count);
  if (partial_.empty()) return take(bytes);
  partial_ += bytes;
  auto const whole = std::exchange(partial_, {});
  take(whole);
}

void Poster::take(std::string_view bytes) {
  HttpAnswer answer;
  switch (read_http_answer(bytes, answer)) {
    case HttpRead::kMore:
      partial_ = bytes;
      return;
    case HttpRead::kBad:
      return fail("unreadable");
    case HttpRead::kDone:
      break;
  }
  if (!waiting_ || answer.bytes != bytes.size()) return fail("unreadable");
  if (answer.closes) socket_.close();
  waiting_ = false;
  environment_.owner.answered(*this, answer);
}

void Poster::fail(std::string_view why) {
  socket_.close();
  partial_.clear();
  if (std::exchange(waiting_, false)) environment_.owner.unanswered(*this, why);
}

}  // namespace callbackd::lab
