// Test support: Rig owns an engine with a journal whose commits the test completes by hand. Its
// clock stands still. Its gateway reports only one thing: when it is started, the link is up. Each
// test makes its own Rig. Main thread.
#pragma once
#include <algorithm>
#include <catch2/catch.hpp>
#include <optional>

#include "engine/engine.hpp"
#include "engine/manual_journal.hpp"

namespace callbackd::engine::test {

using namespace std::chrono_literals;

struct FixedClock : Clock {
  base::Instant at = base::Instant{} + 400'000h;
  base::Instant now() const override { return at; }
};
struct SilentVoice : VoiceGateway {
  void start(std::function<void(core::VoiceEvent)> on_event) override {
    on_event(core::LinkChanged{true});
  }
  void order(core::VoiceOrder const& order) override { orders.push_back(order); }
  void stop() override {}
  std::vector<core::VoiceOrder> orders;
};
struct RecordingLinks : AgentLinks {
  void notify(std::uint64_t connection, NotificationPtr notification) override {
    notified.emplace_back(connection, std::move(notification));
  }
  void supersede(std::uint64_t connection, std::uint64_t seq, base::Instant) override {
    superseded.emplace_back(connection, seq);
  }
  std::vector<std::pair<std::uint64_t, NotificationPtr>> notified;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> superseded;
};

inline core::SitePtr small_site(int requests_per_minute = 0) {
  auto site = std::make_shared<core::SiteDefinition>();
  site->version = 1;
  core::Site www;
  www.name = "www";
  www.requests_per_minute = requests_per_minute;
  site->sites.push_back(www);
  core::Queue sales;
  sales.name = "sales";
  site->queues.push_back(sales);
  for (auto const* login : {"alice", "bob"}) {
    core::Agent agent;
    agent.login = login;
    agent.name = login;
    site->agents.push_back(agent);
  }
  return site;
}

struct Rig {
  explicit Rig(base::Limits limits = {}, int requests_per_minute = 0) {
    Recovered recovered;
    recovered.site = small_site(requests_per_minute);
    recovered.last_committed_at = clock.at;
    EngineOptions options{base::HashKey{1, 2}};
    options.limits = limits;
    options.instance = "i";
    options.encode_answer = [this](core::AnswerBody const& body, DetailsMap const&) {
      return std::pair(std::to_string(++encoded), std::holds_alternative<core::Refusal>(body));
    };
    options.load_definition = [this](std::int64_t version, auto done) {
      if (!definition_readable) return done({nullptr, {}, definition_refusal});
      auto site = std::make_shared<core::SiteDefinition>(*small_site());
      site->version = version;
      done({site, {}, {}});
    };
    options.on_fatal = [this](std::string why) { fatal = std::move(why); };
    engine.emplace(context, journal, voice, clock, links, std::move(recovered), std::move(options));
    engine->start([this] { ready = true; });
    run();
    journal.complete();
    run();
    while (journal.in_flight()) {
      journal.complete();
      run();
    }
  }
  void run() {
    context.restart();
    context.poll();
  }
  void commit() {
    run();
    journal.complete();
    run();
  }
  core::PostCallback post(std::uint64_t number) const {
    core::PostCallback body;
    body.id = base::CallbackId{base::Uuid{number, number}};
    body.site = "www";
    body.queue = "sales";
    body.phone = base::PhoneNumber{442000000000 + number};
    auto details = std::make_shared<core::CallbackDetails>();
    details->phone = body.phone;
    body.details = details;
    return body;
  }
  OnReply keep(std::optional<Reply>& into) {
    return [&into](Reply reply) { into = std::move(reply); };
  }
  base::AgentId open(std::string login, std::uint64_t connection) {
    SessionRequest request;
    request.login = std::move(login);
    request.connection = connection;
    std::optional<SessionReply> opened;
    engine->open_session(request, [&](SessionReply reply) { opened = std::move(reply); });
    run();
    while (journal.in_flight()) {
      journal.complete();
      run();
    }
    REQUIRE(opened);
    return std::get<core::SessionView>(opened->reply.body).agent;
  }

  boost::asio::io_context context;
  ManualJournal journal;
  SilentVoice voice;
  FixedClock clock;
  RecordingLinks links;
  std::optional<Engine> engine;
  int encoded = 0;
  bool definition_readable = true;
  // If `definition_readable` is false, this text says why the definition cannot be read. An empty
  // text means that it cannot be loaded now, but perhaps later.
  std::string definition_refusal;
  bool ready = false;
  std::string fatal;
};

inline IdempotencyKey key(std::uint64_t body) {
  return {"www", base::Uuid{1, 1}, base::Uuid{2, body}};
}

inline core::RefusalReason reason_of(std::optional<Reply> const& reply) {
  REQUIRE(reply);
  return std::get<core::Refusal>(reply->body).reason;
}

}  // namespace callbackd::engine::test
