#include "voice/asterisk.hpp"

#include <spdlog/spdlog.h>

#include <boost/asio/post.hpp>
#include <random>
#include <utility>

#include "base/quoted.hpp"
#include "voice/ari/names.hpp"

namespace callbackd::voice {
namespace {

using Clock = std::chrono::steady_clock;

ari::Access access_of(AsteriskOptions const& options) {
  ari::Access access;
  access.address = options.address;
  access.authorization = ari::basic_authorization(options.user, options.password);
  if (options.address.tls) access.tls = ari::client_tls(options.ca_file);
  return access;
}

ari::RestPool::Options pool_options(AsteriskOptions const& options, VoiceFigures& figures) {
  return {options.connections, options.rest_timeout, options.dial_perishes_after,
          [&figures](std::chrono::microseconds took) { figures.requests.add(took); }};
}

}  // namespace

AsteriskGateway::AsteriskGateway(AsteriskOptions options)
    : options_(std::move(options)),
      access_(access_of(options_)),
      calls_(options_.calls, options_.waits),
      link_(options_.calls, options_.link_waits, std::random_device{}()),
      rest_(context_, access_, pool_options(options_, figures_)) {}

AsteriskGateway::~AsteriskGateway() {
  AsteriskGateway::stop();
}

void AsteriskGateway::start(std::function<void(core::VoiceEvent)> on_event) {
  on_event_ = std::move(on_event);
  boost::asio::post(context_, [this] {
    link_.start(Clock::now());
    flush();
  });
  thread_ = std::jthread([this] { context_.run(); });
}

void AsteriskGateway::order(core::VoiceOrder const& order) {
  boost::asio::post(context_, [this, order, made = Clock::now()] {
    auto const now = Clock::now();
    auto const* const dial = std::get_if<core::Dial>(&order);
    // The order to dial has waited for dial_perishes_after or longer. This happens only if the
    // process was frozen. Then another server may have become the active one, so nothing is
    // dialled.
    if (dial != nullptr && now - made >= options_.dial_perishes_after) {
      on_event_(core::LegEnded{dial->leg, core::AttemptOutcome::kFailed, "ordered too long ago"});
      return;
    }
    calls_.order(order, now);
    flush();
  });
}

// Stops the gateway. Never called on the gateway's own thread, because it waits until that thread
// has ended. The thread ends when every request that was sent has its answer, but after
// rest_timeout at the latest.
void AsteriskGateway::stop() {
  if (!thread_.joinable()) return;
  boost::asio::post(context_, [this] {
    stopping_ = true;
    patience_.expires_after(options_.rest_timeout);
    patience_.async_wait([this](boost::system::error_code error) {
      if (!error) end();
    });
    flush();
  });
  thread_.join();
}

void AsteriskGateway::end() {
  for (auto const& [id, socket] : sockets_) socket->close();
  rest_.close();
  context_.stop();
}

// Does the actions of both state machines (Calls and Link). It is called after each order, event,
// answer or alarm. An action may lead to more actions, so the loop goes on until there are none.
void AsteriskGateway::flush() {
  for (;;) {
    auto actions = calls_.take_actions();
    auto const link_actions = link_.take_actions();
    if (actions.empty() && link_actions.empty()) break;
    for (auto& action : actions) act(std::move(action));
    for (auto const& action : link_actions) act(action);
  }
  count();
  set_alarm();
  if (stopping_ && calls_.is_idle()) end();
}

void AsteriskGateway::act(ari::Action action) {
  if (auto* const send = std::get_if<ari::Send>(&action)) {
    rest_.send(std::move(send->request), [this, id = send->id](ari::RestAnswer const& answer) {
      calls_.answered(id, answer, Clock::now());
      flush();
    });
  } else if (auto* const tell = std::get_if<ari::Tell>(&action)) {
    on_event_(std::move(tell->event));
  } else if (auto const* const report = std::get_if<ari::Report>(&action)) {
    auto const leg =
        report->leg ? ari::channel_id(options_.calls.application, *report->leg) : std::string{};
    spdlog::warn("voice.trouble reason={} channel={}", base::quoted(report->what),
                 base::quoted(leg));
  }
}

void AsteriskGateway::act(ari::LinkAction const& action) {
  if (auto const* const open = std::get_if<ari::OpenSocket>(&action)) {
    open_socket(open->id);
  } else if (auto const* const close = std::get_if<ari::CloseSocket>(&action)) {
    auto const found = sockets_.find(close->id);
    if (found == sockets_.end()) return;
    found->second->close();
    sockets_.erase(found);
  } else if (auto const* const look = std::get_if<ari::Look>(&action)) {
    rest_.send(look->request, [this, id = look->id](ari::RestAnswer const& answer) {
      link_.answered(id, answer, Clock::now());
      flush();
    });
  } else if (auto const* const link = std::get_if<ari::LinkIs>(&action)) {
    tell_link(*link);
  }
}

void AsteriskGateway::open_socket(ari::SocketId id) {
  ari::EventSocketOptions options;
  options.application = options_.calls.application;
  options.open = options_.link_waits.open;
  options.idle = options_.socket_idle;
  options.on_open = [this, id] {
    link_.opened(id, Clock::now());
    flush();
  };
  options.on_event = [this, id](std::string_view json) { hear(id, json); };
  options.on_end = [this, id](std::string why) {
    link_.closed(id, std::move(why), Clock::now());
    sockets_.erase(id);
    flush();
  };
  auto const socket = std::make_shared<ari::EventSocket>(context_, access_, std::move(options));
  sockets_[id] = socket;
  socket->open();
}

void AsteriskGateway::hear(ari::SocketId id, std::string_view json) {
  auto const event = ari::decode_event(json);
  if (!event) return spdlog::warn("voice.unreadable_event");
  if (event->kind == ari::EventKind::kReplaced) {
    link_.replaced(id, Clock::now());
  } else if (event->kind != ari::EventKind::kOther && link_.hears(id)) {
    calls_.hear(*event, Clock::now());
  }
  flush();
}

// Reports a change of the link to Calls and to the log. If the link stays down, a reason is logged
// once and not at each try.
void AsteriskGateway::tell_link(ari::LinkIs const& link) {
  if (link.up) {
    spdlog::info("voice.link_up");
    look_at_timeout_module();
  } else if (std::exchange(link_told_, false) || link.why != link_why_) {
    spdlog::warn("voice.link_down reason={}", base::quoted(link.why));
  }
  link_told_ = link.up;
  link_why_ = link.why;
  calls_.link(link.up, Clock::now());
}

void AsteriskGateway::look_at_timeout_module() {
  rest_.send(ari::look_at_timeout_module(), [this](ari::RestAnswer const& answer) {
    using EndsCalls = VoiceFigures::EndsCalls;
    auto const running = ari::is_running(answer);
    figures_.ends_calls = !running   ? EndsCalls::kUnknown
                          : *running ? EndsCalls::kYes
                                     : EndsCalls::kNo;
    bool const wanted = !options_.ends_calls || options_.ends_calls();
    if (running == false && wanted) {
      spdlog::warn("voice.no_limit missing={} hint={}", base::quoted(ari::kTimeoutModule),
                   base::quoted("Asterisk does not end calls that last longer than "
                                "max_call_minutes"));
    }
    flush();
  });
}

// Sets the timer to the nearest deadline of both state machines.
void AsteriskGateway::set_alarm() {
  auto next = link_.next_deadline();
  if (auto const other = calls_.next_deadline(); other && (!next || *other < *next)) next = other;
  if (next == alarm_at_) return;
  alarm_at_ = next;
  if (!next) {
    alarm_.cancel();
    return;
  }
  alarm_.expires_at(*next);
  alarm_.async_wait([this](boost::system::error_code error) {
    if (error) return;
    alarm_at_.reset();
    auto const now = Clock::now();
    link_.tick(now);
    calls_.tick(now);
    flush();
  });
}

void AsteriskGateway::count() {
  auto const counts = calls_.counts();
  figures_.link_up = calls_.link_is_up();
  figures_.legs = counts.legs;
  figures_.unknown_results = counts.unknown_results;
  figures_.snapshots = counts.snapshots;
  figures_.lost = counts.lost;
  figures_.sockets_opened = link_.sockets_opened();
}

}  // namespace callbackd::voice
