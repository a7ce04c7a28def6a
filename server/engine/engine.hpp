// The loop around the core: gathers commands into batches, commits each in one transaction, then
// releases answers, notifications and voice orders in order. One thread owns it; submit… and stop
// are safe from any thread and only post. Never releases what is not committed, reads and refusals
// included; never dials for a server that lost its lease.
#pragma once
#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "base/bounds.hpp"
#include "base/hash_tables.hpp"
#include "base/limits.hpp"
#include "core/core.hpp"
#include "engine/commit_times.hpp"
#include "engine/ports.hpp"

namespace callbackd::engine {

using DetailsMap = base::IdMap<base::CallbackId, core::DetailsPtr>;

struct Reply {
  core::AnswerBody body;
  DetailsMap details;       // of every callback that `body` shows to an agent
  std::string answer_json;  // not empty: the remembered first answer to this request_id, to be sent
                            // as it is
  bool is_error = false;    // of answer_json
  std::optional<base::CallbackId>
      repeated;  // the Idempotency-Key was used for this callback before; `body` is its state now
};
// Called once, on the engine's thread after the commit (a refusal for overload or draining: at
// once, on the caller's); must only post and return.
using OnReply = std::function<void(Reply)>;

struct IdempotencyKey {
  std::string site;
  base::Uuid key_hash;
  base::Uuid body_hash;
};

struct AgentRequest {  // who asks, and under which request_id; empty: not to be remembered
  base::AgentId agent{};
  std::string login;
  std::string request_id;
  base::Uuid request_hash;  // of method and params: a repeat with others is refused (kInvalidFields
                            // on request_id)
  std::uint64_t connection = 0;  // refused (kUnauthenticated) unless it controls the agent
  base::Bound bound = base::Bound::kConnectionRate;  // of what is asked (agent_limits.hpp)
};

struct SessionRequest {
  std::string login;
  std::uint64_t connection = 0;   // unique among all connections of this process, never 0
  std::string resume_session_id;  // empty: none
  std::uint64_t resume_last_seq = 0;
};
struct SessionReply {
  Reply reply;  // SessionView or Refusal
  std::string session_id;
  std::uint64_t seq = 0;  // the last notification that the client has or the snapshot contains: the
                          // next one is seq + 1
  bool resumed = false;
  base::Instant at{};  // the core's time, which deadlines and notifications are in
  // Sent right after the answer; later ones come through AgentLinks::notify, without a gap.
  std::vector<AgentLinks::NotificationPtr> missed;
};

struct Pong {
  std::optional<core::Refusal> refusal;
  base::Instant at{};     // as SessionReply::at
  std::uint64_t seq = 0;  // of the last notification that went out
};

struct ProposedSite {  // neither a site nor a refusal: it could not be read just now
  core::SitePtr site;
  core::QueueMoves moves;
  std::string refusal;
};

struct EngineOptions {
  explicit EngineOptions(base::HashKey key) : hash_key(key) {}

  base::HashKey hash_key;  // random
  base::Limits limits;
  std::string instance;  // unique for each start: part of every session_id
  // Writes an answer as result or error object, for request_id memory.
  std::function<std::pair<std::string, bool>(core::AnswerBody const&, DetailsMap const&)>
      encode_answer;
  // Loads a proposed site definition and checks it. Called on the engine's thread, answers on any.
  std::function<void(std::int64_t version, std::function<void(ProposedSite)>)> load_definition;
  // What users, keys and tokens may do is another since the commit before, or a definition came
  // into force. Called on the engine's thread, must only post and return.
  std::function<void()> on_access_changed;
  std::function<void(std::string why)> on_fatal;  // fenced, broken: the program ends
};

struct EngineFigures {  // read by metrics from any thread
  std::atomic<std::uint64_t> commands{0}, batches{0}, backlog{0};
  std::atomic<std::uint64_t> refused_backlog{0}, offers{0}, answers{0};
  std::array<std::atomic<std::uint64_t>, core::kCallbackStates> callbacks{};  // by CallbackState
  std::atomic<std::uint64_t> agents_connected{0}, agents_ready{0};
  std::atomic<std::uint64_t> dials_in_last_hour{0}, dials_per_hour{0};
  std::atomic<std::uint64_t> inert_parts{0};  // of the definition in force
  std::atomic<std::uint64_t> simulated_attempts{0};
  std::array<std::atomic<std::uint64_t>, core::kRequestLimitCount>
      limits_reached{};  // RequestLimit
  CommitTimes commits;
};

class Engine {
 public:
  Engine(boost::asio::io_context& context, Journal& journal, VoiceGateway& voice,
         Clock const& clock, AgentLinks& links, Recovered recovered, EngineOptions options);
  ~Engine();

  // Runs StartUp and the first batch; `ready` is called after its commit.
  void start(std::function<void()> ready);
  // Commits what was taken in, releases it, then calls `done`. Later intake is refused
  // (kUnavailable), everything else dropped.
  void drain(std::function<void()> done);

  // Intake is refused at once with kUnavailable beyond Limits::backlog_commands, while nothing can
  // be committed and while draining; agents' requests go first, and are refused only beyond
  // Limits::backlog_agent_requests.
  void submit(core::CommandBody body, OnReply reply);
  void post_callback(core::PostCallback body, std::optional<IdempotencyKey> key, OnReply reply);
  void agent_request(AgentRequest request, core::CommandBody body, OnReply reply);
  void open_session(SessionRequest request, std::function<void(SessionReply)> reply);
  // Waits for no commit, so that a client knows a slow database from a dead link.
  void ping(base::AgentId agent, std::uint64_t connection, std::function<void(Pong)> reply);
  void connection_lost(std::uint64_t connection);  // ignored unless it controls an agent

  core::SitePtr site() const;  // in force; any thread
  // One was proposed: do not wait for the next commit to tell. Any thread.
  void look_for_definition();
  bool stalled() const;  // nothing can be committed just now; any thread
  // Whether what was released may still leave: the lease is held, or the cell was given up in good
  // order. Any thread.
  bool may_tell() const;
  // Whether intake is taken just now; any thread. For those who would do much before they ask.
  bool takes_intake() const;
  EngineFigures const& figures() const;
  core::Core const& core() const;   // engine's thread; for the simulation, to sweep and render
  base::Instant core_time() const;  // engine's thread; of the last look at the clock

 private:
  class Loop;
  std::shared_ptr<Loop> loop_;
};

}  // namespace callbackd::engine
