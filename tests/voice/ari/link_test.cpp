#include "voice/ari/link.hpp"

#include <catch2/catch.hpp>
#include <string>

namespace callbackd::voice::ari {
namespace {

using namespace std::chrono_literals;
using Lines = std::vector<std::string>;

class Bench {
 public:
  Bench() { link.start(now); }

  Lines said() {
    Lines lines;
    for (auto const& action : link.take_actions()) lines.push_back(text(action));
    return lines;
  }
  void opened(std::uint64_t id) { link.opened(SocketId{id}, now); }
  void answer(unsigned status) { answer(RestAnswer{RestAnswer::Kind::kAnswered, status, ""}); }
  void answer(RestAnswer const& answer) { link.answered(LookId{looks}, answer, now); }
  void up(std::uint64_t id) {
    opened(id);
    said();
    answer(404);  // no filter in this version
    said();
    answer(200);
    said();
  }
  // Lets time pass until the link's next deadline.
  void wait() {
    REQUIRE(link.next_deadline().has_value());
    now = *link.next_deadline();
    link.tick(now);
  }

  Time now{std::chrono::hours(1)};
  Link link{CallOptions{}, LinkWaits{}, 1};
  std::uint64_t looks = 0;

 private:
  std::string text(LinkAction const& action) {
    if (auto const* it = std::get_if<OpenSocket>(&action))
      return "open " + std::to_string(static_cast<std::uint64_t>(it->id));
    if (auto const* it = std::get_if<CloseSocket>(&action))
      return "close " + std::to_string(static_cast<std::uint64_t>(it->id));
    if (auto const* it = std::get_if<Look>(&action)) {
      looks = static_cast<std::uint64_t>(it->id);
      return it->request.target;
    }
    auto const& link_is = std::get<LinkIs>(action);
    return link_is.up ? "up" : "down: " + link_is.why;
  }
};

}  // namespace

TEST_CASE("the link is up when the socket is open and Asterisk has the application") {
  Bench bench;
  CHECK(bench.said() == Lines{"open 1"});
  bench.opened(1);
  CHECK(bench.said() == Lines{"/applications/callbackd/eventFilter"});
  bench.answer(GENERATE(200u, 404u));
  CHECK(bench.said() == Lines{"/applications/callbackd"});
  bench.answer(200);
  CHECK(bench.said() == Lines{"up"});
}

TEST_CASE("a socket that is open but deaf is closed before another is opened") {
  Bench bench;
  bench.said();
  bench.opened(1);
  bench.said();
  bench.answer(200);
  bench.said();
  bench.answer(404);
  CHECK(
      bench.said() ==
      Lines{"close 1", "down: the event socket is open, but Asterisk does not send events to it"});
  bench.wait();
  CHECK(bench.said() == Lines{"open 2"});
}

TEST_CASE("a socket that may still be heard is closed only when another is heard") {
  Bench bench;
  bench.said();
  bench.up(1);
  bench.wait();
  bench.said();
  for (int times = 0; times < 2; ++times) {
    bench.answer(RestAnswer{RestAnswer::Kind::kUnknown, 0, ""});
    bench.said();
  }
  bench.wait();
  CHECK(bench.said() == Lines{"open 2"});
  bench.opened(2);
  bench.said();
  bench.answer(200);
  bench.said();
  bench.answer(200);
  CHECK(bench.said() == Lines{"close 1", "up"});
  CHECK_FALSE(bench.link.hears(SocketId{1}));
  CHECK(bench.link.hears(SocketId{2}));
}

TEST_CASE("a link that has come up is looked at soon, then now and then") {
  Bench bench;
  bench.said();
  bench.up(1);
  std::vector<std::chrono::milliseconds> waits;
  for (int times = 0; times < 5; ++times) {
    waits.push_back(std::chrono::duration_cast<std::chrono::milliseconds>(
        *bench.link.next_deadline() - bench.now));
    bench.wait();
    bench.said();
    bench.answer(200);
  }
  CHECK(waits == std::vector<std::chrono::milliseconds>{250ms, 1s, 3s, 10s, 10s});
}

TEST_CASE("tries come further and further apart, and never all at the same time") {
  Bench bench;
  bench.said();
  std::vector<std::int64_t> waits;
  for (int times = 0; times < 12; ++times) {
    bench.link.closed(SocketId{static_cast<std::uint64_t>(times) + 1}, "refused", bench.now);
    auto const before = bench.now;
    bench.wait();
    waits.push_back(
        std::chrono::duration_cast<std::chrono::milliseconds>(bench.now - before).count());
  }
  CHECK(waits[0] >= 50);
  CHECK(waits[0] <= 100);
  CHECK(waits[3] >= 400);
  CHECK(waits[11] >= 5'000);
  CHECK(waits[11] <= 10'000);
  CHECK(waits[10] != waits[11]);
}

TEST_CASE("a socket that does not open in time is given up") {
  Bench bench;
  bench.said();
  bench.wait();
  CHECK(bench.said() == Lines{"close 1", "down: the event socket does not open"});
  bench.wait();
  CHECK(bench.said() == Lines{"open 2"});
}

TEST_CASE("a link that is up is looked at, and one look without an answer is not its end") {
  Bench bench;
  bench.said();
  bench.up(1);
  bench.wait();
  CHECK(bench.said() == Lines{"/applications/callbackd"});
  bench.answer(RestAnswer{RestAnswer::Kind::kUnknown, 0, ""});
  CHECK(bench.said() == Lines{"/applications/callbackd"});
  SECTION("the second is") {
    bench.answer(RestAnswer{RestAnswer::Kind::kUnknown, 0, ""});
    CHECK(bench.said() == Lines{"down: Asterisk does not answer"});
  }
  SECTION("it is heard again") {
    bench.answer(200);
    CHECK(bench.said().empty());
  }
  SECTION("Asterisk has lost the application") {
    bench.answer(404);
    CHECK(bench.said() ==
          Lines{"close 1",
                "down: the event socket is open, but Asterisk does not send events to it"});
  }
}

TEST_CASE("a socket that ends takes the link down at once") {
  Bench bench;
  bench.said();
  bench.up(1);
  bench.link.closed(SocketId{1}, "end of file", bench.now);
  CHECK(bench.said() == Lines{"down: the event socket: end of file"});
}

TEST_CASE("another controller of the application is left alone for long") {
  Bench bench;
  bench.said();
  bench.up(1);
  bench.link.replaced(SocketId{1}, bench.now);
  CHECK(bench.said() == Lines{"down: another controller has connected as this application"});
  CHECK(*bench.link.next_deadline() - bench.now >= 5s);
}

TEST_CASE("a refused password is told as such") {
  Bench bench;
  bench.said();
  bench.opened(1);
  bench.said();
  bench.answer(401);
  bench.said();
  bench.answer(401);
  CHECK(bench.said() == Lines{"close 1", "down: Asterisk refuses user or password"});
}

}  // namespace callbackd::voice::ari
