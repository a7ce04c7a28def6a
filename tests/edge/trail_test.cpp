#include "edge/trail.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <regex>
#include <set>
#include <string>

#include "edge/fake_records.hpp"
#include "edge/key_networks.hpp"
#include "support/log_kept.hpp"
#include "wire/problem.hpp"

namespace callbackd::edge {
namespace {

using boost::asio::ip::make_address;

struct Rig {
  Trail::Time now{std::chrono::hours{1}};
  test::LogKept log;
  Trail trail;

  explicit Rig(bool addresses = false)
      : trail({KeyedHash(std::string(32, 'k'), "test"), addresses}, [this] { return now; }) {}

  int lines() const {
    auto const text = log.text();
    return static_cast<int>(std::count(text.begin(), text.end(), '\n'));
  }
};

// Returns the words in backquotes in one cell of a Markdown table. The cell is in the row that
// begins with `begin`. But if `begin` is the head of a table, the function returns the words of all
// rows below it.
std::set<std::string> documented(std::string const& path, std::string const& begin, int cell) {
  std::ifstream file(CALLBACKD_SOURCE_DIR + path);
  std::set<std::string> words;
  bool below = false;
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with(below ? "|" : begin)) {
      if (below) break;
      continue;
    }
    below = true;
    for (int skipped = 0; skipped < cell; ++skipped) line = line.substr(line.find('|', 1));
    line = line.substr(0, line.find('|', 1));
    std::regex const word("`([a-z_]+)`");
    for (std::sregex_iterator at(line.begin(), line.end(), word), none; at != none; ++at) {
      words.insert((*at)[1]);
    }
    if (cell > 0) break;
  }
  return words;
}

std::set<std::string> texts(std::set<std::string_view> const& words) {
  return {words.begin(), words.end()};
}

}  // namespace

TEST_CASE("a line of the trail has a hash of the source, which no other key makes") {
  Rig rig;
  rig.trail.auth_failed("wrong_password", make_address("192.0.2.7"));
  auto const text = rig.log.text();
  CHECK(text.starts_with("warning auth.failed reason=wrong_password source=\""));
  CHECK(text.find("192.0.2.7") == std::string::npos);
  Rig same;
  same.trail.auth_failed("wrong_password", make_address("::ffff:192.0.2.7"));
  CHECK(same.log.text() == text);
}

TEST_CASE("the configuration may want addresses plain") {
  Rig rig(true);
  rig.trail.limit_reached("limit_reached", make_address("::ffff:192.0.2.7"));
  rig.trail.limit_reached("limit_reached", make_address("2001:db8::1"));
  CHECK(rig.log.text() ==
        "warning limit.reached limit=limit_reached address=192.0.2.7\n"
        "warning limit.reached limit=limit_reached address=2001:db8::1\n");
}

TEST_CASE(
    "a flood is counted whole and written as few lines, and the next one says what is missing") {
  Rig rig;
  auto const from = [](int number) {
    return make_address("10.0." + std::to_string(number / 200) + "." +
                        std::to_string(number % 200));
  };
  for (int each = 0; each < 1'000; ++each) rig.trail.auth_failed("bad_token", from(each));
  CHECK(rig.lines() == Trail::kLinesASecond);
  CHECK(rig.trail.counts().at({"auth.failed", "bad_token"}) == 1'000);
  CHECK(rig.log.text().find("left_out") == std::string::npos);
  rig.trail.limit_reached("limit_reached",
                          from(1));  // another event has a number of lines of its own
  CHECK(rig.lines() == Trail::kLinesASecond + 1);
  rig.now += std::chrono::seconds{1};
  rig.trail.auth_failed("bad_token", from(1));
  CHECK(
      rig.log.text().ends_with(" left_out=" + std::to_string(1'000 - Trail::kLinesASecond) + "\n"));
  rig.trail.auth_failed("bad_token", from(2));
  CHECK(rig.log.text().ends_with("\"\n"));
}

TEST_CASE("one source that floods hides no other one") {
  Rig rig(true);
  for (int each = 0; each < 1'000; ++each) {
    rig.trail.auth_failed("bad_token", make_address("2001:db8::" + std::to_string(each)));
  }
  CHECK(rig.lines() == Trail::kLinesOfSourceASecond);
  rig.trail.auth_failed("bad_token", make_address("192.0.2.7"));
  CHECK(rig.log.text().find("address=192.0.2.7") != std::string::npos);
}

TEST_CASE("an act of administration is told always, by its number alone") {
  Rig rig;
  for (std::int64_t number = 1; number <= 100; ++number) {
    rig.trail.admin_changed({number, "user_added"});
  }
  CHECK(rig.lines() == 100);
  CHECK(rig.log.text().starts_with("info admin.changed act=user_added number=1\n"));
  CHECK(rig.trail.counts().at({"admin.changed", "user_added"}) == 100);
}

TEST_CASE("a refused token is told apart by its form, and never told") {
  CHECK(bad_token_reason("") == "no_token");
  CHECK(bad_token_reason("sk_x") == "bad_site_key");
  CHECK(bad_token_reason("pk_x") == "bad_site_key");
  CHECK(bad_token_reason("us_x") == "bad_session_token");
  CHECK(bad_token_reason("cb_x") == "bad_manage_token");
  CHECK(bad_token_reason("hunter2") == "bad_token");
}

TEST_CASE("the runbook explains every word that the trail says, and no other") {
  auto const row = [](std::string const& event, std::string const& field) {
    auto words = documented("/deploy/README.md", "| `" + event + "` |", 1);
    CHECK(words.erase(field) == 1);
    return words;
  };
  CHECK(row("auth.failed", "reason") == texts(trail_word::of_auth_failed()));
  CHECK(row("limit.reached", "limit") == texts(trail_word::of_limit_reached()));
}

TEST_CASE("the protocol's page explains every limit that a 429 or limit_reached names") {
  std::set<std::string> codes;
  std::set<std::string> words{"limit_reached"};  // in the head of the table
  for (std::size_t each = 0; each < core::kRequestLimitCount; ++each) {
    core::Refusal refusal;
    refusal.reason = core::RefusalReason::kLimitReached;
    refusal.limit = static_cast<core::RequestLimit>(each);
    auto const code = wire::problem_of(refusal).code;
    bool const has_own = code != wire::ProblemCode::kLimitReached;
    (has_own ? codes : words)
        .emplace(has_own ? wire::to_text(code) : core::to_text(*refusal.limit));
  }
  CHECK(documented("/proto/README.md", "| 429 |", 0) == codes);
  CHECK(documented("/proto/README.md", "| `limit_reached`, with a word", 0) == words);
}

TEST_CASE("a secret key leaves a trail once for each network that it was not used from before") {
  Rig rig;
  FakeRecords records;
  FixedClock const clock;
  std::string const key(32, '\xfe');
  auto const hash = KeyedHash(std::string(32, 'k'), "networks");
  KeyNetworks networks(records, clock, rig.trail, hash);
  auto const used = [&](std::string const& address) {
    networks.used(key, "www", make_address(address));
  };
  auto const told = [&] { return rig.trail.counts()[{"key.used_from_new_network", "secret"}]; };
  used("192.0.2.7");
  CHECK(rig.log.text().starts_with(
      "warning key.used_from_new_network key=\"fefefefefefe\" site=\"www\" source=\""));
  used("192.0.2.7");
  used("192.0.2.200");  // of the same company's network
  CHECK((told() == 1 && records.asked == 1));
  used("198.51.100.1");
  used("2001:db8:1:2::1");
  used("2001:db8:1:3::1");
  CHECK(told() == 3);
  KeyNetworks after_restart(records, clock, rig.trail, hash);
  after_restart.used(key, "www", make_address("192.0.2.9"));
  CHECK(told() == 3);
  records.down = true;
  after_restart.used(key, "www", make_address("203.0.113.1"));
  CHECK(told() == 3);
  records.down = false;
  after_restart.used(key, "www", make_address("203.0.113.1"));
  CHECK(told() == 4);
}

}  // namespace callbackd::edge
