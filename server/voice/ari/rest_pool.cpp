#include "voice/ari/rest_pool.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

namespace callbackd::voice::ari {
namespace {

namespace http = boost::beast::http;
constexpr std::size_t kAnswerBytesMost = 16UL * 1024 * 1024;  // enough for the list of all channels
constexpr unsigned kHttp11 = 11;

http::verb verb_of(Method method) {
  switch (method) {
    case Method::kGet:
      return http::verb::get;
    case Method::kPost:
      return http::verb::post;
    case Method::kPut:
      return http::verb::put;
    case Method::kDelete:
      break;
  }
  return http::verb::delete_;
}

}  // namespace

RestPool::RestPool(boost::asio::io_context& context, Access const& access, Options options)
    : context_(context), access_(access), options_(std::move(options)) {
  for (std::size_t at = 0; at < options_.connections; ++at)
    connections_.push_back(std::make_shared<Connection>(context_));
}

RestPool::~RestPool() {
  close();
}

void RestPool::close() {
  closed_ = true;
  waiting_.clear();
  for (auto const& connection : connections_) {
    connection->timer.cancel();
    if (connection->stream) connection->stream->close();
  }
}

void RestPool::send(RestRequest request, Done done) {
  if (closed_) return;
  auto const now = std::chrono::steady_clock::now();
  waiting_.push_back({std::move(request), std::move(done), now, now + options_.timeout});
  for (auto const& connection : connections_) {
    if (!connection->busy) return start(connection);
  }
}

void RestPool::start(std::shared_ptr<Connection> connection) {
  connection->busy = true;
  boost::asio::co_spawn(context_, work(std::move(connection)), boost::asio::detached);
}

// Sends the waiting requests over one connection, one after the other. Ends when no request waits.
// Each busy connection has one such coroutine.
boost::asio::awaitable<void> RestPool::work(std::shared_ptr<Connection> connection) {
  while (!closed_ && !waiting_.empty()) {
    auto const job = std::move(waiting_.front());
    waiting_.pop_front();
    auto const began = std::chrono::steady_clock::now();
    RestAnswer answer{RestAnswer::Kind::kNotSent, 0, {}};
    if (!is_too_late(job)) answer = co_await exchange(*connection, job);
    if (closed_) co_return;
    if (options_.on_took) {
      options_.on_took(std::chrono::duration_cast<std::chrono::microseconds>(
          std::chrono::steady_clock::now() - began));
    }
    job.done(std::move(answer));
  }
  connection->busy = false;
}

bool RestPool::is_too_late(Job const& job) const {
  auto const now = std::chrono::steady_clock::now();
  return now >= job.deadline ||
         (job.request.perishable && now - job.made >= options_.perishes_after);
}

// Sends one request and waits for its answer. If no complete answer came, the connection is closed.
// Otherwise a late answer could be taken for the answer to the next request.
boost::asio::awaitable<RestAnswer> RestPool::exchange(Connection& connection, Job const& job) {
  if (connection.stream && connection.stream->is_stale()) connection.stream.reset();
  if (!connection.stream) {
    auto connected = co_await connect(access_.address, access_.tls.get(), job.deadline);
    if (!connected.stream) co_return RestAnswer{RestAnswer::Kind::kNotSent, 0, {}};
    connection.stream = std::move(connected.stream);
  }
  if (is_too_late(job)) co_return RestAnswer{RestAnswer::Kind::kNotSent, 0, {}};
  connection.timer.expires_at(job.deadline);
  connection.timer.async_wait([stream = connection.stream.get()](ErrorCode error) {
    if (!error) stream->close();
  });
  auto answer = co_await ask(connection, job.request);
  // If the time-out handler is already queued, it will still use the stream. So the stream is kept
  // alive until that handler has run.
  if (connection.timer.cancel() == 0 || answer.kind != RestAnswer::Kind::kAnswered) {
    auto stream = std::shared_ptr<Stream>(std::move(connection.stream));
    stream->close();
    boost::asio::post(context_, [stream] {});
  }
  co_return answer;
}

boost::asio::awaitable<RestAnswer> RestPool::ask(Connection& connection,
                                                 RestRequest const& request) {
  http::request<http::string_body> message{verb_of(request.method),
                                           access_.address.path + request.target, kHttp11};
  message.set(http::field::host, access_.host_header());
  message.set(http::field::authorization, access_.authorization);
  if (!request.body.empty()) message.set(http::field::content_type, "application/json");
  message.body() = request.body;
  message.prepare_payload();
  // The answer is kUnknown until all of it has come, because parts of the request may have been
  // sent.
  RestAnswer answer;
  auto const [unsent, sent] = co_await http::async_write(*connection.stream, message, kTuple);
  if (unsent) co_return answer;
  http::response_parser<http::string_body> parser;
  parser.body_limit(kAnswerBytesMost);
  boost::beast::flat_buffer buffer;
  auto const [unread, got] = co_await http::async_read(*connection.stream, buffer, parser, kTuple);
  if (unread) co_return answer;
  answer.kind = RestAnswer::Kind::kAnswered;
  answer.status = parser.get().result_int();
  answer.body = std::move(parser.get().body());
  if (!parser.get().keep_alive()) connection.stream->close();
  co_return answer;
}

}  // namespace callbackd::voice::ari
