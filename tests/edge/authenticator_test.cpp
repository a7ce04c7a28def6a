#include "edge/authenticator.hpp"

#include <catch2/catch.hpp>

#include "edge/fake_records.hpp"

namespace callbackd::edge {
namespace {

using Kind = Principal::Kind;

struct Rig {
  FakeRecords records;
  FixedClock clock;
  core::SiteDefinition site;
  Authenticator authenticator{records, clock, ManageTokens(std::string(32, 'k')),
                              [this] { return std::make_shared<core::SiteDefinition>(site); },
                              std::make_shared<EdgeLimits>(60)};
  base::Source source = base::Source::of_ipv4(7);

  Resolved ask(std::string const& token) {
    std::optional<Resolved> answer;
    authenticator.resolve_token(token, source,
                                [&](Resolved resolved) { answer = std::move(resolved); });
    REQUIRE(answer);
    return *answer;
  }
  AuthFailure failure(std::string const& token) { return std::get<AuthFailure>(ask(token)); }
};

std::string token(char fill, std::string prefix = "sk_") {
  return prefix + std::string(43, fill);
}

}  // namespace

TEST_CASE("a bad token is looked up once") {
  Rig rig;
  for (int i = 0; i < 5; ++i) CHECK(rig.failure(token('a')) == AuthFailure::kBad);
  CHECK(rig.records.asked == 1);
  CHECK(rig.failure(token('a', "us_")) == AuthFailure::kBad);
  CHECK(rig.records.asked == 2);
}

TEST_CASE("a token that this server cannot have issued is not looked up") {
  Rig rig;
  for (auto const* text : {"", "sk_", "us_short", "wrong", "Sk_", "cb_x.1.y"}) {
    CHECK(rig.failure(text) == AuthFailure::kBad);
  }
  CHECK(rig.failure(token('a') + "x") == AuthFailure::kBad);
  CHECK(rig.failure(token('a', "zz_")) == AuthFailure::kBad);
  CHECK(rig.records.asked == 0);
}

TEST_CASE("memory of bad tokens is bounded and costs no good one its place") {
  Rig rig;
  rig.records.good = sha256(token('g'));
  CHECK(std::get<Principal>(rig.ask(token('g'))).kind == Kind::kSecretKey);
  for (int i = 0; i < 50'000; ++i) {
    auto const number = std::to_string(i);
    CHECK(rig.failure("sk_" + std::string(43 - number.size(), '0') + number) == AuthFailure::kBad);
  }
  auto const asked = rig.records.asked;
  CHECK(std::holds_alternative<Principal>(rig.ask(token('g'))));
  CHECK(rig.records.asked <= asked + 1);
}

TEST_CASE("look-ups under way are bounded; beyond them one hears so at once") {
  Rig rig;
  rig.records.hold = true;
  int answered = 0;
  int unavailable = 0;
  for (int i = 0; i < 1100; ++i) {
    rig.authenticator.resolve_token(
        "pk_" + std::string(39, 'b') + std::to_string(1000 + i), rig.source,
        [&](Resolved resolved) {
          ++answered;
          auto const* failure = std::get_if<AuthFailure>(&resolved);
          unavailable += failure != nullptr && *failure == AuthFailure::kUnavailable ? 1 : 0;
        });
  }
  CHECK(unavailable == 100);
  rig.records.answer_held();
  CHECK(answered == 1100);
  CHECK(unavailable == 100);
  rig.records.hold = false;
  CHECK(rig.failure(token('c')) == AuthFailure::kBad);
}

TEST_CASE("many who ask about one token at once share a look-up") {
  Rig rig;
  rig.records.good = sha256(token('g'));
  rig.records.hold = true;
  int good = 0;
  for (int i = 0; i < 500; ++i) {
    rig.authenticator.resolve_token(token('g'), rig.source, [&](Resolved const& resolved) {
      good += std::holds_alternative<Principal>(resolved) ? 1 : 0;
    });
  }
  CHECK(good == 0);
  rig.records.answer_held();
  CHECK(good == 500);
  CHECK(rig.records.asked == 1);
}

TEST_CASE("a database that is gone says unavailable, and nothing of it is remembered") {
  Rig rig;
  rig.records.good = sha256(token('g'));
  rig.records.down = true;
  CHECK(rig.failure(token('g')) == AuthFailure::kUnavailable);
  rig.records.down = false;
  CHECK(std::holds_alternative<Principal>(rig.ask(token('g'))));
  rig.records.down = true;
  CHECK(std::holds_alternative<Principal>(rig.ask(token('g'))));
}

TEST_CASE("after a change nothing that was looked up before counts, good or bad") {
  Rig rig;
  rig.records.good = sha256(token('g'));
  CHECK(std::holds_alternative<Principal>(rig.ask(token('g'))));
  CHECK(rig.failure(token('n')) == AuthFailure::kBad);
  rig.records.good = sha256(token('n'));  // one key revoked, another issued
  CHECK(std::holds_alternative<Principal>(rig.ask(token('g'))));
  rig.authenticator.access_changed();
  CHECK(rig.failure(token('g')) == AuthFailure::kBad);
  CHECK(std::holds_alternative<Principal>(rig.ask(token('n'))));
  rig.authenticator.access_changed();
  rig.records.down = true;  // nothing can be looked up, and what was remembered is void
  CHECK(rig.failure(token('n')) == AuthFailure::kUnavailable);
}

TEST_CASE("a look-up that was asked before a change and answered after it is asked again") {
  Rig rig;
  rig.records.good = sha256(token('g'));
  rig.records.hold = true;
  std::optional<Resolved> answer;
  rig.authenticator.resolve_token(token('g'), rig.source,
                                  [&](Resolved got) { answer = std::move(got); });
  rig.records.good = {};
  rig.authenticator.access_changed();
  rig.records.answer_held();  // the answer was read before the change
  CHECK_FALSE(answer);
  rig.records.answer_held();
  REQUIRE(answer);
  CHECK(std::get<AuthFailure>(*answer) == AuthFailure::kBad);
}

TEST_CASE("a flood of look-ups refuses nobody whose key was good before the last change") {
  Rig rig;
  rig.records.good = sha256(token('g'));
  CHECK(std::holds_alternative<Principal>(rig.ask(token('g'))));
  rig.authenticator.access_changed();
  rig.records.hold = true;
  for (int i = 0; i < 1000; ++i) {
    rig.authenticator.resolve_token("pk_" + std::string(39, 'b') + std::to_string(1000 + i),
                                    rig.source, [](Resolved const&) {});
  }
  std::optional<Resolved> answer;
  rig.authenticator.resolve_token(token('g'), rig.source,
                                  [&](Resolved got) { answer = std::move(got); });
  rig.records.answer_held();
  REQUIRE(answer);
  CHECK(std::holds_alternative<Principal>(*answer));
}

TEST_CASE("a flood of look-ups refuses no key that is good and was not shown yet") {
  Rig rig;
  rig.records.good = sha256(token('g'));
  rig.records.hold = true;
  for (int i = 0; i < 1000; ++i) {  // before know_good(): not counted
    rig.authenticator.resolve_token("pk_" + std::string(39, 'b') + std::to_string(1000 + i),
                                    rig.source, [](Resolved const&) {});
  }
  rig.authenticator.know_good({rig.records.good});
  std::optional<Resolved> answer;
  rig.authenticator.resolve_token(token('g'), rig.source,
                                  [&](Resolved got) { answer = std::move(got); });
  rig.records.answer_held();
  REQUIRE(answer);
  CHECK(std::holds_alternative<Principal>(*answer));
}

TEST_CASE(
    "of tokens that nobody knows a source shows sixty a minute, and others are not held to it") {
  Rig rig;
  rig.authenticator.know_good({});
  auto const bad = [&](int number) {
    auto const digits = std::to_string(number);
    return rig.ask("us_" + std::string(43 - digits.size(), '0') + digits);
  };
  for (int i = 0; i < 60; ++i) CHECK(std::get<AuthFailure>(bad(i)) == AuthFailure::kBad);
  for (int i = 60; i < 90; ++i) {
    auto const refused = std::get<core::Refusal>(bad(i));
    CHECK(refused.limit == core::RequestLimit::kBadTokensPerMinute);
    CHECK(refused.retry_after == std::chrono::seconds{1});
  }
  CHECK(rig.records.asked == 60);
  CHECK(std::get<AuthFailure>(bad(0)) == AuthFailure::kBad);  // remembered as bad
  rig.source = base::Source::of_ipv4(8);
  CHECK(std::get<AuthFailure>(bad(60)) == AuthFailure::kBad);
}

TEST_CASE("a user with a good token is let in from an address of which many bad ones came") {
  Rig rig;
  auto const flood = [&] {
    for (int i = 0; i < 100; ++i) rig.ask("us_" + std::string(40, 'z') + std::to_string(100 + i));
  };
  rig.records.good = sha256(token('g'));
  rig.records.session = sha256(token('u', "us_"));
  rig.authenticator.know_good({rig.records.good});  // as at the start of a server
  flood();
  CHECK(std::holds_alternative<core::Refusal>(rig.ask(token('x'))));
  CHECK(std::holds_alternative<Principal>(rig.ask(token('g'))));
  CHECK(std::holds_alternative<core::Refusal>(rig.ask(token('u', "us_"))));
  rig.authenticator.issued(rig.records.session);  // a login
  CHECK(std::holds_alternative<Principal>(rig.ask(token('u', "us_"))));
  rig.authenticator.access_changed();
  rig.authenticator.know_good({rig.records.good});  // a list that was read before that login
  CHECK(std::holds_alternative<Principal>(rig.ask(token('u', "us_"))));
}

TEST_CASE("hundreds of good tokens that were not known are found from one address") {
  Rig rig;
  rig.authenticator.know_good({});
  for (int i = 0; i < 600; ++i) {
    auto const good = "us_" + std::string(40, 'w') + std::to_string(100 + i);
    rig.records.session = sha256(good);
    CHECK(std::holds_alternative<Principal>(rig.ask(good)));
  }
  rig.records.down = true;  // look-ups without an answer do not count either
  for (int i = 0; i < 100; ++i) {
    CHECK(rig.failure("sk_" + std::string(40, 'v') + std::to_string(100 + i)) ==
          AuthFailure::kUnavailable);
  }
}

TEST_CASE("a token that was logged out is bad without a look-up, and counts for nobody") {
  Rig rig;
  rig.authenticator.know_good({});
  for (int i = 0; i < 100; ++i) {
    auto const gone = "us_" + std::string(40, 'o') + std::to_string(100 + i);
    rig.records.session = sha256(gone);
    CHECK(std::holds_alternative<Principal>(rig.ask(gone)));
    rig.records.session = {};
    rig.authenticator.forget(sha256(gone));
    CHECK(rig.failure(gone) == AuthFailure::kBad);
  }
  CHECK(rig.records.asked == 100);
}

TEST_CASE("until it is known which tokens are good none is refused unseen") {
  Rig rig;
  for (int i = 0; i < 100; ++i) {
    CHECK(rig.failure("us_" + std::string(40, 'z') + std::to_string(100 + i)) == AuthFailure::kBad);
  }
}

TEST_CASE("roles that the definition has written narrow those of the user's row, each time") {
  using core::Role;
  Rig rig;
  rig.records.session = sha256(token('u', "us_"));
  rig.records.user_found.login = "eve";
  rig.records.user_found.roles = {Role::kAgent, Role::kAdmin};
  auto const roles = [&] { return std::get<Principal>(rig.ask(token('u', "us_"))).user.roles; };
  CHECK(roles() == std::vector{Role::kAgent, Role::kAdmin});  // the definition does not have her
  core::Agent eve;
  eve.login = "eve";
  rig.site.agents = {eve};
  CHECK(roles() == std::vector{Role::kAgent, Role::kAdmin});  // the definition leaves her roles out
  auto& written = rig.site.agents.front();
  written.roles_written = true;
  CHECK(roles() == std::vector{Role::kAgent});
  written.roles = {Role::kSupervisor, Role::kAdmin};
  CHECK(roles() == std::vector{Role::kAdmin});
  written.roles = {Role::kSupervisor};
  CHECK(roles().empty());
  CHECK(rig.records.asked == 1);
}

}  // namespace callbackd::edge
