// Loop is the inside of Engine. A batch is in three places, one after the other:
//  gathering_   steps add records and releases to it;
//  in_flight_   handed to the journal; at most one;
//  committed_   durable: its releases go out in order.
// flush() looks at gathering_ whenever no batch is in flight: it commits it, or releases it at once
// if it has only reads. on_committed() hands over the next batch before it releases the one that
// just became durable, so the database works while answers are sent.
// Everything runs on the engine's thread except the functions marked "any thread".
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

// Invariants: releases go out in the order in which the core gave them, over all batches. A release
// goes out only when its batch is committed and the lease is held. If the lease ran out, the rest
// waits in committed_ until a later commit shows that no other server took the cell over; if one
// did, fail() ends the engine and nothing more goes out.
class Loop : public std::enable_shared_from_this<Loop> {
 public:
  Loop(boost::asio::io_context& context, Journal& journal, VoiceGateway& voice, Clock const& clock,
       AgentLinks& links, Recovered recovered, EngineOptions options);

  void start(std::function<void()> ready);
  void drain(std::function<void()> done);
  bool draining() const { return draining_.load(std::memory_order_relaxed); }  // any thread
  void submit(Inbox::Task task, Lane lane = Lane::kAgents);                    // any thread
  bool takes_intake();        // any thread: false beyond the backlog limit or while draining
  bool takes_agents() const;  // any thread: false only far beyond what agents can ask for

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
  // The requester that waits for the answer at effects.releases[release], with the rest of the
  // reply.
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
    base::Instant at{};                  // core time of the last step
    DetailsMap details;                  // what the releases show; complete after the commit
    std::vector<base::CallbackId> held;  // see held_after()
    std::size_t released = 0;            // how many of effects.releases went out
    std::vector<core::DefinitionRow> definitions;  // which the batch decided
  };

  base::Instant core_now();  // moves the core's time on, unless nothing can be committed
  base::Instant step(core::CommandBody body);
  // Returns the index of its answer in effects.releases.
  std::size_t ask(core::CommandBody body, OnReply reply);
  core::AnswerBody const& answer_at(std::size_t index) const;
  // Adds an answer that the core did not give; returns its index.
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
  // Updates the figures that are read off the core.
  void update_figures();
  void warn_of_dials(core::Census const& census);
  bool release(PendingBatch& batch);  // false: the lease ran out, the rest waits
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
  std::vector<AgentLog> logs_;  // by AgentId; follow what is released
  // by AgentId: the connection in control; follow what is stepped
  std::vector<std::uint64_t> controllers_;
  std::map<std::uint64_t, base::AgentId> controlled_;  // controllers_ the other way round
  std::uint64_t sessions_opened_ = 0;

  Inbox inbox_;
  PendingBatch gathering_;
  std::optional<PendingBatch> in_flight_;
  std::deque<PendingBatch>
      committed_;  // not released yet: more than one only when the lease ran out meanwhile
  std::chrono::steady_clock::time_point commit_handed_;
  // With the margin taken off, see Journal::lease().
  std::atomic<std::chrono::steady_clock::time_point> lease_until_;
  std::unique_ptr<Alarm> deadline_alarm_;
  base::Instant deadline_armed_ = base::kNever;
  std::unique_ptr<Alarm> heartbeat_alarm_;
  bool loading_definition_ = false;
  bool dials_are_near_limit_ = false;
  std::atomic<bool> draining_{false};
  bool ended_ = false;  // failed, or drained: nothing is stepped, written or released any more
  std::function<void()> on_ready_;
  std::function<void()> on_drained_;
  mutable std::mutex site_mutex_;
  core::SitePtr site_;
};

}  // namespace callbackd::engine
