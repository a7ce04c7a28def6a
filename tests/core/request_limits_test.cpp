// Tests RequestLimits, the limits of how many requests a site may send. The tests use the whole
// core.
#include <catch2/catch.hpp>

#include "core/bench.hpp"

using namespace callbackd;
using namespace callbackd::core;
using namespace callbackd::core::test;

namespace {

SiteDefinition limited(int Site::* limit, int most) {
  auto site = plain_site();
  site.sites[0].*limit = most;
  queue_of(site, "sales").duplicates = DuplicatePolicy::kAllow;
  return site;
}

class Website {
 public:
  explicit Website(Bench& bench) : bench_(bench) {}
  // Posts a callback. If a source is given, the request has a publishable key. If not, it has a
  // secret key.
  AnswerBody post(std::uint64_t digits, std::optional<base::Source> source = std::nullopt) {
    auto command = bench_.request(++number_);
    command.phone = phone(digits);
    command.source = source;
    if (source) command.key = KeyKind::kPublishable;
    return bench_.post(std::move(command));
  }
  bool taken(std::uint64_t digits, std::optional<base::Source> source = std::nullopt) {
    return std::holds_alternative<CallbackView>(post(digits, source));
  }
  std::uint64_t last() const { return number_; }

 private:
  Bench& bench_;
  std::uint64_t number_ = 0;
};

void check_limit(AnswerBody const& answer, RequestLimit limit, std::chrono::seconds wait) {
  CHECK(refusal(answer).reason == RefusalReason::kLimitReached);
  CHECK(refusal(answer).limit == limit);
  CHECK(refusal(answer).retry_after == wait);
}

}  // namespace

TEST_CASE("a site may make so many requests a minute") {
  Bench bench{limited(&Site::requests_per_minute, 3)};
  Website www{bench};
  for (std::uint64_t number = 1; number <= 3; ++number) CHECK(www.taken(number));
  check_limit(www.post(4), RequestLimit::kSitePerMinute, 60s);
  bench.pass(20s + 1us);
  check_limit(www.post(4), RequestLimit::kSitePerMinute, 40s);
  bench.pass(40s);
  CHECK(www.taken(4));
}

TEST_CASE("an address is limited only when one is given") {
  Bench bench{limited(&Site::requests_per_address_per_minute, 1)};
  Website www{bench};
  CHECK(www.taken(1, base::Source::of_ipv4(7)));
  check_limit(www.post(2, base::Source::of_ipv4(7)), RequestLimit::kAddressPerMinute, 60s);
  CHECK(www.taken(3, base::Source::of_ipv4(8)));
  CHECK(www.taken(4));
  CHECK(www.taken(5));
}

TEST_CASE("a number is limited by the hour and by the day") {
  auto site = limited(&Site::requests_per_number_per_hour, 2);
  site.sites[0].requests_per_number_per_day = 3;
  Bench bench{site};
  Website www{bench};
  CHECK(www.taken(1));
  CHECK(www.taken(1));
  check_limit(www.post(1), RequestLimit::kNumberPerHour, 3600s);
  CHECK(www.taken(2));
  bench.pass(1h);
  CHECK(www.taken(1));
  check_limit(www.post(1), RequestLimit::kNumberPerDay, 23h);
  bench.pass(23h);
  CHECK(www.taken(1));
}

TEST_CASE("numbers that begin alike share the prefix's limit") {
  auto site = limited(&Site::requests_per_prefix_per_hour, 2);
  site.sites[0].prefix_digits = 4;
  Bench bench{site};
  Website www{bench};
  CHECK(www.taken(449011111111));
  CHECK(www.taken(4490));
  check_limit(www.post(449099999999), RequestLimit::kPrefixPerHour, 3600s);
  CHECK(www.taken(449111111111));
  CHECK(www.taken(449));
}

TEST_CASE("a request that a limit refuses is not counted, the refusal of a duplicate is") {
  auto site = limited(&Site::requests_per_number_per_hour, 3);
  queue_of(site, "sales").duplicates = DuplicatePolicy::kRefuse;
  Bench bench{site};
  Website www{bench};
  CHECK(www.taken(1));
  bench.pass(10min);
  for (int i = 0; i < 2; ++i) {
    CHECK(refusal(www.post(1)).reason == RefusalReason::kDuplicateCallback);
  }
  for (int i = 0; i < 5; ++i) check_limit(www.post(1), RequestLimit::kNumberPerHour, 3000s);
  bench.run(CancelCallback{callback_id(1), {}});
  check_limit(www.post(1), RequestLimit::kNumberPerHour, 3000s);
  bench.pass(50min);
  CHECK(www.taken(1));
}

TEST_CASE("a wrong field in a publishable key's request counts for its source alone") {
  auto site = limited(&Site::requests_per_address_per_minute, 2);
  site.sites[0].requests_per_number_per_hour = 1;
  Bench bench{site};
  auto const source = base::Source::of_ipv4(7);
  for (std::uint64_t number = 101; number <= 102; ++number) {
    auto command = bench.request(number);
    command.phone = phone(1);
    command.key = KeyKind::kPublishable;
    command.source = source;
    command.window.not_after = bench.now() - 1s;
    CHECK(refusal(bench.post(command)).reason == RefusalReason::kInvalidFields);
  }
  Website www{bench};
  check_limit(www.post(1, source), RequestLimit::kAddressPerMinute, 60s);
  CHECK(www.taken(1, base::Source::of_ipv4(8)));
}

TEST_CASE("limits of a site are its own, and 0 switches them off") {
  auto site = limited(&Site::requests_per_minute, 1);
  auto other = site.sites[0];
  other.name = "other";
  other.requests_per_minute = 0;
  site.sites.push_back(other);
  Bench bench{site};
  Website www{bench};
  CHECK(www.taken(1));
  CHECK_FALSE(www.taken(2));
  for (std::uint64_t number = 100; number < 200; ++number) {
    auto command = bench.request(number);
    command.site = "other";
    CHECK(std::holds_alternative<CallbackView>(bench.post(std::move(command))));
  }
}

TEST_CASE("a new definition's limits count what was taken before") {
  auto site = limited(&Site::requests_per_minute, 5);
  Bench bench{site};
  Website www{bench};
  CHECK(www.taken(1));
  CHECK(www.taken(2));
  site.sites[0].requests_per_minute = 2;
  site.version = 2;
  bench.run(AdoptDefinition{share(site), {}});
  CHECK_FALSE(www.taken(3));
}

TEST_CASE("after a restart the numbers', the prefixes' and the site's counts go on") {
  auto site = limited(&Site::requests_per_number_per_hour, 2);
  site.sites[0].requests_per_number_per_day = 3;
  site.sites[0].requests_per_prefix_per_hour = 4;
  site.sites[0].prefix_digits = 4;
  Bench bench{site};
  Website www{bench};
  CHECK(www.taken(441111));
  CHECK(www.taken(441111));
  bench.run(CancelCallback{callback_id(1), {}});  // final ones count too
  bench.pass(30min);
  bench.restart();
  check_limit(www.post(441111), RequestLimit::kNumberPerHour, 1800s);
  CHECK(www.taken(441112));
  CHECK(www.taken(441113));
  check_limit(www.post(441114), RequestLimit::kPrefixPerHour, 1800s);
  bench.pass(30min);
  CHECK(www.taken(441111));
  check_limit(www.post(441111), RequestLimit::kNumberPerDay, 23h);
}

TEST_CASE("a customer's new number counts as a request for it, a supervisor's does not") {
  Bench bench{limited(&Site::requests_per_number_per_hour, 1)};
  Website www{bench};
  CHECK(www.taken(1, base::Source::of_ipv4(1)));
  CHECK(www.taken(2, base::Source::of_ipv4(1)));
  ChangeCallback change;
  change.id = callback_id(1);
  change.by = {Actor::Kind::kCustomer, ""};
  change.phone = phone(2);
  check_limit(bench.run(change), RequestLimit::kNumberPerHour, 3600s);
  change.phone = phone(3);
  CHECK(std::holds_alternative<CallbackView>(bench.run(change)));
  CHECK_FALSE(www.taken(3, base::Source::of_ipv4(2)));
  CHECK(www.taken(3));  // the site's own requests are counted apart
  change.by = {Actor::Kind::kSupervisor, "eve"};
  change.phone = phone(2);
  CHECK(std::holds_alternative<CallbackView>(bench.run(change)));
}
