#include "gateway_rig.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <cstdlib>
#include <random>
#include <stdexcept>
#include <thread>

#include "voice/asterisk.hpp"
#include "voice/simulator.hpp"

namespace callbackd::voice::conformance {
namespace {

constexpr std::chrono::seconds kPatience{30};

std::string environment(char const* name, char const* otherwise) {
  auto const* const value = std::getenv(name);
  return value == nullptr ? otherwise : value;
}

// The simulator has no thread. It runs on the executor that its user gives it. Here this executor
// has a thread of its own.
class ThreadedSimulator : public engine::VoiceGateway {
 public:
  ~ThreadedSimulator() override { ThreadedSimulator::stop(); }
  void start(std::function<void(core::VoiceEvent)> on_event) override {
    boost::asio::post(context_,
                      [this, on_event = std::move(on_event)] { simulator_.start(on_event); });
    thread_ = std::jthread([this] { context_.run(); });
  }
  void order(core::VoiceOrder const& order) override {
    boost::asio::post(context_, [this, order] { simulator_.order(order); });
  }
  void stop() override {
    context_.stop();
    if (thread_.joinable()) thread_.join();
  }

 private:
  boost::asio::io_context context_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{
      context_.get_executor()};
  Simulator simulator_{context_};
  std::jthread thread_;
};

}  // namespace

bool has_asterisk() {
  return std::getenv("CALLBACKD_TEST_ARI_URL") != nullptr;
}

AsteriskOptions asterisk_options() {
  AsteriskOptions options;
  options.address = ari::parse_address(environment("CALLBACKD_TEST_ARI_URL", "")).value();
  options.user = environment("CALLBACKD_TEST_ARI_USER", "callbackd");
  options.password = environment("CALLBACKD_TEST_ARI_PASSWORD", "");
  options.ca_file = environment("CALLBACKD_TEST_ARI_CA_FILE", "");
  options.calls.agent_endpoint = environment("CALLBACKD_TEST_ARI_AGENT_ENDPOINT", "PJSIP/{phone}");
  options.calls.contact_endpoint =
      environment("CALLBACKD_TEST_ARI_CONTACT_ENDPOINT", "PJSIP/{number}@trunk");
  options.calls.machine_context =
      environment("CALLBACKD_TEST_ARI_MACHINE_CONTEXT", "callbackd-machine");
  options.calls.music_class = environment("CALLBACKD_TEST_ARI_MUSIC_CLASS", "default");
  return options;
}

Gateway asterisk(AsteriskOptions options) {
  return {"Asterisk", [options] { return std::make_unique<AsteriskGateway>(options); }};
}

std::size_t asterisk_has(std::string const& what, base::AttemptId const& attempt) {
  auto const options = asterisk_options();
  ari::Access access;
  access.address = options.address;
  access.authorization = ari::basic_authorization(options.user, options.password);
  if (access.address.tls) access.tls = ari::client_tls(options.ca_file);
  boost::asio::io_context context;
  ari::RestPool pool(context, access, ari::RestPool::Options{});
  std::string body;
  pool.send({ari::Method::kGet, "/" + what, {}}, [&](ari::RestAnswer const& answer) {
    body = answer.body;
    context.stop();
  });
  context.run();
  auto const id = "\"id\":\"" + options.calls.application + "-" + base::to_text(attempt);
  std::size_t found = 0;
  for (auto at = body.find(id); at != std::string::npos; at = body.find(id, at + 1)) ++found;
  return found;
}

std::vector<Gateway> gateways() {
  std::vector<Gateway> all{{"simulator", [] { return std::make_unique<ThreadedSimulator>(); }}};
  if (has_asterisk()) all.push_back(asterisk());
  return all;
}

base::AttemptId some_attempt() {
  static std::random_device random;
  auto const word = [] { return (std::uint64_t{random()} << 32U) | random(); };
  return {base::CallbackId{base::Uuid{word(), word()}}, 1};
}

core::LegId agent_of(base::AttemptId attempt) {
  return {attempt, core::LegNumber::kAgent};
}
core::LegId contact_of(base::AttemptId attempt) {
  return {attempt, core::LegNumber::kContact};
}

Rig::Rig(Gateway const& gateway) : gateway_(gateway.make()) {
  gateway_->start([this](core::VoiceEvent event) {
    std::lock_guard const lock(mutex_);
    events_.push_back(std::move(event));
    told_.notify_all();
  });
}

Rig::~Rig() {
  gateway_->stop();
}

void Rig::dial(core::LegId const& leg, std::string endpoint, int ring_timeout_seconds,
               bool detect_machine) {
  core::Dial order;
  order.leg = leg;
  order.reach = endpoint.starts_with('+') ? core::Reach::kNumber : core::Reach::kAgentPhone;
  order.endpoint = std::move(endpoint);
  order.caller_id = "+442071838750";
  order.ring_timeout = std::chrono::seconds(ring_timeout_seconds);
  order.detect_machine = detect_machine;
  gateway_->order(order);
}

void Rig::call(core::LegId const& leg, std::string endpoint) {
  dial(leg, std::move(endpoint));
  if (!wait<core::LegAnswered>(leg)) throw std::runtime_error("a leg was not answered");
}

std::vector<core::LiveLeg> Rig::snapshot() {
  auto const taken = [](std::vector<core::VoiceEvent> const& events) {
    std::vector<core::SnapshotTaken> all;
    for (auto const& event : events) {
      if (auto const* it = std::get_if<core::SnapshotTaken>(&event)) all.push_back(*it);
    }
    return all;
  };
  auto const before = taken(events()).size();
  gateway_->order(core::TakeSnapshot{});
  until([&](auto const& events) { return taken(events).size() > before; });
  auto const after = taken(events());
  if (after.size() <= before) throw std::runtime_error("no snapshot was told");
  return after.back().live;
}

bool Rig::wait_for_link(std::size_t times) {
  return until([&](auto const& events) {
    std::size_t ups = 0;
    for (auto const& event : events) {
      auto const* const it = std::get_if<core::LinkChanged>(&event);
      if (it != nullptr && it->up) ++ups;
    }
    return ups >= times;
  });
}

bool Rig::until(std::function<bool(std::vector<core::VoiceEvent> const&)> const& condition) {
  std::unique_lock lock(mutex_);
  return told_.wait_for(lock, kPatience, [&] { return condition(events_); });
}

std::vector<core::VoiceEvent> Rig::events() const {
  std::lock_guard const lock(mutex_);
  return events_;
}

}  // namespace callbackd::voice::conformance
