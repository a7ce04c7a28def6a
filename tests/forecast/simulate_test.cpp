#include "forecast/simulate.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "forecast/metrics.hpp"
#include "small_world.hpp"

using namespace callbackd;
using namespace callbackd::forecast;

namespace {

std::int64_t value(Figures const& figures, char const* name) {
  return metric(name).value(figures.queues.front().day, figures.runs).value();
}

// Returns the probability that a customer has to wait when there are this many agents. It uses the
// Erlang C formula.
double erlang_c(int agents, double load) {
  double term = 1;
  double sum = 1;
  for (int i = 1; i < agents; ++i) sum += term *= load / i;
  double const last = term * load / agents * agents / (agents - load);
  return last / (sum + last);
}

}  // namespace

TEST_CASE("one agent takes one callback after the other, each after the wait worked out by hand") {
  auto const figures = figures_of(small_site(1), small_day());
  auto const& day = figures.queues.front().day;
  CHECK(day.arrived == 3);
  CHECK(day.completed == 3);
  CHECK(day.reached == 3);
  // The first callback is accepted at 08:00:10. The second is due at 08:05 and accepted at
  // 08:10:20. The third is due at 08:10 and accepted at 08:20:30.
  CHECK(day.waits == std::vector<std::int64_t>{100, 3200, 6300});
  CHECK(day.judged == 3);
  CHECK(day.in_time == 1);
  CHECK(day.staffed == hours{1});
  CHECK(day.busy == seconds{1830});
  CHECK(day.waiting_most == 2);  // from 08:10:00 to 08:10:20
  auto const& intervals = figures.queues.front().intervals;
  REQUIRE(intervals.size() == 4);
  CHECK(intervals[0].arrived == 3);
  CHECK(intervals[1].arrived == 0);
  CHECK(intervals[0].waiting_most == 2);
  CHECK(intervals[1].waiting_most == 1);
  CHECK(intervals[2].waiting_most == 0);
  CHECK(intervals[2].busy == seconds{30});
}

TEST_CASE("a second agent takes what the first one has no time for") {
  auto const day = figures_of(small_site(2), small_day()).queues.front().day;
  // The third callback waits for the first agent, who has finished the first callback at 08:10:10.
  CHECK(day.waits == std::vector<std::int64_t>{100, 100, 200});
  CHECK(day.staffed == hours{2});
  CHECK(day.busy == seconds{610 + 610 + 610});
}

TEST_CASE("an agent with room for two calls one after the other, on one phone") {
  auto site = small_site(1);
  site->agents.front().capacity = 2;
  auto const day = figures_of(site, small_day()).queues.front().day;
  CHECK(day.reached == 3);
  CHECK(day.completed == 3);
  // The third callback is offered when the first call is over, and accepted ten seconds later. The
  // agent has only one phone, so the third call begins when the second call is over.
  CHECK(day.waits == std::vector<std::int64_t>{100, 100, 200});
}

TEST_CASE(
    "a customer who gives up late counts against the service level, one who does sooner not") {
  auto day = small_day();
  day.handlings.front().patience = Law::fixed(seconds{100});
  auto late = figures_of(small_site(1), day).queues.front().day;
  CHECK(late.abandoned == 1);
  CHECK(late.waits == std::vector<std::int64_t>{100, 200});
  CHECK(late.judged == 3);
  CHECK(late.in_time == 2);
  day.handlings.front().patience = Law::fixed(seconds{50});
  auto soon = figures_of(small_site(1), day).queues.front().day;
  CHECK(soon.abandoned == 1);
  CHECK(soon.judged == 2);
  CHECK(soon.in_time == 2);
}

TEST_CASE("an agent who lets an offer time out comes back when the day says") {
  auto site = small_site(1);
  site->queues.front().exclusion = seconds{0};
  auto day = small_day();
  day.streams.front().volumes.front().per_quarter_hour = 1;
  day.handlings.front().ignore_percent = 100;
  day.back_after = Law::fixed(seconds{100});
  auto const cell = figures_of(site, day).queues.front().day;
  CHECK(cell.accepted == 0);
  CHECK(cell.open == 1);
  // Each offer takes 20 s, and then the agent is away for 100 s. That makes 30 offers in an hour.
  CHECK(cell.timed_out_offers == 30);
  CHECK(cell.staffed == seconds{600});
}

TEST_CASE("a customer who is not reached is scheduled again as often as the day says") {
  auto day = small_day();
  day.streams.front().volumes.front().per_quarter_hour = 1;
  auto& handling = day.handlings.front();
  handling.calls = {{core::AttemptOutcome::kBusy, 1}};
  handling.retry_percent = 100;
  handling.retry_after = Law::fixed(minutes{5});
  handling.retries_most = 2;
  auto const cell = figures_of(small_site(1), day).queues.front().day;
  CHECK(cell.calls == 3);
  CHECK(cell.reached == 0);
  CHECK(cell.completed == 1);
  CHECK(cell.waits.size() == 1);
}

TEST_CASE("work that an agent has in hand at the end of the shift is finished") {
  auto day = small_day();
  day.shifts.front().ready = {{hours{8}, hours{8} + minutes{15}}};
  auto const cell = figures_of(small_site(1), day).queues.front().day;
  CHECK(cell.completed == 2);  // the second was begun at 08:10:20
  CHECK(cell.open == 1);
  CHECK(cell.staffed == seconds{1220});
  CHECK(cell.busy == seconds{1220});
}

TEST_CASE("with chance alone the waits are those of Erlang's formula") {
  constexpr int kAgents = 10;
  constexpr double kTalkSeconds = 180;
  constexpr int kPerQuarter = 35;
  double const load = kPerQuarter / 900.0 * kTalkSeconds;
  auto site = small_site(kAgents);
  site->queues.front().service_level = seconds{20};
  auto day = small_day();
  day.hours = {hours{0}, hours{24}};
  day.shifts.front().ready = {day.hours};
  day.streams.front().even = false;
  day.streams.front().volumes = {{day.hours, kPerQuarter}};
  day.handlings.front().answer = Law::fixed(seconds{0});
  day.handlings.front().talk = Law::exponential(seconds{180});
  auto const figures = figures_of(site, day, 1, 10);
  auto const& waits = figures.queues.front().day.waits;
  double const waiting = erlang_c(kAgents, load);
  double const at_once = static_cast<double>(std::count(waits.begin(), waits.end(), 0)) /
                         static_cast<double>(waits.size());
  CHECK(at_once == Approx(1 - waiting).margin(0.02));
  double const mean = waiting * kTalkSeconds / (kAgents - load);
  CHECK(static_cast<double>(value(figures, "wait_mean_seconds")) / 10 ==
        Approx(mean).epsilon(0.15));
  double const in_time = 1 - waiting * std::exp(-(kAgents - load) * 20 / kTalkSeconds);
  CHECK(static_cast<double>(value(figures, "service_level_percent")) / 1000 ==
        Approx(in_time).margin(0.02));
  CHECK(static_cast<double>(value(figures, "occupancy_percent")) / 1000 ==
        Approx(load / kAgents).margin(0.02));
}

TEST_CASE("the same seed meets another definition with the same customers") {
  auto day = small_day();
  day.streams.front().even = false;
  day.streams.front().mixes = {{"contact.locale", {{"de", 1}, {"en", 3}}}};
  auto const arrivals = arrivals_of(day, "UTC", 7);
  auto const again = arrivals_of(day, "UTC", 7);
  REQUIRE(arrivals.size() == again.size());
  for (std::size_t i = 0; i < arrivals.size(); ++i) {
    CHECK(arrivals[i].at == again[i].at);
    CHECK(arrivals[i].phone == again[i].phone);
    CHECK(arrivals[i].values == again[i].values);
  }
  // With one more agent customers wait for a shorter time, but the calls themselves take as long as
  // before.
  day.handlings.front().talk = Law::exponential(minutes{5});
  auto const alone = figures_of(small_site(1), day, 7).queues.front().day;
  auto const two = figures_of(small_site(2), day, 7).queues.front().day;
  CHECK(alone.arrived == two.arrived);
  CHECK(alone.busy == two.busy);
}

TEST_CASE("made-up numbers are called, whichever countries the company and the site name") {
  auto site = small_site(1);
  site->dialling.countries = {"FR", "GB"};
  CHECK(figures_of(site, small_day()).queues.front().day.refused == 0);
  site->sites.front().countries = {"DE", "GB"};
  CHECK(figures_of(site, small_day()).queues.front().day.refused == 0);
}

TEST_CASE("an hour that the clocks skip brings nobody") {
  using namespace std::chrono;
  auto day = small_day();
  day.date = 2027y / March / 28;
  day.hours = {hours{0}, hours{6}};
  day.streams.front().volumes = {{{hours{0}, hours{6}}, 4}};
  CHECK(arrivals_of(day, "Europe/Berlin", 1).size() == 20 * 4);
  CHECK(frame_of(day, "Europe/Berlin").intervals() == 20);
}

TEST_CASE("a day ends even where everybody rejects everything at once, and may be asked again") {
  auto site = *small_site(1);
  site.queues.front().exclusion = seconds{0};
  auto day = small_day();
  day.handlings.front().answer = Law::fixed(seconds{0});
  day.handlings.front().reject_percent = 100;
  auto const cell =
      figures_of(std::make_shared<core::SiteDefinition const>(site), day).queues.front().day;
  CHECK(cell.accepted == 0);
  CHECK(cell.rejected_offers > 1000);
  // The agent can reject at most one offer a second, in the hour and in the overtime after it.
  CHECK(cell.rejected_offers <= 13 * 3600);
}
