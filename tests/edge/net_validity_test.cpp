// Tests a server that was frozen until its lease ran out. It must not send messages that are valid
// only while it holds the lease.
#include <atomic>

#include "edge/net_web_socket_support.hpp"

namespace callbackd::edge::test {
namespace {

NetLimits roomy_limits() {
  auto limits = quick_limits();
  limits.outbox_bytes = 64 * 1024 * 1024;
  return limits;
}

TEST_CASE(
    "an answer that is not valid any more is 503, and one that says nothing of the cell is given") {
  Server server({.on_request =
                     [](HttpRequest const& request, Responder respond) {
                       auto const validity = request.path() == "/fact" ? Validity::kWhileLeaseHeld
                                                                       : Validity::kAlways;
                       respond({.status = 201,
                                .headers = {{"Location", "/fact"}},
                                .body = "done",
                                .validity = validity});
                     },
                 .may_send = [] { return false; }});
  Client client(server);
  CHECK(client.send(get("/other")).status() == 201);
  auto const answer = client.send(get("/fact")).response();
  CHECK(contains(answer, "HTTP/1.1 503 "));
  CHECK(contains(answer, "Retry-After: 1\r\n"));
  CHECK(contains(answer, "/problems/unavailable"));
  CHECK_FALSE(contains(answer, "Location"));
  CHECK(client.closed());
}

TEST_CASE("a promise to read a body is valid longer than the answer before it") {
  std::atomic<bool> holds = true;
  Server server({.on_request =
                     [](HttpRequest const&, Responder respond) {
                       respond({.status = 201, .validity = Validity::kWhileLeaseHeld});
                     },
                 .may_send = [&] { return holds.load(); }});
  Client client(server);
  CHECK(client.send(get("/fact")).status() == 201);
  holds = false;
  client.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  CHECK(client.response() == "HTTP/1.1 100 Continue\r\n\r\n");
  CHECK(client.send("ok").status() == 503);
}

TEST_CASE("an answer that expires when part of it is written stays a part") {
  std::atomic<bool> holds = true;
  std::string const body(16 * 1024 * 1024, 'x');
  Server server({.on_request =
                     [&](HttpRequest const&, Responder respond) {
                       respond({.body = body, .validity = Validity::kWhileLeaseHeld});
                     },
                 .may_send = [&] { return holds.load(); }});
  Client client(server, 4096);
  client.send(get("/fact")).bytes(9);
  holds = false;
  CHECK(client.rest().size() < body.size());
}

TEST_CASE("a message that has expired is not sent: the link is cut instead") {
  std::atomic<bool> holds = true;
  Fixture f([&] { return holds.load(); });
  auto const connection = f.handler->opened.take();
  connection->send(text_of("in time"), Validity::kWhileLeaseHeld);
  CHECK(f.next_message() == "in time");
  holds = false;
  connection->send(text_of("always"), Validity::kAlways);
  CHECK(f.next_message() == "always");
  connection->send(text_of("too late"), Validity::kWhileLeaseHeld);
  connection->send(text_of("behind it"), Validity::kAlways);
  CHECK(f.handler->closed.take().code == 1006);
  CHECK(f.client.closed());
}

TEST_CASE(
    "a message that expires while it waits for others to be written with is not sent either") {
  std::atomic<bool> holds = false;
  Fixture f([&] { return holds.load(); });
  auto const connection = f.handler->opened.take();
  connection->run([&] {  // on the connection's thread, so that they are written together
    connection->send(text_of("too late"), Validity::kWhileLeaseHeld);
    connection->send(text_of("behind it"), Validity::kAlways);
  });
  CHECK(f.handler->closed.take().code == 1006);
  CHECK(f.client.closed());
}

TEST_CASE("a message behind a pong expires as well") {
  std::atomic<bool> holds = true;
  Fixture f([&] { return holds.load(); }, roomy_limits(), 4096);
  auto const connection = f.handler->opened.take();
  std::string const one(2 * 1024 * 1024, 'x');
  std::string const two(16 * 1024 * 1024, 'y');
  connection->send(text_of(one), Validity::kWhileLeaseHeld);
  CHECK(f.client.bytes(2) == "\x81\x7F");
  f.client.send(frame(Opcode::kPing, "p"));
  Events<int> ran;
  for (int i = 0; i < 10; ++i) {  // the socket is read between two tasks: the pong waits
    connection->run([&] { ran.put(1); });
    ran.take();
  }
  connection->send(text_of(two), Validity::kWhileLeaseHeld);
  f.client.bytes(8 + one.size());
  CHECK(f.next_frame().first == Opcode::kPong);
  CHECK(f.client.bytes(2) == "\x81\x7F");
  holds = false;
  CHECK(f.client.rest().size() < two.size());
  CHECK(f.handler->closed.take().code == 1006);
}

TEST_CASE("a message that expires when part of it is written stays a part") {
  std::atomic<bool> holds = true;
  Fixture f([&] { return holds.load(); }, roomy_limits(), 4096);
  auto const connection = f.handler->opened.take();
  std::string const long_text(16 * 1024 * 1024, 'x');
  connection->send(text_of(long_text), Validity::kWhileLeaseHeld);
  CHECK(f.client.bytes(2) == "\x81\x7F");
  holds = false;
  CHECK(f.client.rest().size() < long_text.size());
  CHECK(f.handler->closed.take().code == 1006);
}

}  // namespace
}  // namespace callbackd::edge::test
