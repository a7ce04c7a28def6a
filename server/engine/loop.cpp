#include "engine/loop.hpp"

#include <spdlog/spdlog.h>

#include "base/check.hpp"
#include "base/quoted.hpp"
#include "engine/engine.hpp"

namespace callbackd::engine {

using namespace std::chrono_literals;

Loop::Loop(boost::asio::io_context& context, Journal& journal, VoiceGateway& voice,
           Clock const& clock, AgentLinks& links, Recovered recovered, EngineOptions options)
    : context_(context),
      journal_(journal),
      voice_(voice),
      clock_(clock),
      links_(links),
      options_(std::move(options)),
      core_(options_.hash_key, options_.limits.callbacks_in_memory),
      time_(recovered.last_committed_at),
      serial_(static_cast<std::uint64_t>(recovered.last_serial)),
      journal_seq_(recovered.journal_seq),
      memory_(options_.hash_key, options_.limits, std::move(recovered.remembered)),
      agent_limits_(options_.limits),
      keys_(options_.hash_key),
      details_(std::move(recovered.details)),
      lease_until_(clock.steady_now() + journal.lease()),
      deadline_alarm_(clock.make_alarm(context)),
      heartbeat_alarm_(clock.make_alarm(context)),
      site_(recovered.site) {
  core_.restore(recovered.site, recovered.state);
}

void Loop::start(std::function<void()> ready) {
  on_ready_ = std::move(ready);
  voice_.start([weak = weak_from_this()](core::VoiceEvent event) {
    if (auto self = weak.lock()) {
      self->submit([raw = self.get(), event = std::move(event)] { raw->step(event); });
    }
  });
  submit([self = shared_from_this()] {
    self->step(core::StartUp{});
    self->arm_heartbeat();
  });
}

void Loop::drain(std::function<void()> done) {
  draining_ = true;
  end_behind_agents(std::move(done));
}

// Adds a marker task that ends the drain after all tasks that came before it. The marker is in the
// intake lane (queue of the inbox). The agents' lane goes first, but each Inbox::take() leaves a
// part for intake. So the marker may be reached while tasks of agents still wait. Then it goes to
// the end of the intake lane again. This repeats only a few times, because new requests of agents
// are refused during a drain (takes_agents).
void Loop::end_behind_agents(std::function<void()> done) {
  submit(
      [self = shared_from_this(), done = std::move(done)]() mutable {
        if (self->inbox_.size(Lane::kAgents) > 0) return self->end_behind_agents(std::move(done));
        self->on_drained_ = std::move(done);
      },
      Lane::kIntake);
}

void Loop::submit(Inbox::Task task, Lane lane) {
  if (inbox_.push(lane, std::move(task))) {
    boost::asio::post(context_, [self = shared_from_this()] { self->take_tasks(); });
  }
}

bool Loop::takes_intake() {
  if (draining_.load(std::memory_order_relaxed)) return false;
  auto const waiting = inbox_.size(Lane::kIntake) + figures.backlog.load(std::memory_order_relaxed);
  // While nothing can be committed, a website's request is refused immediately. Otherwise it would
  // wait for an answer that may never come.
  if (waiting < options_.limits.backlog_commands && !journal_.stalled()) return true;
  figures.refused_backlog.fetch_add(1, std::memory_order_relaxed);
  return false;
}

bool Loop::takes_agents() const {
  if (draining_.load(std::memory_order_relaxed)) return false;
  return inbox_.size(Lane::kAgents) < options_.limits.backlog_agent_requests;
}

core::SitePtr Loop::site() const {
  std::lock_guard const lock(site_mutex_);
  return site_;
}

void Loop::take_tasks() {
  constexpr std::size_t kChunk = 256;
  while (!ended_ && !on_drained_) {  // tasks after the drain's marker are not done
    if (in_flight_ && gathering_.commands >= options_.limits.batch_commands)
      return;  // on_committed() calls take_tasks() again
    auto tasks = inbox_.take(kChunk);
    if (tasks.empty()) break;
    for (auto& task : tasks) task();
    flush();
  }
  flush();
  arm_deadline();
  // After the engine has ended, tasks are dropped together with their reply callbacks. When the
  // callback of an HTTP request is destroyed, the client gets the answer that the server is ending.
  // So the client does not wait for an answer that never comes.
  while (ended_ && !inbox_.take(kChunk).empty()) {
  }
}

base::Instant Loop::core_now() {
  return time_.advance(clock_.now(), journal_.stalled());
}

base::Instant Loop::step(core::CommandBody body) {
  auto const now = core_now();
  core_.step(now,
             core::Command{base::Serial{++serial_}, core::RequestRef::kNobody, std::move(body)},
             gathering_.effects);
  gathering_.at = now;
  ++gathering_.commands;
  return now;
}

bool Loop::durable() const {
  return !gathering_.effects.records.empty() || !gathering_.idempotency.empty() ||
         !gathering_.remembered.empty();
}

void Loop::flush() {
  if (in_flight_ || ended_) return;
  if (!durable() && gathering_.effects.releases.empty()) {
    gathering_.commands = 0;
    if (on_drained_) {
      // The lease ran out, for example because the process was frozen. So a commit is made, which
      // shows whether another server has become the active one.
      if (!holds_lease()) return commit();
      // on_drained_ is the function that ActiveServer gave to drain(). That function ends the
      // lease, so that a standby can take over. After that this server must not commit anything,
      // not even a heartbeat.
      ended_ = true;
      // Messages that were already released may still be sent, even if the receivers read slowly.
      // So the lease no longer limits them.
      lease_until_ = std::chrono::steady_clock::time_point::max();
      std::exchange(on_drained_, nullptr)();
    }
    return;
  }
  // If the gathered batch has nothing to commit, it is released without a commit. No batch is in
  // flight, so its answers show only durable state. There are three exceptions, in which a commit
  // is made. Before the first commit, nothing is released. If the lease has run out, the commit
  // takes it again. If details of a callback must be fetched, the commit fetches them.
  if (!durable() && !on_ready_ && holds_lease() && details_.wanted(gathering_.effects).empty()) {
    auto batch = std::exchange(gathering_, PendingBatch{});
    batch.details = details_.shown(batch.effects);
    committed_.push_back(std::move(batch));
    return release_committed();
  }
  commit();
}

void Loop::commit() {
  Batch batch;
  batch.journal_seq = ++journal_seq_;
  batch.at = gathering_.at == base::Instant{} ? time_.last() : gathering_.at;
  batch.last_serial = base::Serial{serial_};
  batch.wanted = details_.wanted(gathering_.effects);
  gathering_.details = details_.shown(gathering_.effects);
  gathering_.held_callbacks = held_after(gathering_.effects.records);
  details_.forget_ended(gathering_.effects.records);
  PendingBatch next;
  next.effects.records.make_room_like(gathering_.effects.records);
  next.effects.releases.reserve(gathering_.effects.releases.size());
  next.replies.reserve(gathering_.replies.size());
  gathering_.definitions = gathering_.effects.records.definitions;
  batch.records = std::move(gathering_.effects.records);
  batch.idempotency = std::move(gathering_.idempotency);
  batch.remembered = std::move(gathering_.remembered);
  in_flight_ = std::exchange(gathering_, std::move(next));
  figures.backlog.store(in_flight_->commands, std::memory_order_relaxed);
  commit_handed_ = clock_.steady_now();
  journal_.commit(std::move(batch), [weak = weak_from_this()](Committed committed) {
    auto self = weak.lock();
    if (!self) return;
    boost::asio::post(self->context_, [self, committed = std::move(committed)]() mutable {
      self->on_committed(std::move(committed));
    });
  });
}

void Loop::on_committed(Committed committed) {
  if (ended_) return;
  if (committed.status != CommitStatus::kCommitted) return fail(std::move(committed.why));
  auto const now = clock_.steady_now();
  // If the journal does not say when it sent the batch, the lease counts from the hand-over of the
  // batch to the journal. The hand-over is earlier than the sending. So this server may stop
  // earlier than it must, but never later.
  auto const unsaid = committed.sent_at == std::chrono::steady_clock::time_point{};
  lease_until_ = (unsaid ? commit_handed_ : committed.sent_at) +
                 (committed.lease > base::Duration{0} ? committed.lease : journal_.lease());
  figures.batches.fetch_add(1, std::memory_order_relaxed);
  figures.commits.add(std::chrono::duration_cast<std::chrono::microseconds>(now - commit_handed_));
  auto batch = std::move(*in_flight_);
  in_flight_.reset();
  details_.learn(committed.details, batch.held_callbacks);
  batch.details.merge(committed.details);
  figures.commands.fetch_add(batch.commands, std::memory_order_relaxed);
  figures.backlog.store(gathering_.commands, std::memory_order_relaxed);
  bool const adopted = log_decisions(batch);
  bool const changed =
      std::exchange(access_version_, committed.access_version) != committed.access_version;
  if ((adopted || changed) && options_.on_access_changed) options_.on_access_changed();
  committed_.push_back(std::move(batch));
  if (!holds_lease()) {
    // The commit took longer than the lease, so another server may have become the active one. The
    // next commit shows whether that happened. If it did not happen, that commit takes the lease
    // again.
    spdlog::warn("engine.commit_outlasted_lease hint={}",
                 base::quoted("nothing is released before the next commit"));
    return commit();
  }
  if (durable()) commit();  // the database works on the next batch while this one is released
  release_committed();
  if (committed.proposed_definition > 0) adopt_proposed(committed.proposed_definition);
  // A definition may have been proposed while no server ran. It is decided first, and only then is
  // `ready` called. So the first request already meets the right definition.
  if (on_ready_ && !loading_definition_) std::exchange(on_ready_, nullptr)();
  take_tasks();
}

void Loop::look_for_definition() {
  submit(
      [self = shared_from_this()] {
        if (!self->in_flight_) self->commit();
      },
      Lane::kIntake);
}

void Loop::adopt_proposed(std::int64_t version) {
  if (loading_definition_ || version <= core_.site()->version) return;
  loading_definition_ = true;
  options_.load_definition(version, [self = shared_from_this(), version](ProposedSite proposed) {
    self->submit([self, version, proposed = std::move(proposed)] {
      self->loading_definition_ = false;
      if (version <= self->core_.site()->version) return;
      if (!proposed.site && proposed.refusal.empty())
        return;  // The definition could not be read just now. The next commit tries again.
      if (!proposed.site) {
        self->gathering_.effects.records.add(core::DefinitionRow{version, false, proposed.refusal});
        return;
      }
      self->step(core::AdoptDefinition{proposed.site, proposed.moves});
      std::lock_guard const lock(self->site_mutex_);
      self->site_ = self->core_.site();
    });
  });
}

// Logs which definitions the batch adopted or refused. Returns true if it adopted one.
bool Loop::log_decisions(PendingBatch const& batch) {
  bool adopted = false;
  for (auto const& row : batch.definitions) {
    if (row.adopted) {
      spdlog::info("definition.adopted version={}", row.version);
      adopted = true;
    } else {
      spdlog::warn("definition.refused version={} reason={}", row.version,
                   base::quoted(row.refusal));
    }
  }
  return adopted;
}

bool Loop::holds_lease() const {
  return clock_.steady_now() < lease_until_.load(std::memory_order_relaxed);
}

void Loop::fail(std::string why) {
  if (std::exchange(ended_, true)) return;
  lease_until_ = std::chrono::steady_clock::time_point::min();
  spdlog::critical("engine.ends reason={}", base::quoted(why));
  options_.on_fatal(std::move(why));
}

void Loop::arm_deadline() {
  auto const next = core_.next_deadline();
  if (next == deadline_armed_ || ended_) return;
  deadline_armed_ = next;
  if (next == base::kNever) {
    deadline_alarm_->cancel();
    return;
  }
  auto const now = core_now();
  auto const wait = std::max(next - now, base::Duration{0});
  deadline_alarm_->ring_after(
      std::min<std::chrono::steady_clock::duration>(wait, 1h), [weak = weak_from_this()] {
        auto self = weak.lock();
        if (!self || self->ended_) return;
        self->deadline_armed_ = base::kNever;
        // The gathered batch is full, so the core does nothing about this deadline now. When
        // on_committed() calls take_tasks(), the alarm is set again.
        if (self->in_flight_ && self->gathering_.commands >= self->options_.limits.batch_commands)
          return;
        auto const now = self->core_now();
        if (now >= self->core_.next_deadline()) self->step(core::Tick{});
        self->flush();
        // While nothing can be committed, the core's time stands still. An alarm for this deadline
        // would then ring immediately, again and again. So the engine looks again 100 ms later.
        if (self->journal_.stalled()) {
          self->deadline_alarm_->ring_after(100ms, [weak] {
            if (auto held = weak.lock()) held->arm_deadline();
          });
          return;
        }
        self->arm_deadline();
      });
}

void Loop::arm_heartbeat() {
  // There are two reasons why the alarm rings this often. First, the lease must not be lost when
  // one or two heartbeats fail. Second, a change in the database (of users, keys or tokens, or a
  // proposed definition) must be noticed within two seconds.
  auto const every =
      std::clamp<std::chrono::steady_clock::duration>(journal_.lease() / 4, 20ms, 500ms);
  heartbeat_alarm_->ring_after(every, [weak = weak_from_this()] {
    auto self = weak.lock();
    if (!self || self->ended_) return;
    // The journal logs a stall only when stalled() is called, so it is called here regularly.
    static_cast<void>(self->journal_.stalled());
    auto const quiet = self->clock_.steady_now() - self->commit_handed_;
    if (!self->in_flight_ &&
        quiet >= std::min<std::chrono::steady_clock::duration>(self->journal_.lease() / 4, 1s)) {
      self->commit();
    }
    self->arm_heartbeat();
  });
}

// The members of Engine, which forward to Loop. Those that take requests are in requests.cpp.
Engine::Engine(boost::asio::io_context& context, Journal& journal, VoiceGateway& voice,
               Clock const& clock, AgentLinks& links, Recovered recovered, EngineOptions options)
    : loop_(std::make_shared<Loop>(context, journal, voice, clock, links, std::move(recovered),
                                   std::move(options))) {}

Engine::~Engine() = default;

void Engine::start(std::function<void()> ready) {
  loop_->start(std::move(ready));
}
void Engine::drain(std::function<void()> done) {
  loop_->drain(std::move(done));
}

core::SitePtr Engine::site() const {
  return loop_->site();
}
void Engine::look_for_definition() {
  loop_->look_for_definition();
}
bool Engine::stalled() const {
  return loop_->stalled();
}

bool Engine::may_send() const {
  return loop_->holds_lease();
}
bool Engine::takes_intake() const {
  return loop_->takes_intake();
}
EngineFigures const& Engine::figures() const {
  return loop_->figures;
}
core::Core const& Engine::core() const {
  return loop_->core();
}
base::Instant Engine::core_time() const {
  return loop_->core_time();
}

}  // namespace callbackd::engine
