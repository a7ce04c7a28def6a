#include "core/bench.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "core/messages/left_out.hpp"

namespace callbackd::core::test {

base::CallbackId callback_id(std::uint64_t number) {
  return {base::Uuid{0, number}};
}
base::PhoneNumber phone(std::uint64_t digits) {
  return {digits};
}

SiteDefinition plain_site() {
  SiteDefinition site;
  site.version = 1;
  site.company.name = "Example Ltd";
  site.dialling.denied_prefixes.clear();  // numbers are made up here
  site.dialling.dials_per_agent_per_hour = 0;
  site.sites.push_back(Site{.name = "www",
                            .origins = {},
                            .queues = {},
                            .requests_per_minute = 0,
                            .requests_per_address_per_minute = 0,
                            .requests_per_number_per_hour = 0,
                            .requests_per_number_per_day = 0,
                            .requests_per_prefix_per_hour = 0,
                            .countries = {},
                            .blocked_numbers = {}});
  site.reasons.push_back({"break", "Break"});
  site.skills = {"english", "billing"};
  site.code_lists.push_back(
      {"codes", {{"sold", "Sold", {}}, {"lost", "Lost", {{"price", "Too expensive", {}}}}}});
  site.queues.emplace_back();
  site.queues.back().name = "sales";
  site.queues.back().codes = "codes";
  for (auto const* login : {"alice", "bob"}) {
    site.agents.emplace_back();
    site.agents.back().login = login;
    site.agents.back().name = login;
    site.agents.back().phone = login == std::string{"alice"} ? "1001" : "";
  }
  return site;
}

Queue& queue_of(SiteDefinition& site, std::string const& name) {
  auto const at = std::find_if(site.queues.begin(), site.queues.end(),
                               [&](Queue const& queue) { return queue.name == name; });
  if (at != site.queues.end()) return *at;
  site.queues.emplace_back();
  site.queues.back().name = name;
  return site.queues.back();
}

Agent& agent_of(SiteDefinition& site, std::string const& login) {
  auto const at = std::find_if(site.agents.begin(), site.agents.end(),
                               [&](Agent const& agent) { return agent.login == login; });
  if (at != site.agents.end()) return *at;
  site.agents.emplace_back();
  site.agents.back().login = login;
  site.agents.back().name = login;
  return site.agents.back();
}

SitePtr share(SiteDefinition site) {
  return std::make_shared<SiteDefinition const>(std::move(site));
}

Bench::Bench(SiteDefinition site, std::size_t callbacks_max)
    : site_(share(std::move(site))), callbacks_max_(callbacks_max), core_(kHashKey, callbacks_max) {
  core_.restore(site_, {});
  step(StartUp{}, RequestRef::kNobody);
}

void Bench::step(CommandBody body, RequestRef from) {
  Effects effects;
  core_.step(now_, Command{base::Serial{++serial_}, from, std::move(body)}, effects);
  core_.sweep(now_);
  ledger_.apply(effects.records);
  std::move(effects.releases.begin(), effects.releases.end(),
            std::back_inserter(effects_.releases));
  std::move(effects.records.events.begin(), effects.records.events.end(),
            std::back_inserter(effects_.records.events));
  for (auto& row : effects.records.agents) effects_.records.put(std::move(row));
  if (!effects.records.zone_database.empty()) {
    effects_.records.zone_database = effects.records.zone_database;
  }
}

AnswerBody Bench::run(CommandBody body) {
  effects_ = {};
  step(std::move(body), RequestRef{1});
  for (auto const& release : effects_.releases) {  // the answer comes after the timers' releases
    if (auto const* answer = std::get_if<Answer>(&release)) return answer->body;
  }
  FAIL("every request is answered in its own step");
  return Nothing{};
}

void Bench::pass(base::Duration how_long) {
  effects_ = {};
  auto const until = now_ + how_long;
  while (core_.next_deadline() <= until) {
    now_ = std::max(now_, core_.next_deadline());
    step(Tick{}, RequestRef::kNobody);
  }
  now_ = until;
}

void Bench::restart(std::vector<LegId> answered, std::vector<LegId> const& ringing) {
  effects_ = {};
  auto const site = core_.site();               // the one in force
  core_ = Core{kOtherHashKey, callbacks_max_};  // no effect may depend on the hash key
  auto const restored = ledger_.restored();
  // The test fails if rows of a callback contradict each other, because a restart of the server
  // would leave this callback out.
  for (auto const& found : contradictions(restored)) FAIL(found.why);
  core_.restore(site, restored);
  step(StartUp{}, RequestRef::kNobody);
  SnapshotTaken taken;
  for (auto const& leg : answered) taken.live.push_back({leg, true});
  for (auto const& leg : ringing) taken.live.push_back({leg, false});
  std::sort(taken.live.begin(), taken.live.end(),
            [](auto const& one, auto const& other) { return one.leg < other.leg; });
  step(VoiceEvent{std::move(taken)}, RequestRef::kNobody);
}

void Bench::restart_without(LeftOut left_out, std::vector<LegId> live) {
  effects_ = {};
  auto const site = core_.site();
  auto restored = ledger_.restored();
  leave_out(restored, {left_out.callback});
  restored.left_out.push_back(std::move(left_out));
  core_ = Core{kOtherHashKey, callbacks_max_};  // nothing may depend on it
  core_.restore(site, restored);
  step(StartUp{}, RequestRef::kNobody);
  SnapshotTaken taken;
  for (auto const& leg : live) taken.live.push_back({leg, true});
  step(VoiceEvent{std::move(taken)}, RequestRef::kNobody);
}

void Bench::restart_with_zones(std::string version, std::vector<MovedWindow> moved) {
  effects_ = {};
  core_ = Core{kOtherHashKey, callbacks_max_};  // nothing may depend on it
  auto restored = ledger_.restored();
  restored.moved_windows = std::move(moved);
  restored.zone_database = std::move(version);
  core_.restore(site_, restored);
  step(StartUp{}, RequestRef::kNobody);
  step(VoiceEvent{SnapshotTaken{}}, RequestRef::kNobody);
}

PostCallback Bench::request(std::uint64_t number, std::string queue) {
  PostCallback command;
  command.id = callback_id(number);
  command.site = "www";
  command.queue = std::move(queue);
  command.phone = phone(442071830000 + number);
  command.number_class = NumberClass::in("GB");
  return command;
}

AnswerBody Bench::post(PostCallback command) {
  CallbackDetails details;
  details.phone = command.phone;
  details.extension = command.extension;
  details.created_at = now_;
  command.details = std::make_shared<CallbackDetails const>(std::move(details));
  return run(std::move(command));
}

base::CallbackId Bench::post(std::uint64_t number, std::string queue) {
  auto const answer = post(request(number, std::move(queue)));
  REQUIRE(std::holds_alternative<CallbackView>(answer));
  return callback_id(number);
}

base::AgentId Bench::enter(std::string const& login) {
  auto const answer = run(OpenSession{login});
  REQUIRE(std::holds_alternative<SessionView>(answer));
  return std::get<SessionView>(answer).agent;
}

base::AgentId Bench::enter_ready(std::string const& login) {
  auto const agent = enter(login);
  REQUIRE(std::holds_alternative<ChannelView>(run(SetAgentState{agent, true, ""})));
  return agent;
}

CallbackRow const& Bench::row(std::uint64_t number) const {
  auto const* row = ledger_.find(callback_id(number));
  REQUIRE(row);
  return *row;
}

base::OfferId Bench::offer(std::uint64_t number) const {
  return {callback_id(number), row(number).offer_number};
}
base::InteractionId Bench::interaction(std::uint64_t number) const {
  return {callback_id(number), row(number).interaction_number};
}
base::ConsultationId Bench::consultation(base::CallbackId callback, std::uint16_t leg) const {
  return {callback, row(callback.value.low).attempt_number * 256 + leg};
}

LegId Bench::leg(std::uint64_t number, LegNumber kind) const {
  return {{callback_id(number), row(number).attempt_number}, kind};
}

AnswerBody Bench::accept(base::AgentId agent, std::uint64_t number) {
  return run(AcceptOffer{agent, offer(number)});
}

Refusal const& refusal(AnswerBody const& answer) {
  REQUIRE(std::holds_alternative<Refusal>(answer));
  return std::get<Refusal>(answer);
}

}  // namespace callbackd::core::test
