#include "edge/exchange.hpp"

#include <catch2/catch.hpp>
#include <vector>

using namespace callbackd;
using edge::Exchange;

namespace {

struct Sink : edge::ResponseSink {
  std::vector<unsigned> statuses;
  std::vector<std::string> retry_after;
  std::vector<edge::Validity> validity;
  void deliver(std::uint64_t, edge::HttpResponse response) override {
    statuses.push_back(response.status);
    validity.push_back(response.validity);
    for (auto const& header : response.headers) {
      if (header.name == "Retry-After") retry_after.push_back(header.value);
    }
  }
  void deliver_upgrade(std::uint64_t, std::string,
                       std::shared_ptr<edge::WebSocketHandler>) override {}
};

std::shared_ptr<Exchange> exchange_to(std::shared_ptr<Sink> const& sink) {
  auto request = edge::request_from_text("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  return std::make_shared<Exchange>(std::move(request.value()), edge::Responder{sink, 1});
}

}  // namespace

TEST_CASE("a request that everybody let go of is answered 503 with Retry-After") {
  auto const sink = std::make_shared<Sink>();
  exchange_to(sink).reset();
  CHECK(sink->statuses == std::vector{503U});
  CHECK(sink->retry_after.size() == 1);
}

TEST_CASE("a request that was answered is not answered again") {
  auto const sink = std::make_shared<Sink>();
  exchange_to(sink)->no_content();
  CHECK(sink->statuses == std::vector{204U});
}

TEST_CASE("a request whose handler failed is answered 500") {
  auto const sink = std::make_shared<Sink>();
  auto const fail = [&] {
    auto const exchange = exchange_to(sink);
    throw std::runtime_error("broken");
  };
  CHECK_THROWS(fail());
  CHECK(sink->statuses == std::vector{500U});
}

TEST_CASE(
    "a route's answer may be valid with the lease only, an answer to a bad request always is") {
  using edge::Validity;
  auto const sink = std::make_shared<Sink>();
  auto const told = [&] {
    auto exchange = exchange_to(sink);
    exchange->validity = Validity::kWhileLeaseHeld;
    return exchange;
  };
  core::Refusal refusal;
  refusal.reason = core::RefusalReason::kWrongState;
  told()->answer(200, "{}");
  told()->answer_late(201, [] { return std::string("{}"); }, {});
  told()->no_content();
  told()->not_found();
  told()->refuse(refusal);
  CHECK(sink->validity == std::vector(5, Validity::kWhileLeaseHeld));
  sink->validity.clear();
  refusal.reason = core::RefusalReason::kUnavailable;
  told()->refuse(refusal);
  told()->unavailable("just now");
  told()->refuse_fields({{"queue", "unknown", "There is no such queue."}});
  exchange_to(sink)->not_found();
  CHECK(sink->validity == std::vector(4, Validity::kAlways));
}
