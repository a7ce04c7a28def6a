#include <array>
#include <atomic>
#include <future>

#include "edge/net_support.hpp"

namespace callbackd::edge::test {
namespace {

using namespace std::chrono_literals;

std::string post(std::string const& body, std::string const& fields = "") {
  return "POST /p HTTP/1.1\r\nHost: a\r\n" + fields +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

TEST_CASE("a connection is kept after answers of every kind") {
  Server server;
  Client client(server);
  auto const first = client.send(get("/a?b=c", "X-Request-Id: 7\r\n")).response();
  CHECK(contains(first, "HTTP/1.1 200 OK\r\n"));
  CHECK(contains(first, "X-Request-Id: 7\r\n"));
  CHECK(contains(first, "GET /a?b=c "));
  CHECK(client.send(get("/missing")).status() == 404);
  CHECK(contains(client.send(post("body")).response(), "POST /p? body"));
  CHECK(contains(client.send(get("/last", "Connection: close\r\n")).response(),
                 "Connection: close\r\n"));
  CHECK(client.closed());
  CHECK(server.listener().counts().requests == 4);
}

TEST_CASE("pipelined requests are answered in order, however slow the first one is") {
  std::promise<Responder> first;
  Server server({.on_request = [&](HttpRequest request, Responder respond) {
    if (request.path() == "/slow") return first.set_value(std::move(respond));
    respond(echo(request));
  }});
  Client client(server);
  client.send(get("/slow") + post("one") + "\r\n" + get("/two") + get("/three"));
  first.get_future().get()({.status = 201, .body = "slow"});
  CHECK(client.status() == 201);
  CHECK(contains(client.response(), "one"));
  CHECK(contains(client.response(), "/two"));
  CHECK(contains(client.response(), "/three"));
}

TEST_CASE("thousands of pipelined requests are answered in order") {
  Server server;
  Client client(server);
  std::thread writer([&] {
    for (int i = 0; i < 3000; ++i) client.send(get("/" + std::to_string(i)));
  });
  for (int i = 0; i < 3000; ++i)
    REQUIRE(contains(client.response(), "GET /" + std::to_string(i) + "?"));
  writer.join();
}

TEST_CASE("a body may come in pieces, chunks or after a promise") {
  Server server;
  Client client(server);
  for (char c : post("piece by piece")) client.send(std::string(1, c));
  CHECK(contains(client.response(), "piece by piece"));
  client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
  client.send("2\r\nde\r\n0\r\n\r\n");
  CHECK(contains(client.response(), "abcde"));
  client.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  CHECK(client.response() == "HTTP/1.1 100 Continue\r\n\r\n");
  CHECK(contains(client.send("ok").response(), "ok"));
  client.send(post(std::string(64 * 1024, 'x')));
  CHECK(client.status() == 200);
}

TEST_CASE("HEAD is answered without the body, OPTIONS like any method") {
  Server server;
  Client client(server);
  auto const head = client.send("HEAD /a HTTP/1.1\r\nHost: a\r\n\r\n").response(false);
  CHECK(contains(head, "Content-Length: 9\r\n"));
  CHECK(contains(client.send("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n").response(), "OPTIONS *"));
}

TEST_CASE("HTTP/1.0 closes unless it asks to stay") {
  Server server;
  Client client(server);
  client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  CHECK(contains(client.response(), "Connection: keep-alive\r\n"));
  client.send("GET / HTTP/1.0\r\n\r\n");
  CHECK(contains(client.response(), "Connection: close\r\n"));
  CHECK(client.closed());
}

TEST_CASE("a request refused before the application sees it is answered, then closed") {
  struct Row {
    std::string text;
    unsigned status;
    std::string code;
  };
  auto const row = GENERATE(values<Row>({
      {get("/", "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n"), 400, "bad_request"},
      {get("/", "Host: b\r\n"), 400, "bad_request"},
      {"GET / HTTP/1.1\nHost: a\n\n", 400, "bad_request"},
      {"\x16\x03\x01\x02", 400, "bad_request"},
      {"GET / HTTP/2.0\r\nHost: a\r\n\r\n", 400, "bad_request"},
      {get("/" + std::string(8192, 'a')), 414, "uri_too_long"},
      {"GET /" + std::string(20000, 'a'), 414, "uri_too_long"},
      {get("/", "X: " + std::string(16384, 'a') + "\r\n"), 431, "head_too_large"},
      {get("/",
           [] {
             std::string fields;
             for (int i = 0; i < 101; ++i) fields += "X: y\r\n";
             return fields;
           }()),
       431, "head_too_large"},
      {post(std::string(64 * 1024 + 1, 'x')), 413, "payload_too_large"},
      {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5;" +
           std::string(20000, 'a'),
       400, "bad_request"},
      {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: y\r\n\r\n", 400,
       "bad_request"},
      {get("/", "Expect: a miracle\r\n"), 400, "bad_request"},
  }));
  INFO(row.text.substr(0, 60));
  Server server;
  Client client(server);
  client.send(row.text);
  auto const response = client.response();
  CHECK(contains(response, "HTTP/1.1 " + std::to_string(row.status) + " "));
  CHECK(contains(response, "application/problem+json"));
  CHECK(contains(response, "\"/problems/" + row.code + "\""));
  CHECK(contains(response, "Connection: close\r\n"));
  client.finish_writing();
  CHECK(client.closed());
  CHECK(server.listener().counts().refused_by_status.at(row.status) == 1);
  CHECK(server.listener().counts().requests == 0);
}

TEST_CASE("a refusal reaches a client that goes on sending") {
  auto limits = quick_limits();
  limits.linger_time = 200ms;
  Server server(limits);
  Client client(server);
  client.send("GET /" + std::string(20000, 'a'));
  for (int i = 0; i < 50; ++i) client.send(std::string(20000, 'a'));
  CHECK(client.status() == 414);
  CHECK(client.closed());  // after linger_time, although the client never closes
}

TEST_CASE("slow heads and bodies are answered 408, silent connections are closed") {
  auto limits = quick_limits();
  limits.head_time = 50ms;
  limits.body_time = 50ms;
  limits.keep_alive_time = 50ms;
  limits.linger_time = 50ms;
  Server server(limits);
  SECTION("a head that does not end") {
    Client client(server);
    auto const response = client.send("GET / HTTP/1.1\r\nHost: a\r\n").response();
    CHECK(contains(response, "HTTP/1.1 408 "));
    CHECK(contains(response, "/problems/timeout"));
    CHECK(client.closed());
  }
  SECTION("a second head that does not end") {
    Client client(server);
    CHECK(client.send(get("/")).status() == 200);
    CHECK(client.send("GET").status() == 408);
  }
  SECTION("a body that does not end") {
    Client client(server);
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nabc");
    CHECK(client.status() == 408);
    CHECK(client.closed());
  }
  SECTION("nothing at all") {
    Client client(server);
    CHECK(client.closed());
  }
  SECTION("nothing more") {
    Client client(server);
    CHECK(client.send(get("/")).status() == 200);
    CHECK(client.closed());
  }
}

TEST_CASE("a request that nobody answers is answered 500") {
  Server server({.on_request = [](HttpRequest request, Responder respond) {
    if (request.path() == "/throw") throw std::runtime_error("broken");
    auto const dropped = std::move(respond);
  }});
  Client client(server);
  CHECK(client.send(get("/")).status() == 500);
  CHECK(Client(server).send(get("/throw")).status() == 500);
}

TEST_CASE("a large answer to a slow reader arrives whole") {
  std::string const large(8 * 1024 * 1024, 'x');
  Server server({.on_request = [&](HttpRequest, Responder respond) { respond({.body = large}); }});
  Client client(server, 4096);
  client.send(get("/1") + get("/2"));
  CHECK(client.response().ends_with(large));
  CHECK(client.response().ends_with(large));
}

TEST_CASE("a client that does not read its answer is cut off") {
  auto limits = quick_limits();
  limits.write_stall_time = 50ms;
  Events<int> gone;
  std::string const large(8 * 1024 * 1024, 'x');
  Server server({.on_request = [&](HttpRequest, Responder respond) { respond({.body = large}); }},
                limits);
  Client client(server, 4096);
  client.send(get("/"));
  CHECK(client.bytes(10).size() == 10);
  server.listener().drain([&] { gone.put(1); });
  gone.take();
  CHECK(server.listener().connections() == 0);
}

TEST_CASE("answers may come from any thread, many connections at once") {
  struct Pending {
    HttpRequest request;
    Responder respond;
  };
  Events<Pending> pending;
  Server server({.on_request = [&](HttpRequest request, Responder respond) {
    pending.put({std::move(request), std::move(respond)});
  }});
  std::thread worker([&] {
    for (int i = 0; i < 400; ++i) {
      auto next = pending.take();
      next.respond(echo(next.request));
    }
  });
  std::vector<std::thread> clients;
  std::atomic<int> good{0};
  for (int number = 0; number < 4; ++number) {
    clients.emplace_back([&, number] {
      Client client(server);
      for (int i = 0; i < 100; ++i) {
        auto const path = "/" + std::to_string(number) + "/" + std::to_string(i);
        good += contains(client.send(get(path)).response(), path) ? 1 : 0;
      }
    });
  }
  for (auto& client : clients) client.join();
  worker.join();
  CHECK(good == 400);
}

TEST_CASE("half a request does not hold up a drain, also when more of it comes") {
  auto limits = quick_limits();
  limits.head_time = limits.body_time = 10min;
  limits.linger_time = 50ms;
  Server server(limits);
  Client head(server);
  Client body(server);
  Client more(server);
  Events<int> drained;
  CHECK(head.send(get("/first") + "GET /half").status() == 200);
  CHECK(body.send(get("/first") + "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nx")
            .status() == 200);
  CHECK(more.send(get("/first") + "POST / HTTP/1.1\r\n").status() == 200);
  server.listener().drain([&] { drained.put(1); });
  more.send("Host: a\r\nContent-Length: 9\r\n\r\nx");
  CHECK(head.status() == 408);
  CHECK(body.status() == 408);
  CHECK(more.status() == 408);
  drained.take();
}

TEST_CASE("a drain answers what is under way, closes what is idle and takes nobody new") {
  Events<Responder> pending;
  Events<int> drained;
  Server server({.on_request = [&](HttpRequest request, Responder respond) {
    if (request.path() == "/slow") return pending.put(std::move(respond));
    respond(echo(request));
  }});
  Client idle(server);
  CHECK(idle.send(get("/")).status() == 200);
  Client busy(server);
  busy.send(get("/slow"));
  auto respond = pending.take();
  server.listener().drain([&] { drained.put(1); });
  CHECK(idle.closed());
  respond({.status = 201});
  CHECK(contains(busy.response(), "Connection: close\r\n"));
  busy.finish_writing();
  CHECK(busy.closed());
  drained.take();
  CHECK_THROWS(Client(server));
}

TEST_CASE("in a full server what is idle makes room, and without it newcomers are turned away") {
  NetLimits limits;
  limits.connections = 2;
  Events<Responder> waiting;
  Server server({.on_request =
                     [&](HttpRequest request, Responder respond) {
                       if (request.path() == "/slow") return waiting.put(std::move(respond));
                       respond(echo(request));
                     }},
                limits);
  Client busy(server);
  busy.send(get("/slow"));
  auto respond = waiting.take();
  Client idle(server);
  CHECK(idle.send(get("/")).status() == 200);
  Client newcomer(server);
  CHECK(idle.closed());
  newcomer.send(get("/slow"));
  auto also = waiting.take();
  CHECK(Client(server).closed());
  respond({.status = 204});
  CHECK(busy.status() == 204);
  also({.status = 204});
  CHECK(newcomer.status() == 204);
  auto const closed = server.listener().counts().closed;
  CHECK(closed[static_cast<std::size_t>(ClosedFor::kOthersRoom)] == 1);
  CHECK(closed[static_cast<std::size_t>(ClosedFor::kServerFull)] == 1);
}

TEST_CASE("a connection that showed a valid token does not make room") {
  NetLimits limits;
  limits.connections_per_address = 1;
  Server server({.on_request =
                     [](HttpRequest request, Responder respond) {
                       auto response = echo(request);
                       if (request.path() == "/key") response.token = {TokenShown::Whose::kSite};
                       respond(std::move(response));
                     }},
                limits);
  Client website(server);
  CHECK(website.send(get("/key")).status() == 200);
  Client stranger(server);
  CHECK(stranger.send(get("/")).status() == 200);
  Client other(server);
  CHECK(stranger.closed());
  CHECK(website.send(get("/")).status() == 200);
  CHECK(other.send(get("/")).status() == 200);
}

TEST_CASE("connections are spread over several threads") {
  boost::asio::io_context one{1};
  boost::asio::io_context two{1};
  auto const work_one = boost::asio::make_work_guard(one);
  auto const work_two = boost::asio::make_work_guard(two);
  Events<std::thread::id> seen;
  Events<int> drained;
  Listener listener({&one, &two}, {}, {.on_request = [&](HttpRequest request, Responder respond) {
                      seen.put(std::this_thread::get_id());
                      respond(echo(request));
                    }});
  std::thread first([&] { one.run(); });
  std::thread second([&] { two.run(); });
  auto const ask = [&] {
    boost::asio::ip::tcp::iostream client("127.0.0.1", std::to_string(listener.port()));
    client << get("/", "Connection: close\r\n") << std::flush;
    std::string line;
    std::getline(client, line);
    CHECK(line == "HTTP/1.1 200 OK\r");
  };
  ask();
  ask();
  CHECK(seen.take() != seen.take());
  listener.drain([&] { drained.put(1); });
  drained.take();
  one.stop();
  two.stop();
  first.join();
  second.join();
}

}  // namespace
}  // namespace callbackd::edge::test
