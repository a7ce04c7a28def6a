#include "voice/ari/calls_bench.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>

namespace callbackd::voice::ari {
namespace {

constexpr char kApplication[] = "callbackd";

std::string name_of(core::LegId const& leg) {
  if (leg == kAgent) return "agent";
  if (leg == kContact) return "contact";
  return leg == kTarget ? "target" : "?";
}

void replace_all(std::string& text, std::string const& what, std::string const& with) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
}

std::string shortened(RestRequest const& request) {
  static std::map<Method, std::string> const kWords{{Method::kGet, "GET "},
                                                    {Method::kPost, "POST "},
                                                    {Method::kPut, "PUT "},
                                                    {Method::kDelete, "DELETE "}};
  auto text = kWords.at(request.method) + request.target;
  for (auto const& leg : {kAgent, kContact, kTarget}) replace_all(text, id_of(leg), name_of(leg));
  auto const attempt = std::string(kApplication) + "-" + base::to_text(kAttempt);
  replace_all(text, attempt + "-m0-", "call-");
  replace_all(text, attempt + "-m1-", "consultation-");
  replace_all(text, attempt + "-m65535-", "free-");
  replace_all(text, "?reason=normal", "");
  replace_all(text, "/bridges?type=mixing%2Cdtmf_events&bridgeId=", "/bridges ");
  replace_all(text, "&name=call", "");
  replace_all(text, "&name=let%20go", "");
  replace_all(text, "/addChannel?channel=", " add ");
  replace_all(text, "/removeChannel?channel=", " remove ");
  return text;
}

std::string rendered(core::VoiceEvent const& event) {
  struct Visitor {
    std::string operator()(core::LegRinging const& it) const { return name_of(it.leg) + " rings"; }
    std::string operator()(core::LegAnswered const& it) const {
      return name_of(it.leg) + " answered" + (it.machine ? ", a machine" : "");
    }
    std::string operator()(core::LegEnded const& it) const {
      return fmt::format("{} ended {}: {}", name_of(it.leg), core::to_text(it.outcome), it.cause);
    }
    std::string operator()(core::LegHeld const& it) const {
      return name_of(it.leg) + (it.held ? " holds" : " resumes");
    }
    std::string operator()(core::SnapshotTaken const& it) const {
      std::string text = "snapshot:";
      for (auto const& live : it.live)
        text += " " + name_of(live.leg) + (live.answered ? " up" : " not up");
      return text;
    }
    std::string operator()(core::LinkChanged const& it) const {
      return it.up ? "link up" : "link down";
    }
  };
  return std::visit(Visitor{}, event);
}

CallOptions options_with(std::string machine_context) {
  CallOptions options;
  options.machine_context = std::move(machine_context);
  return options;
}

}  // namespace

std::string id_of(core::LegId const& leg) {
  return channel_id(kApplication, leg);
}

std::string call_bridge() {
  return bridge_id(kApplication, {kAttempt, core::MixNumber::kCall, core::LegNumber::kAgent, 1});
}

std::string channel_json(core::LegId const& leg, std::string const& state, std::string const& app) {
  return fmt::format(R"({{"id":"{}","state":"{}","dialplan":{{"app_name":"{}"}}}})", id_of(leg),
                     state, app);
}

std::string bridge_json(std::string const& id, std::vector<core::LegId> const& legs) {
  std::string inside;
  for (auto const& leg : legs) inside += (inside.empty() ? "\"" : ",\"") + id_of(leg) + "\"";
  return fmt::format(R"({{"id":"{}","channels":[{}]}})", id, inside);
}

Bench::Bench(std::string machine_context) : calls(options_with(std::move(machine_context))) {}

void Bench::link_up(std::string const& channels, std::string const& bridges) {
  calls.link(true, now);
  snapshot(channels, bridges);
}

void Bench::dial(core::LegId const& leg, bool detect_machine) {
  core::Dial dial;
  dial.leg = leg;
  dial.endpoint = "1001";
  dial.ring_timeout = std::chrono::seconds(20);
  dial.detect_machine = detect_machine;
  order(dial);
}

void Bench::rings(core::LegId const& leg) {
  hears(EventKind::kRinging, id_of(leg));
}

void Bench::starts(core::LegId const& leg, std::vector<std::string> args) {
  Event event;
  event.kind = EventKind::kStasisStart;
  event.id = id_of(leg);
  event.up = true;
  event.args = std::move(args);
  calls.hear(event, now);
}

void Bench::destroyed(core::LegId const& leg, int cause, int tech_cause) {
  Event event;
  event.kind = EventKind::kDestroyed;
  event.id = id_of(leg);
  event.cause = cause;
  event.tech_cause = tech_cause;
  calls.hear(event, now);
}

void Bench::hears(EventKind kind, std::string id) {
  Event event;
  event.kind = kind;
  event.id = std::move(id);
  calls.hear(event, now);
}

Bench::Open Bench::oldest(std::string const& request) {
  take();
  auto const found = std::find_if(open_.begin(), open_.end(),
                                  [&](Open const& open) { return open.text.starts_with(request); });
  INFO("never asked: " << request);
  REQUIRE(found != open_.end());
  auto const open = *found;
  open_.erase(found);
  return open;
}

void Bench::answer(std::string const& request, unsigned status, std::string body) {
  auto const open = oldest(request);
  calls.answered(open.id, {RestAnswer::Kind::kAnswered, status, std::move(body)}, now);
}

void Bench::no_answer(std::string const& request, bool sent) {
  auto const open = oldest(request);
  auto const kind = sent ? RestAnswer::Kind::kUnknown : RestAnswer::Kind::kNotSent;
  calls.answered(open.id, {kind, 0, {}}, now);
}

void Bench::answer_all() {
  for (take(); !open_.empty(); take()) {
    REQUIRE_FALSE(open_.front().text.starts_with("GET"));
    answer(open_.front().text, 204);
  }
}

void Bench::snapshot(std::string const& channels, std::string const& bridges) {
  calls.tick(now);
  answer("GET /channels", 200, channels);
  answer("GET /bridges", 200, bridges);
}

void Bench::wait(std::chrono::milliseconds time) {
  now += time;
  calls.tick(now);
}

void Bench::take() {
  for (auto const& action : calls.take_actions()) {
    if (auto const* const send = std::get_if<Send>(&action)) {
      open_.push_back({send->id, shortened(send->request)});
      asked_.push_back(open_.back().text);
    } else if (auto const* const tell = std::get_if<Tell>(&action)) {
      told_.push_back(rendered(tell->event));
    }
  }
}

Lines Bench::asked() {
  take();
  return std::exchange(asked_, {});
}

Lines Bench::told() {
  take();
  return std::exchange(told_, {});
}

void Bench::up(core::LegId const& leg) {
  dial(leg);
  answer("POST /channels/" + name_of(leg), 200);
  rings(leg);
  starts(leg);
  answer_all();
}

void Bench::talk() {
  link_up();
  up(kAgent);
  up(kContact);
  join(kAgent);
  join(kContact);
  answer_all();
  asked();
  told();
}

}  // namespace callbackd::voice::ari
