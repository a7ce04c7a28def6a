#include "app/active_server.hpp"

#include <spdlog/spdlog.h>

#include <boost/asio/post.hpp>

#include "app/definition_store.hpp"
#include "wire/rpc_answers.hpp"

namespace callbackd::app {
namespace {

storage::JournalOptions journal_options(ActiveOptions const& options, std::int64_t epoch) {
  storage::JournalOptions journal;
  journal.location = options.location;
  journal.epoch = epoch;
  journal.lease = options.config.cell.lease;
  journal.lease_margin = options.config.cell.lease_margin();
  journal.state_directory = options.config.cell.state_dir;
  return journal;
}

base::Limits limits_of(Config const& config) {
  base::Limits limits;
  limits.callbacks_in_memory = static_cast<std::size_t>(config.limits.callbacks_in_memory);
  limits.backlog_commands = static_cast<std::size_t>(config.limits.backlog_commands);
  limits.agent_changes_per_minute = config.limits.agent_changes_per_minute;
  return limits;
}

}  // namespace

ActiveServer::ActiveServer(ActiveOptions const& options, storage::TakenCell taken,
                           Prepared prepared)
    : config_(options.config),
      port_(std::move(prepared.port)),
      keeper_(std::move(taken.keeper)),
      journal_(journal_options(options, taken.epoch), std::move(taken.session)),
      records_(std::move(prepared.records)),
      voice_(make_voice(options.voice, engine_thread_.context,
                        [this] { return engine_->site()->dialling.max_call_minutes > 0; })) {
  for (auto const& row : taken.recovered.unreadable) ++rows_left_out_[row.table];
  engine_ =
      std::make_unique<engine::Engine>(engine_thread_.context, journal_, *voice_.gateway, clock_,
                                       hub_, std::move(taken.recovered), engine_options(options));
  edge::EdgeOptions edge_options;
  edge_options.agent_origins = config_.http.agent_origins;
  edge_options.logins.address_failures = config_.limits.login_failures_per_address;
  edge_options.login_hash = edge::LoginSourceHasher(options.keys.present);
  edge_options.reads_per_source_per_minute = config_.limits.reads_per_source_per_minute;
  edge_options.agent_changes_per_minute = config_.limits.agent_changes_per_minute;
  edge_options.key_network_hash =
      edge::KeyedHash(options.keys.present, "callbackd: networks of keys");
  edge_options.trail = {edge::KeyedHash(options.keys.present, "callbackd: sources in the log"),
                        config_.log.addresses};
  edge_options.session_time = std::chrono::hours(config_.limits.session_hours);
  edge_ = std::make_unique<edge::Edge>(
      *engine_, *records_, clock_, hub_,
      edge::ManageTokens(options.keys.present, options.keys.previous), edge_options);
}

// Ends the threads first, and then the parts that the threads used. The engine's thread comes
// first, because it may still pass something to the other threads.
ActiveServer::~ActiveServer() {
  engine_thread_.end();
  voice_.gateway->stop();
  port_->end_threads();
  edge_->stop();
  records_.reset();
  port_->close();
}

// Makes the options of the engine. The functions in them are called only while the engine runs, so
// edge_ and records_ exist then.
engine::EngineOptions ActiveServer::engine_options(ActiveOptions const& options) {
  engine::EngineOptions made{edge::random_hash_key()};
  made.limits = limits_of(config_);
  made.instance = edge::base64url(edge::random_bytes(9));
  made.encode_answer = wire::encode_answer;
  made.on_fatal = options.on_fatal;
  made.on_access_changed = [this] { edge_->access_changed(); };
  made.load_definition = [this](std::int64_t version, auto done) {
    records_->ask(records::FindDefinition{version}, [version, done = std::move(done)](auto json) {
      if (json.has_error()) return done({});
      if (!*json) return done({nullptr, {}, "the definition could not be read back"});
      auto stored = site_from_json((*json)->json, version);
      done({stored.site, std::move((*json)->moves), stored.unreadable});
    });
  };
  return made;
}

void ActiveServer::start(std::function<void()> ready) {
  engine_thread_.run();
  engine_->start([this, ready = std::move(ready)] {
    if (keeper_) keeper_->request_stop();
    ready();
  });
}

void ActiveServer::serve() {
  port_->serve(edge_->handlers());
}

// Drains the server in an order that matters. First, new requests are refused, so that the engine
// has only a limited amount of work left. The cell is given up only after the engine has committed
// everything. Agents' connections are closed last, because then another server can already accept
// these agents.
void ActiveServer::drain(std::function<void()> done) {
  on_drained_ = std::move(done);
  port_->refuse_from_now_on();
  edge_->drop_waiting_logins();
  engine_->drain([this] {
    if (keeper_) keeper_->request_stop();
    journal_.give_up_cell();
    close_agent_connections();
  });
}

void ActiveServer::close_agent_connections() {
  if (!agents_closed_.exchange(true)) port_->drain(on_drained_);
}

Figures ActiveServer::figures() const {
  return Figures{
      engine_->figures(), port_->counts(), true,           engine_->stalled(),      voice_.figures,
      edge_->logins(),    edge_->trail(),  rows_left_out_, edge_->limits_reached(), {}};
}

void ActiveServer::ask_engine(std::function<void()> answer) {
  boost::asio::post(engine_thread_.context, std::move(answer));
}

}  // namespace callbackd::app
