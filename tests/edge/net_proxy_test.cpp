#include "edge/net_support.hpp"

namespace callbackd::edge::test {
namespace {

constexpr char const* kHeader = "PROXY TCP4 192.0.2.7 10.0.0.1 49153 443\r\n";

Handlers telling_sources() {
  return {.on_request = [](HttpRequest request, Responder respond) {
    respond({.body = request.peer.to_string()});
  }};
}

ListenOptions with_proxy_header(NetLimits limits = {}) {
  return {.proxies = {.proxy_protocol = {*Network::parse("127.0.0.0/8")}, .forwarded = {}},
          .limits = limits};
}
ListenOptions with_forwarded_for() {
  return {.proxies = {.proxy_protocol = {}, .forwarded = {*Network::parse("127.0.0.0/8")}}};
}

TEST_CASE("behind a proxy that says PROXY each connection has its client's address") {
  Server server(telling_sources(), with_proxy_header());
  Client client(server);
  client.send(std::string(kHeader) + get("/") + get("/"));
  CHECK(contains(client.response(), "192.0.2.7"));
  CHECK(contains(client.response(), "192.0.2.7"));
  Client other(server);
  for (char const c : std::string("PROXY TCP6 2001:db8::7 ::1 1 2\r\n")) other.send({&c, 1});
  CHECK(contains(other.send(get("/")).response(), "2001:db8::7"));
  Client local(server);
  local.send("PROXY UNKNOWN\r\n" + get("/"));
  CHECK(contains(local.response(), "127.0.0.1"));
}

TEST_CASE("a connection from there without a good PROXY header is closed and counted") {
  auto limits = quick_limits();
  limits.head_time = std::chrono::milliseconds(50);
  Server server(telling_sources(), with_proxy_header(limits));
  CHECK(Client(server).send(get("/")).closed());
  CHECK(Client(server).send("PROXY UDP4 192.0.2.7 10.0.0.1 1 2\r\n" + get("/")).closed());
  CHECK(Client(server).send("PROXY TCP4 192.0.2.7").closed());  // the rest never comes
  Client cut(server);
  cut.send("PROXY TCP4").finish_writing();
  CHECK(cut.closed());
  CHECK(server.listener().counts().closed_for(ClosedFor::kNoProxyHeader) == 4);
  Client look(server);
  look.finish_writing();
  CHECK(look.closed());
  CHECK(server.listener().counts().closed_for(ClosedFor::kNoProxyHeader) == 4);
  CHECK(server.listener().counts().requests == 0);
}

TEST_CASE("connections count for the address that their proxy names") {
  NetLimits limits;
  limits.connections_per_address = 2;
  Server server(telling_sources(), with_proxy_header(limits));
  Client first(server);
  Client second(server);
  CHECK(first.send(kHeader + get("/")).status() == 200);
  CHECK(second.send(kHeader + get("/")).status() == 200);
  CHECK(Client(server).send(kHeader + get("/")).status() == 200);
  CHECK(first.closed());  // it waited longest for its next request
  Client other(server);
  other.send("PROXY TCP4 192.0.2.8 10.0.0.1 1 2\r\n" + get("/"));
  CHECK(contains(other.response(), "192.0.2.8"));
  auto const closed = server.listener().counts().closed;
  CHECK(closed[static_cast<std::size_t>(ClosedFor::kOthersRoom)] == 1);
}

TEST_CASE("behind a proxy that forwards each request has its client's address") {
  Server server(telling_sources(), with_forwarded_for());
  Client proxy(server);
  proxy.send(get("/", "X-Forwarded-For: 192.0.2.7\r\n"));
  CHECK(contains(proxy.response(), "192.0.2.7"));
  proxy.send(get("/", "X-Forwarded-For: 192.0.2.7\r\nx-forwarded-for: 192.0.2.8, 127.0.0.5\r\n"));
  CHECK(contains(proxy.response(), "192.0.2.8"));
  CHECK(contains(proxy.send(get("/")).response(), "400 Bad Request"));
  CHECK(proxy.closed());
  CHECK(Client(server).send(get("/", "X-Forwarded-For: unknown\r\n")).status() == 400);
  CHECK(server.listener().counts().closed_for(ClosedFor::kNoForwardedFor) == 2);
}

TEST_CASE("where no proxy is trusted its words are a stranger's") {
  Server server(telling_sources(), ListenOptions{});
  Client client(server);
  client.send(get("/", "X-Forwarded-For: 192.0.2.7\r\n"));
  CHECK(contains(client.response(), "127.0.0.1"));
  CHECK(Client(server).send(kHeader + get("/")).status() == 400);
}

}  // namespace
}  // namespace callbackd::edge::test
