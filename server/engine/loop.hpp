// Loop implements Engine, which owns it. A batch is first in `gathering_`, where the core's steps
// add records and releases. Then it is in `in_flight_`: the journal has it (at most one batch). At
// last it is in `committed_`: it is durable, and its releases go out in order. Whenever no batch is
// in flight, flush() looks at `gathering_`. If the batch has nothing to commit (for example only
// reads), needs no details from the database, and the lease is held, flush() releases it without a
// commit. Otherwise, and always before the first commit, it commits the batch. When a batch is
// committed, on_committed() hands the next one to the journal before it releases the committed one.
// So the database works while answers are sent. Everything runs on the engine's thread, except
// functions marked "any thread".
#pragma once
#include <atomic>
#include <chrono>
#include <deque>
#include <memory>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <map>

#include "engine/agent_limits.hpp"
#include "engine/agent_log.hpp"
#include "engine/core_time.hpp"
#include "engine/figures.hpp"
#include "engine/inbox.hpp"
#include "engine/messages.hpp"
#include "engine/options.hpp"
#include "engine/recent_keys.hpp"
#include "engine/request_memory.hpp"
#include "engine/shown_details.hpp"

namespace callbackd::engine {

// Invariants:
// - Releases go out in the order in which the core gave them, over all batches.
// - A release goes out only when the lease is held and its batch is committed. A batch that has
// nothing to commit waits only for the batches before it.
// - If the lease ran out, the remaining releases wait in `committed_` until a later commit
// succeeds. Such a commit shows that no other server became the active one. If another did, fail()
// ends the engine and nothing more goes out.
class Loop : public std::enable_shared_from_this<Loop> {
 public:
  Loop(boost::asio::io_context& context, Journal& journal, VoiceGateway& voice, Clock const& clock,
       AgentLinks& links, Recovered recovered, EngineOptions options);

  void start(std::function<void()> ready);
  void drain(std::function<void()> done);
  bool draining() const { return draining_.load(std::memory_order_relaxed); }  // any thread
  void submit(Inbox::Task task, Lane lane = Lane::kAgents);                    // any thread
  // Whether a request of a website would be taken. False if too many wait, if nothing can be
  // committed, or while draining. Any thread.
  bool takes_intake();
  // Whether a request of an agent would be taken. False if far too many of them wait, or while
  // draining. Any thread.
  bool takes_agents() const;

  void run(core::CommandBody body, OnReply reply);
  void run_post(core::PostCallback body, std::optional<IdempotencyKey> key, OnReply reply);
  void run_agent(AgentRequest request, core::CommandBody body, OnReply reply);
  void run_open(SessionRequest request, std::function<void(SessionReply)> reply);
  void run_ping(base::AgentId agent, std::uint64_t connection,
                std::function<void(Pong)> const& reply);
  void run_lost(std::uint64_t connection);

  core::SitePtr site() const;                                            // any thread
  void look_for_definition();                                            // any thread
  bool stalled() const { return journal_.stalled() || !holds_lease(); }  // any thread
  bool holds_lease() const;                                              // any thread
  core::Core const& core() const { return core_; }
  base::Instant core_time() const { return time_.last(); }
  EngineFigures figures;

 private:
  // An answer that somebody waits for. `release` says where it is in effects.releases. The other
  // members say who gets it, and what else belongs into the reply.
  struct PendingReply {
    std::size_t release = 0;  // index in effects.releases
    OnReply reply;
    std::optional<base::CallbackId> first_callback;  // see Reply::first_callback
    std::function<void(SessionReply)> session_reply;
    SessionRequest session;
  };
  struct PendingBatch {
    core::Effects effects;
    std::vector<PendingReply> replies;  // by rising release index
    std::vector<IdempotencyRow> idempotency;
    std::vector<RememberedAnswer> remembered;
    std::size_t commands = 0;
    base::Instant at{};  // core time of the last step
    DetailsMap details;  // details that the releases show; complete after the commit
    std::vector<base::CallbackId> held_callbacks;  // result of held_after() for this batch
    std::size_t released = 0;                      // how many of effects.releases went out
    std::vector<core::DefinitionRow> definitions;  // which the batch adopted or refused
  };

  base::Instant core_now();  // moves the core's time on, except while nothing can be committed
  base::Instant step(core::CommandBody body);
  // Lets the core do the command. Returns the index of the answer in effects.releases.
  std::size_t ask(core::CommandBody body, OnReply reply);
  core::AnswerBody const& answer_at(std::size_t index) const;
  // Adds an answer that does not come from the core. Returns its index in effects.releases.
  std::size_t add_answer(core::AnswerBody body, OnReply reply);
  std::optional<core::Refusal> beyond_limit(std::string const& login, base::Bound bound,
                                            std::size_t note_bytes);
  void remember(AgentRequest const& request, std::size_t answer);

  bool durable() const;  // the gathered batch has something to commit
  void end_behind_agents(std::function<void()> done);
  void take_tasks();
  void flush();
  void commit();
  void on_committed(Committed committed);
  void adopt_proposed(std::int64_t version);
  static bool log_decisions(PendingBatch const& batch);
  void release_committed();
  // Updates those figures for /metrics that are read from the core.
  void update_figures();
  void warn_if_near_dial_limit(core::Census const& census);
  bool release(PendingBatch& batch);  // false: the lease ran out, and the remaining releases wait
  void release_answer(PendingBatch& batch, core::Answer& answer, PendingReply* pending);
  void open_log(core::SessionView const& view, PendingReply& pending, Reply reply);
  void notify(PendingBatch const& batch, core::Notify& notice);
  void fail(std::string why);
  void arm_deadline();
  void arm_heartbeat();
  AgentLog& log(base::AgentId agent);
  std::uint64_t& controller(base::AgentId agent);

  boost::asio::io_context& context_;
  Journal& journal_;
  VoiceGateway& voice_;
  Clock const& clock_;
  AgentLinks& links_;
  EngineOptions options_;

  core::Core core_;
  CoreTime time_;
  std::uint64_t serial_;
  std::uint64_t journal_seq_;
  std::int64_t access_version_ = 0;
  RequestMemory memory_;
  AgentLimits agent_limits_;
  RecentKeys keys_;
  ShownDetails details_;
  std::vector<AgentLog> logs_;  // index: AgentId; a session is entered when its answer is released
  // The connection that controls each agent, by AgentId. It changes as soon as the core has done
  // the command, which is earlier than the commit.
  std::vector<std::uint64_t> controllers_;
  std::map<std::uint64_t, base::AgentId> controlled_;  // the agent that each connection controls
  std::uint64_t sessions_opened_ = 0;

  Inbox inbox_;
  PendingBatch gathering_;
  std::optional<PendingBatch> in_flight_;
  // Committed batches that are not released yet. There is more than one only if the lease ran out.
  std::deque<PendingBatch> committed_;
  std::chrono::steady_clock::time_point commit_handed_;
  // The time until which this server may release, on the steady clock. A safety margin is already
  // subtracted from the lease (Journal::lease()).
  std::atomic<std::chrono::steady_clock::time_point> lease_until_;
  std::unique_ptr<Alarm> deadline_alarm_;
  base::Instant deadline_armed_ = base::kNever;
  std::unique_ptr<Alarm> heartbeat_alarm_;
  bool loading_definition_ = false;
  bool dials_are_near_limit_ = false;
  std::atomic<bool> draining_{false};
  bool ended_ = false;  // after a failure or a drain: nothing is done, written or released any more
  std::function<void()> on_ready_;
  std::function<void()> on_drained_;
  mutable std::mutex site_mutex_;
  core::SitePtr site_;
};

}  // namespace callbackd::engine
