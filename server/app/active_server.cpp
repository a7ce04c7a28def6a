#include "app/active_server.hpp"

#include <spdlog/spdlog.h>

#include <boost/asio/post.hpp>

#include "app/definition_store.hpp"
#include "app/descriptors.hpp"
#include "wire/rpc_answers.hpp"

namespace callbackd::app {
namespace {

storage::JournalOptions journal_options(ActiveOptions const& options, std::int64_t epoch) {
  storage::JournalOptions journal;
  journal.place = options.place;
  journal.epoch = epoch;
  journal.lease = options.config.cell.lease;
  journal.lease_margin = options.config.cell.lease * 3 / 10;
  journal.state_directory = options.config.cell.state_dir;
  return journal;
}

base::Limits limits_of(Config const& config) {
  base::Limits limits;
  limits.callbacks_in_memory = static_cast<std::size_t>(config.limits.callbacks_in_memory);
  limits.backlog_commands = static_cast<std::size_t>(config.limits.backlog_commands);
  return limits;
}

}  // namespace

ActiveServer::ActiveServer(ActiveOptions const& options, storage::Taken taken)
    : config_(options.config),
      tls_(options.tls),
      journal_(journal_options(options, taken.epoch)),
      records_(std::make_unique<storage::RecordStore>(
          storage::RecordStoreOptions{.place = options.place})),
      voice_(engine_loop_.context) {
  engine_ = std::make_unique<engine::Engine>(engine_loop_.context, journal_, voice_, clock_, hub_,
                                             std::move(taken.recovered), engine_options(options));
  edge::EdgeOptions edge_options;
  edge_options.agent_origins = config_.http.agent_origins;
  edge_options.session_time = std::chrono::hours(config_.limits.session_hours);
  edge_ =
      std::make_unique<edge::Edge>(*engine_, *records_, clock_, hub_,
                                   edge::ManageTokens(options.server_key), std::move(edge_options));
  for (int index = 0; index < config_.http.threads; ++index)
    io_loops_.push_back(std::make_unique<Loop>());
}

// Threads first, those that may still hand something to others among them; then what they used.
ActiveServer::~ActiveServer() {
  engine_loop_.end();
  for (auto& loop : io_loops_) loop->end();
  edge_->stop();
  records_.reset();
  listener_.reset();
}

engine::EngineOptions ActiveServer::engine_options(ActiveOptions const& options) {
  engine::EngineOptions made;
  made.limits = limits_of(config_);
  made.instance = edge::base64url(edge::random_bytes(9));
  made.encode_answer = wire::encode_answer;
  made.on_fatal = options.on_fatal;
  made.load_definition = [this](std::int64_t version, auto done) {
    records_->definition(version, [version, done = std::move(done)](auto json) {
      if (json.has_error()) return done(nullptr, "");
      if (!*json) return done(nullptr, "it could not be read back");
      auto stored = site_from_json(**json, version);
      done(stored.site, stored.unreadable);
    });
  };
  return made;
}

void ActiveServer::start(std::function<void()> ready) {
  engine_loop_.run();
  for (auto& loop : io_loops_) loop->run();
  engine_->start(std::move(ready));
}

std::uint16_t ActiveServer::open_port() {
  std::vector<boost::asio::io_context*> contexts;
  for (auto& loop : io_loops_) contexts.push_back(&loop->context);
  edge::ListenOptions listen;
  listen.address = config_.http.address;
  listen.port = static_cast<std::uint16_t>(config_.http.port);
  listen.limits.connections =
      connections_within_descriptors(static_cast<std::size_t>(config_.limits.connections));
  listen.limits.connections_per_address =
      static_cast<std::size_t>(config_.limits.connections_per_address);
  listen.tls = tls_;
  listen.plain_too = config_.tls.plain_http;
  listener_ = std::make_unique<edge::Listener>(std::move(contexts), listen, edge_->handlers());
  return listener_->port();
}

void ActiveServer::drain(std::function<void()> done) {
  auto const commit = [this, done = std::move(done)] {
    engine_->drain([this, done] {
      journal_.give_up_cell();
      done();
    });
  };
  if (!listener_) return commit();
  listener_->drain(commit);
}

Figures ActiveServer::figures() const {
  return Figures{engine_->figures(), listener_ ? listener_->counts() : edge::NetCounts{}, true,
                 engine_->stalled()};
}

void ActiveServer::ask_engine(std::function<void()> answer) {
  boost::asio::post(engine_loop_.context, std::move(answer));
}

}  // namespace callbackd::app
