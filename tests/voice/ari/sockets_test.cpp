// Tests the pool of HTTP connections and the event socket. The server at the other end does things
// that Asterisk seldom does.
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "voice/ari/event_socket.hpp"
#include "voice/ari/fake_server.hpp"
#include "voice/ari/rest_pool.hpp"

namespace callbackd::voice::ari {
namespace {

using namespace std::chrono_literals;
using Kind = RestAnswer::Kind;

void answer_everything(Peer& peer) {
  while (peer.read_request()) peer.write(http_answer(200, "[]"));
}

RestPool::Options quick() {
  return {2, 300ms, 100ms, {}};
}

// Gives this number of requests to the pool, and returns the answers when all have come.
std::vector<RestAnswer> ask(RestPool& pool, boost::asio::io_context& context,
                            std::size_t requests) {
  std::vector<RestAnswer> answers;
  for (std::size_t at = 0; at < requests; ++at) {
    pool.send({Method::kGet, "/channels", {}}, [&](RestAnswer answer) {
      answers.push_back(std::move(answer));
      if (answers.size() == requests) context.stop();
    });
  }
  context.restart();
  context.run();
  return answers;
}

struct Pool {
  explicit Pool(Access given) : access(std::move(given)), pool(context, access, quick()) {}
  std::vector<RestAnswer> ask(std::size_t requests = 1) {
    return ari::ask(pool, context, requests);
  }
  boost::asio::io_context context;
  Access access;
  RestPool pool;
};

struct Listened {
  bool opened = false;
  std::vector<std::string> events;
  std::string why;
};

Listened listen_to(FakeServer const& server) {
  boost::asio::io_context context;
  auto const access = server.access();
  Listened heard;
  EventSocketOptions options;
  options.application = "callbackd";
  options.open = 1s;
  options.idle = 200ms;
  options.on_open = [&] { heard.opened = true; };
  options.on_event = [&](std::string_view json) { heard.events.emplace_back(json); };
  options.on_end = [&](std::string why) {
    heard.why = std::move(why);
    context.stop();
  };
  auto const socket = std::make_shared<EventSocket>(context, access, std::move(options));
  socket->open();
  context.run();
  return heard;
}

}  // namespace

TEST_CASE("requests go over connections that stay, with user and password") {
  std::string seen;
  std::optional<FakeServer> server(std::in_place, [&](Peer& peer) {
    while (auto const request = peer.read_request()) {
      seen = *request;
      peer.write(http_answer(200, "[1]"));
    }
  });
  Pool pool(server->access());
  for (int times = 0; times < 3; ++times) {
    auto const answers = pool.ask();
    CHECK(answers[0].is(200));
    CHECK(answers[0].body == "[1]");
  }
  CHECK(server->connections() == 1);
  server.reset();
  CHECK(seen.starts_with("GET /ari/channels HTTP/1.1\r\n"));
  CHECK(seen.find("Authorization: Basic dXNlcjpwYXNzd29yZA==\r\n") != std::string::npos);
}

TEST_CASE("more requests than connections wait for their turn") {
  FakeServer server(answer_everything);
  Pool pool(server.access());
  auto const answers = pool.ask(50);
  CHECK(std::all_of(answers.begin(), answers.end(), [](auto const& it) { return it.is(200); }));
  CHECK(server.connections() == 2);
}

TEST_CASE("a request that is never answered is unknown, and the next one has a new connection") {
  std::atomic<int> seen = 0;
  FakeServer server([&](Peer& peer) {
    while (peer.read_request()) {
      if (++seen > 1) peer.write(http_answer(200, ""));
    }
  });
  Pool pool(server.access());
  CHECK(pool.ask()[0].kind == Kind::kUnknown);
  CHECK(pool.ask()[0].is(200));
  CHECK(server.connections() == 2);
}

TEST_CASE("a request that must not be late is not sent late") {
  std::atomic<int> dialled = 0;
  FakeServer server([&](Peer& peer) {
    while (auto const request = peer.read_request()) {
      if (request->starts_with("POST")) ++dialled;
    }
  });
  Pool pool(server.access());
  std::vector<Kind> kinds;
  auto const note = [&](RestAnswer const& answer) {
    kinds.push_back(answer.kind);
    if (kinds.size() == 3) pool.context.stop();
  };
  for (int busy = 0; busy < 2; ++busy) pool.pool.send({Method::kGet, "/channels", {}}, note);
  pool.pool.send({Method::kPost, "/channels/x", {}, true}, note);
  pool.context.run();
  CHECK(std::count(kinds.begin(), kinds.end(), Kind::kNotSent) == 1);
  CHECK(dialled == 0);
}

TEST_CASE("an answer that is cut off is unknown") {
  FakeServer server([](Peer& peer) {
    peer.read_request();
    peer.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
  });
  Pool pool(server.access());
  CHECK(pool.ask()[0].kind == Kind::kUnknown);
}

TEST_CASE("a connection that was closed while idle is made anew, and nothing is unknown") {
  FakeServer server([](Peer& peer) {
    peer.read_request();
    peer.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  });
  Pool pool(server.access());
  for (int times = 0; times < 5; ++times) CHECK(pool.ask()[0].is(200));
  CHECK(server.connections() == 5);
}

TEST_CASE("a request that cannot be sent has had no effect") {
  auto access = FakeServer(answer_everything).access();  // nobody listens there any more
  Pool pool(std::move(access));
  CHECK(pool.ask()[0].kind == Kind::kNotSent);
}

TEST_CASE("TLS is spoken with a server of the right name under the right authority, and no other") {
  Identity const ours("localhost");
  Identity const named_otherwise("elsewhere.example");
  Identity const of_others("localhost");
  auto const file = std::filesystem::temp_directory_path() /
                    ("callbackd-ca-" + std::to_string(::getpid()) + ".pem");
  auto const kind_with = [&](Identity const& shown, Identity const& trusted) {
    std::ofstream(file) << trusted.certificate_pem;
    FakeServer server(answer_everything, &shown);
    auto access = server.access();
    access.tls = client_tls(file.string());
    Pool pool(std::move(access));
    return pool.ask()[0].kind;
  };
  CHECK(kind_with(ours, ours) == Kind::kAnswered);
  CHECK(kind_with(named_otherwise, named_otherwise) == Kind::kNotSent);
  CHECK(kind_with(of_others, ours) == Kind::kNotSent);
  std::filesystem::remove(file);
}

TEST_CASE("events are heard in order until the socket ends") {
  FakeServer server([](Peer& peer) {
    auto const request = peer.read_request();
    if (!request || !request->starts_with("GET /ari/events?app=callbackd HTTP/1.1\r\n")) return;
    peer.upgrade(*request);
    for (int at = 0; at < 3; ++at) peer.send_text(std::to_string(at));
  });
  auto const heard = listen_to(server);
  CHECK(heard.opened);
  CHECK(heard.events == std::vector<std::string>{"0", "1", "2"});
  CHECK_FALSE(heard.why.empty());
}

TEST_CASE("a peer that is silent and does not answer a ping is given up") {
  FakeServer server([](Peer& peer) {
    auto const request = peer.read_request();
    if (request) peer.upgrade(*request);
    peer.wait_for_end();
  });
  auto const heard = listen_to(server);
  CHECK(heard.opened);
  CHECK_FALSE(heard.why.empty());
}

TEST_CASE("a socket that is refused says so") {
  FakeServer server([](Peer& peer) {
    peer.read_request();
    peer.write(http_answer(401, ""));
  });
  auto const heard = listen_to(server);
  CHECK_FALSE(heard.opened);
  CHECK(heard.why.starts_with("handshake: "));
}

}  // namespace callbackd::voice::ari
