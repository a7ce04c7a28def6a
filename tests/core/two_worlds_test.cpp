// Two worlds that differ in what another site does answer a site's requests alike, but for what
// proto/README.md names: position, estimate, slots left, and what a queue's capacity decides.
#include <catch2/catch.hpp>
#include <random>
#include <sstream>

#include "core/bench.hpp"

using namespace callbackd;
using namespace callbackd::core;
using namespace callbackd::core::test;

namespace {

SiteDefinition two_sites() {
  auto site = plain_site();
  auto& www = site.sites[0];
  www.requests_per_minute = 20;
  www.requests_per_address_per_minute = 6;
  www.requests_per_number_per_hour = 4;
  www.requests_per_prefix_per_hour = 15;
  www.publishable_waiting = 10;
  auto other = www;
  other.name = "other";
  site.sites.push_back(other);
  queue_of(site, "second").duplicates = DuplicatePolicy::kAllow;
  return site;
}

// An answer without what may differ.
std::string text(AnswerBody const& answer) {
  std::ostringstream out;
  if (auto const* view = std::get_if<CallbackView>(&answer)) {
    out << base::to_text(view->id) << " " << to_text(view->state) << " " << view->queue << " "
        << view->phone.digits << " " << base::to_rfc3339(view->created_at) << " "
        << base::to_rfc3339(view->due_at) << " " << base::to_rfc3339(view->expires_at) << " "
        << view->attempts << " " << view->cancel_requested << " " << view->site << " "
        << view->token_version;
    if (view->ended_at) out << " ended " << base::to_rfc3339(*view->ended_at);
  } else if (auto const* refused = std::get_if<Refusal>(&answer)) {
    out << to_text(refused->reason) << " " << refused->detail << " "
        << refused->retry_after.count();
    if (refused->limit) out << " " << to_text(*refused->limit);
    if (refused->callback) out << " " << base::to_text(*refused->callback);
    for (auto const& error : refused->errors) out << " " << error.field << " " << error.rule;
  } else if (auto const* why = std::get_if<ExplainView>(&answer)) {
    for (auto const id : why->same_number) out << base::to_text(id) << " ";
  }
  return out.str();
}

// What one site's server, pages and customers ask for: the same for the same seed.
class Askers {
 public:
  Askers(std::string site, std::uint64_t first, unsigned seed)
      : site_(std::move(site)), first_(first), random_(seed) {}

  CommandBody next(base::Instant now) {
    switch (below(8)) {
      case 0:
      case 1:
      case 2:
        return post(now);
      case 3:
      case 4:
        return change(now);
      case 5:
        return CancelCallback{some(), by()};
      case 6:
        return ExplainCallback{some()};
      default:
        return LookCallback{some()};
    }
  }

 private:
  std::uint64_t below(std::uint64_t most) { return random_() % most; }
  base::CallbackId some() {
    return callback_id(first_ + below(std::max<std::uint64_t>(posted_, 1)));
  }
  base::PhoneNumber some_phone() { return phone(442071830000 + below(6)); }
  base::Source some_source() { return base::Source::of_ipv4(static_cast<std::uint32_t>(below(4))); }
  Actor by() {
    if (below(2) == 0) return {Actor::Kind::kCustomer, ""};
    return {Actor::Kind::kSite, site_};
  }

  PostCallback post(base::Instant now) {
    PostCallback command;
    command.id = callback_id(first_ + posted_++);
    command.site = site_;
    command.queue = below(3) == 0 ? "second" : "sales";
    command.phone = some_phone();
    if (below(2) == 0) {
      command.key = KeyKind::kPublishable;
      command.source = some_source();
    }
    if (below(3) == 0) command.window.not_before = now + 1min * static_cast<int>(below(30));
    CallbackDetails details;
    details.phone = command.phone;
    details.created_at = now;
    command.details = std::make_shared<CallbackDetails const>(details);
    return command;
  }
  ChangeCallback change(base::Instant now) {
    ChangeCallback command;
    command.id = some();
    command.by = by();
    if (command.by.kind == Actor::Kind::kCustomer) command.source = some_source();
    if (below(2) == 0) command.phone = some_phone();
    if (below(2) == 0) command.window = TimeWindow{now + 1min * static_cast<int>(below(30)), {}};
    return command;
  }

  std::string site_;
  std::uint64_t first_;
  std::mt19937_64 random_;
  std::uint64_t posted_ = 0;
};

}  // namespace

TEST_CASE("what another site does is not seen in a site's answers") {
  for (unsigned seed = 1; seed <= 60; ++seed) {
    Bench alone{two_sites()};
    Bench beside{two_sites()};
    Askers in_one{"www", 1, seed};
    Askers in_other{"www", 1, seed};
    Askers others{"other", 1'000'000, seed + 1'000};
    std::mt19937_64 random{seed};
    for (int i = 0; i < 80; ++i) {
      for (auto acts = random() % 4; acts > 0; --acts) beside.run(others.next(beside.now()));
      INFO("seed " << seed << " request " << i);
      auto const answer = text(alone.run(in_one.next(alone.now())));
      CHECK(text(beside.run(in_other.next(beside.now()))) == answer);
      auto const pause = std::chrono::seconds{random() % 90};
      alone.pass(pause);
      beside.pass(pause);
    }
  }
}
