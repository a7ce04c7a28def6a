#include "app/serve.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdlib>
#include <mutex>
#include <optional>
#include <thread>

#include "app/active_server.hpp"
#include "app/config_check.hpp"
#include "app/definition_store.hpp"
#include "app/exit_status.hpp"
#include "app/instance_claim.hpp"
#include "app/log_setup.hpp"
#include "app/operator_routes.hpp"
#include "app/public_port.hpp"
#include "app/secret_file.hpp"
#include "app/systemd.hpp"
#include "app/toml_node.hpp"
#include "base/quoted.hpp"
#include "calendar/zone_database.hpp"
#include "edge/number_metadata.hpp"
#include "edge/phone_numbers.hpp"
#include "storage/database_url.hpp"
#include "storage/migrate.hpp"

namespace callbackd::app {
namespace {

using namespace std::chrono_literals;

constexpr auto kStallLook = 100ms;
constexpr auto kFarewell = 2s;  // in this time agents' clients can answer the close

// Ends the process. The reason is written to the log before, because nothing can be written
// afterwards.
[[noreturn]] void die(std::string const& why) {
  spdlog::critical("server.ends reason={}", base::quoted(why));
  spdlog::default_logger_raw()
      ->flush();  // shutdown() would remove the logger while other threads use it
  std::_Exit(static_cast<int>(ExitStatus::kFailed));
}

// Ends the process because a port cannot be opened. The message does not use what(), because that
// also names a source line of Asio.
[[noreturn]] void die_of_port(std::string const& port, boost::system::system_error const& error) {
  die(port + " cannot be opened: " + error.code().message());
}

std::optional<std::string> load_tls(Config const& config, edge::TlsKeys& keys, std::string& why) {
  auto const path = secret_path(config.tls.key_file, why);
  if (!path) return std::nullopt;
  why = secret_file_problem(*path);
  if (why.empty()) return keys.load(why);
  why = *path + ": " + why;
  return std::nullopt;
}

// The secrets of the server. They are read from files once, when the process starts.
struct Secrets {
  ServerKeys keys;
  VoiceSettings voice;
  std::shared_ptr<edge::TlsKeys> tls;
};

// Control is the object behind `serve`. It runs on the control thread, from the start of the
// process to its end. It opens the ports, and starts another thread that takes the cell
// (take_cell). Then it makes the ActiveServer, and ends it after a signal.
class Control {
 public:
  Control(Config const& config, storage::DatabaseLocation location, Secrets secrets)
      : config_(config),
        location_(std::move(location)),
        keys_(std::move(secrets.keys)),
        voice_(std::move(secrets.voice)),
        tls_(std::move(secrets.tls)),
        claim_(location_, config.cell.instance) {}

  int run() {
    open_ports();
    take_signals();
    watch_signals_.emplace(context_.get_executor());
    startup_ = std::jthread([this](std::stop_token const& stop) { take_cell(stop); });
    start_watchdog();
    start_chores();
    context_.run();
    operator_listener_.reset();
    return exit_;
  }

 private:
  void open_ports();
  void take_signals();
  void await_signal();
  void on_signal(int number);
  void reload();
  void take_cell(std::stop_token const& stop);
  void serve(storage::TakenCell taken);
  // Called after the first commit: the port serves requests from now on.
  void become_ready();
  void start_watchdog();
  void start_chores();
  void watch_for_stall();
  void finish();
  void set_why_not_ready(std::string reason);
  // Returns the reason why /readyz answers 503, or an empty text when the server is ready. It reads
  // active_, so it is called only on the control thread.
  std::string why_not_ready() const;
  std::string metrics() const;

  Config const& config_;
  storage::DatabaseLocation location_;
  ServerKeys keys_;
  VoiceSettings voice_;
  std::shared_ptr<edge::TlsKeys> tls_;  // null: plain HTTP only
  InstanceClaim const claim_;
  boost::asio::io_context context_{1};
  std::optional<boost::asio::executor_work_guard<boost::asio::io_context::executor_type>>
      watch_signals_;
  boost::asio::signal_set signals_{context_};
  boost::asio::steady_timer watchdog_{context_};
  boost::asio::steady_timer chores_{context_};
  boost::asio::steady_timer stall_{context_};
  std::jthread chore_;
  std::unique_ptr<edge::Listener> operator_listener_;
  mutable std::mutex why_not_ready_mutex_;
  std::string why_not_ready_ = "starting";  // empty: ready
  Prepared prepared_;                       // until the active server takes it
  std::unique_ptr<ActiveServer> active_;
  bool starting_ = true;
  std::jthread startup_;
  bool draining_ = false;
  bool finished_ = false;
  int exit_ = 0;
};

void Control::open_ports() {
  try {
    prepared_.port = std::make_unique<PublicPort>(config_, tls_);
  } catch (boost::system::system_error const& error) {
    die_of_port(fmt::format("the public port {}:{}", config_.http.address, config_.http.port),
                error);
  }
  edge::ListenOptions listen;
  listen.address = config_.operator_listener.address;
  listen.port = static_cast<std::uint16_t>(config_.operator_listener.port);
  OperatorAnswers answers;
  answers.not_ready_because = [this] { return why_not_ready(); };
  answers.metrics = [this] { return metrics(); };
  try {
    operator_listener_ = std::make_unique<edge::Listener>(std::vector{&context_}, listen,
                                                          operator_handlers(std::move(answers)));
  } catch (boost::system::system_error const& error) {
    die_of_port(fmt::format("the operator's port {}:{}", listen.address, listen.port), error);
  }
}

void Control::take_signals() {
  signals_.add(SIGTERM);
  signals_.add(SIGINT);
  signals_.add(SIGHUP);
  await_signal();
}

void Control::await_signal() {
  signals_.async_wait([this](boost::system::error_code error, int number) {
    if (!error) on_signal(number);
  });
}

// Loads the TLS certificate again. Open connections keep the certificate that they began with.
void Control::reload() {
  if (!tls_) return spdlog::info("tls.nothing_to_reload");
  std::string why;
  if (auto const until = load_tls(config_, *tls_, why)) {
    spdlog::info("tls.reloaded certificate_until={}", base::quoted(*until));
  } else {
    spdlog::error("tls.not_reloaded reason={} hint={}", base::quoted(why),
                  base::quoted("the former certificate stays in use"));
  }
}

// The first SIGTERM or SIGINT drains the server, and a second one ends the process immediately.
// SIGHUP loads the certificate again.
void Control::on_signal(int number) {
  await_signal();
  if (number == SIGHUP) return reload();
  if (draining_) die("a second signal came");
  draining_ = true;
  spdlog::info("server.draining");
  notify_stopping();
  set_why_not_ready("draining");
  // Ends the process if the drain takes too long. This needs a thread of its own that nobody joins,
  // because the control thread itself may be waiting for a thread that a stalled database holds up.
  std::thread([limit = std::chrono::seconds(config_.limits.drain_seconds)] {
    std::this_thread::sleep_for(limit);
    die("the drain took longer than limits.drain_seconds");
  }).detach();
  if (starting_) {
    startup_.request_stop();  // the thread gives the cell up if it has taken it
    return;
  }
  active_->drain([this] { boost::asio::post(context_, [this] { finish(); }); });
  watch_for_stall();
}

// Cuts the drain short if nothing can be committed, because no waiting request can be answered
// then. Agents' connections are closed immediately, and the server does not wait for PostgreSQL.
// Work that was not committed was never acknowledged to anyone.
void Control::watch_for_stall() {
  stall_.expires_after(kStallLook);
  stall_.async_wait([this](boost::system::error_code error) {
    if (error || finished_) return;
    if (!active_->stalled()) return watch_for_stall();
    spdlog::warn("server.drain_cut_short reason={}", base::quoted("nothing can be committed"));
    active_->close_agent_connections();
    stall_.expires_after(kFarewell);
    stall_.async_wait([this](boost::system::error_code stopped) {
      if (!stopped) finish();
    });
  });
}

// Waits for the cell and takes it. This blocks, so it runs on a thread of its own: a standby waits
// here as long as the active server lives. While it waits, everything that can be prepared is
// ready: the schema is checked, and the connections and the ports are open.
void Control::take_cell(std::stop_token const& stop) {
  prepared_.records =
      std::make_unique<storage::RecordStore>(storage::RecordStoreOptions{.location = location_});
  edge::load_phone_metadata();
  storage::CellOptions options;
  options.location = location_;
  options.instance = config_.cell.instance;
  // claim_ (an InstanceClaim) is not held if another process on this host has the same instance and
  // schema name. That process would regard a lease in this name as its own, so this server takes
  // another name.
  if (!claim_.held()) options.instance += fmt::format("#{}", ::getpid());
  options.host = this_host();
  options.takes_own_lease = claim_.held();
  options.lease = config_.cell.lease;
  options.classify = edge::classify;
  options.on_waiting = [this](std::string const& holder) {
    spdlog::info("server.standby holder={}", base::quoted(holder));
    set_why_not_ready("standby");
    notify_ready();
    notify_status("standby");
  };
  auto taken = storage::take_cell_and_load(options, parse_stored_site, stop);
  if (taken.has_error()) {
    if (!stop.stop_requested()) die(taken.error().what);
    return boost::asio::post(context_, [this] { finish(); });
  }
  boost::asio::post(context_,
                    [this, taken = std::move(*taken)]() mutable { serve(std::move(taken)); });
}

// Runs on the control thread again after the cell was taken, and makes the ActiveServer. If a
// signal came in the meantime, the cell is given up instead.
void Control::serve(storage::TakenCell taken) {
  if (draining_) {
    taken.keeper.reset();
    storage::give_up_cell(location_, taken.epoch);
    return finish();
  }
  starting_ = false;
  spdlog::info("server.active epoch={} callbacks={}", taken.epoch,
               taken.recovered.state.callbacks.size());
  ActiveOptions const options{config_, location_, keys_, voice_,
                              [](std::string const& why) { die(why); }};
  active_ = std::make_unique<ActiveServer>(options, std::move(taken), std::move(prepared_));
  active_->start([this] { boost::asio::post(context_, [this] { become_ready(); }); });
}

void Control::become_ready() {
  if (draining_) return;
  active_->serve();
  spdlog::info("server.ready port={}", config_.http.port);
  set_why_not_ready("");
  notify_ready();
  notify_status("active");
}

// Reports to the watchdog of systemd. An active server proves that its engine's thread runs. A
// server that is not active only proves that the control thread runs.
void Control::start_watchdog() {
  auto const period = watchdog_period();
  if (!period) return;
  watchdog_.expires_after(*period);
  watchdog_.async_wait([this](boost::system::error_code error) {
    if (error) return;
    if (active_) {
      active_->ask_engine(notify_watchdog);
    } else {
      notify_watchdog();
    }
    start_watchdog();
  });
}

// Runs the maintenance of the database (storage::maintain) every hour.
void Control::start_chores() {
  chores_.expires_after(1h);
  chores_.async_wait([this](boost::system::error_code error) {
    if (error) return;
    chore_ = std::jthread([this] {
      engine::SteadyClock const clock;
      auto const done = storage::maintain(location_, clock.now());
      if (done.has_error())
        spdlog::warn("chores.failed reason={}", base::quoted(done.error().what));
    });
    start_chores();
  });
}

// Ends the server in good order: first the active server, then the control loop, so that run()
// returns. Only die() ends the server without this order.
void Control::finish() {
  if (std::exchange(finished_, true)) return;
  stall_.cancel();
  active_.reset();
  prepared_ = {};
  spdlog::info("server.ended");
  context_.stop();
}

void Control::set_why_not_ready(std::string reason) {
  std::lock_guard const lock(why_not_ready_mutex_);
  why_not_ready_ = std::move(reason);
}

std::string Control::why_not_ready() const {
  if (active_ && active_->stalled())
    return "nothing can be committed: is the database there, and is its disk full?";
  std::lock_guard const lock(why_not_ready_mutex_);
  return why_not_ready_;
}

std::string Control::metrics() const {
  engine::EngineFigures const none;
  auto figures =
      active_ ? active_->figures() : Figures{none, {}, false, false, nullptr, {}, {}, {}, {}, {}};
  figures.ready = active_ && why_not_ready().empty();
  figures.number_metadata_age = edge::age_of_number_plans(
      std::chrono::floor<base::Duration>(std::chrono::system_clock::now()));
  return metrics_text(figures);
}

std::shared_ptr<edge::TlsKeys> tls_keys(Config const& config) {
  if (!config.tls.wanted()) return nullptr;
  std::string why;
  auto const certificate = secret_path(config.tls.certificate_file, why);
  auto const key = secret_path(config.tls.key_file, why);
  if (!certificate || !key) die("tls: " + why);
  auto keys = std::make_shared<edge::TlsKeys>(edge::TlsKeys::Files{*certificate, *key});
  auto const until = load_tls(config, *keys, why);
  if (!until) die("tls: " + why);
  spdlog::info("tls.loaded certificate_until={}", base::quoted(*until));
  return keys;
}

}  // namespace

int run_serve(Config const& config) {
  set_up_log(config.log);
  auto why = calendar::zone_database_problem();
  if (!why.empty()) die(why);
  auto const url = database_url(config, why);
  if (!url) die("database URL: " + why);
  if (storage::trusts_the_network(*url)) {
    spdlog::warn("database.unprotected hint={}",
                 base::quoted("the database is on another machine: add sslmode=verify-full to its "
                              "URL, or somebody on the network between could read or change what "
                              "is sent"));
  }
  for (auto const& error : config_problems(config).errors) {
    spdlog::warn("config.inert problem={}", base::quoted(problem_text(config.path, error)));
  }
  auto const key = server_key(config, why);
  if (!key) die("server key: " + why);
  auto const previous_key = previous_server_key(config, why);
  if (!previous_key) die("previous server key: " + why);
  auto const voice = load_voice_settings(config, why);
  if (!voice) die(why);
  why = state_dir_problem(config);
  if (!why.empty()) die("cell.state_dir: " + why);
  Control control(config, storage::DatabaseLocation{*url, config.database.schema},
                  Secrets{{*key, *previous_key}, *voice, tls_keys(config)});
  return control.run();
}

}  // namespace callbackd::app
