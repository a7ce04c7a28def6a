#include "core/commands/restore.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include "base/check.hpp"
#include "core/commands/voice_events.hpp"
#include "core/commands/zone_changes.hpp"
#include "core/messages/callback_columns.hpp"
#include "core/read/dialling.hpp"
#include "core/read/next_instant.hpp"
#include "core/rules/agent_state.hpp"
#include "core/rules/offers.hpp"
#include "core/state/compile_site.hpp"

namespace callbackd::core {
namespace {

AgentEntry& agent_named(World& world, std::string const& login) {
  return world.roster.at(world.names.agents.intern(login), world.names);
}
AgentId agent_id(World& world, std::string const& login) {
  return login.empty() ? kNobody : agent_named(world, login).id;
}

void restore_agent(World& world, AgentRow const& row) {
  auto& agent = agent_named(world, row.login);
  agent.logged_in = row.logged_in;
  agent.ready = row.ready;
  agent.reason = row.reason;
  agent.idle_since = row.idle_since;
  agent.state_since = row.state_since;
}

// Copies one column of a row into the same column of the callback in memory. row_of()
// (read/rows.hpp) does the reverse.
class ColumnToMemory {
 public:
  explicit ColumnToMemory(World& world) : world_{world} {}
  template <typename From, typename To>
  void operator()(Column, From const& from, To& to) const {
    to = from;
  }
  void operator()(Column, std::optional<Instant> const& from, Instant& to) const {
    to = from.value_or(kNever);
  }
  void operator()(Column, std::uint32_t const& from, std::uint16_t& to) const {
    constexpr std::uint32_t kMost = std::numeric_limits<std::uint16_t>::max();
    to = static_cast<std::uint16_t>(std::min(from, kMost));
  }
  void operator()(Column, std::string const& from, QueueId& to) const {
    to = queue_named(world_, from).id;
  }
  void operator()(Column, std::string const& from, AgentId& to) const {
    to = agent_id(world_, from);
  }
  void operator()(Column, std::string const& from, CodeId& to) const {
    to = from.empty() ? kNoCode : world_.names.codes.intern(from);
  }
  void operator()(Column, RequiredSkills const& from, NeedsId& to) const {
    Needs needs;
    for (auto const& [skill, level] : from) {
      needs.push_back({world_.names.skills.intern(skill), level});
    }
    std::sort(needs.begin(), needs.end());
    to = world_.needs.intern(needs);
  }

 private:
  World& world_;
};

void restore_callback(World& world, CallbackRow const& row, ClassedNumber const& phone) {
  Callback& callback = world.callbacks[row.id];
  callback.id = row.id;
  callback.serial = row.serial;
  callback.site = world.names.sites.intern(row.site);
  callback.event_number = row.event_number;
  callback.phone = phone.number;
  callback.number_class = phone.number_class;
  callback.set_extension(phone.extension);
  callback.created_at = row.created_at;
  callback.publishable = row.publishable;
  each_changing_column(ColumnToMemory{world}, row, callback);
  bool const holds = callback.slot_at != kNever;
  if (holds) world.slots.take(callback.queue, callback.slot_at, callback.publishable);
  if (!row.routing_values.empty()) callback.extras().routing_values = row.routing_values;
  world.list(callback);
}

// Restores open offers and interactions. They get the settings that are in force now, because the
// definition under which they were made is not loaded. The work of an agent is put in the order of
// the callbacks' serials, so that every restart has the same order.
void restore_work(World& world, Restored const& restored) {
  for (auto const& row : restored.open_offers) {
    auto& callback = *world.find(row.id.callback);
    auto const& queue = queue_named(world, row.queue);
    callback.offer = std::make_unique<OpenOffer>(OpenOffer{row, queue.settings, world.site});
    agent_named(world, row.agent).work.push_back(&callback);
  }
  for (auto const& row : restored.open_interactions) {
    auto& callback = *world.find(row.id.callback);
    auto const& queue = queue_named(world, row.queue);
    callback.interaction =
        std::make_unique<OpenInteraction>(OpenInteraction{row, queue.settings, world.site});
    agent_named(world, row.agent).work.push_back(&callback);
  }
  for (auto& agent : world.roster.agents()) {
    std::sort(agent.work.begin(), agent.work.end(),
              [](auto const* a, auto const* b) { return a->serial < b->serial; });
  }
}

// Restores the attempts (the tries to call the contact). If an attempt has no end, only the gateway
// knows whether its phone call still lives. So its legs become kAsked until the gateway's snapshot
// reports which of them live (voice_events.cpp). If the callback has no open interaction, the
// contact waits for an agent, so the agent's leg becomes kEnded.
void restore_attempts(World& world, std::vector<AttemptRow> rows) {
  std::sort(rows.begin(), rows.end(), [](auto const& a, auto const& b) { return a.id < b.id; });
  for (auto& row : rows) {
    auto& callback = *world.find(row.id.callback);
    if (!row.ended_at) {
      auto call = std::make_unique<Call>();
      auto const talking = row.on_hold ? CallStatus::kOnHold : CallStatus::kConnected;
      call->status = row.answered_at ? talking : CallStatus::kDialing;
      call->agent.state = LegState::kAsked;
      call->contact.state = LegState::kAsked;
      if (!callback.interaction) {  // the contact waits for an agent
        call->agent.state = LegState::kEnded;
        world.calls_on_hold.insert(callback.id);
      }
      // Sets the instant at which the call reaches its longest allowed time. The contact was
      // dialled a little later than `started_at`, so this instant is a little too early; that is
      // better than too late. If the contact was not dialled yet, the snapshot does not have the
      // contact's leg, and this instant does not matter.
      auto const longest = max_call(world);
      if (longest.count() > 0) call->contact.ends_at = row.started_at + longest;
      callback.call = std::move(call);
    }
    callback.extras().attempts.push_back(std::move(row));
  }
}

// Restores the parties. A party without an end becomes part of the call again, with a leg in state
// kAsked. If its leg was not dialled yet, the snapshot does not have the leg, and the party is
// removed then. The row of the present owner is not a party: it becomes Call::owner and gives the
// owner's leg its number.
void restore_parties(World& world, std::vector<PartyRow> const& rows) {
  for (auto const& row : rows) {
    auto& callback = *world.find(row.attempt.callback);
    if (!callback.call || callback.attempt_id() != row.attempt) continue;
    auto& call = *callback.call;
    call.last_leg = std::max(call.last_leg, static_cast<std::uint16_t>(row.leg));
    if (row.ended_at) continue;
    if (row.role == PartyRole::kOwner) {
      // An earlier version of the server wrote no end into the rows of former owners. This skips
      // such rows.
      bool const owns = callback.interaction && agent_id(world, row.agent) == callback.agent;
      if (!owns) continue;
      call.agent.number = row.leg;
      call.owner = row;
      continue;
    }
    // A target is the person to whom the call is transferred, at a phone number. While there is a
    // target, the owner has left the call already.
    if (row.role == PartyRole::kTarget) call.agent.state = LegState::kEnded;
    Party party;
    party.leg = {row.leg, LegState::kAsked, {}};
    party.row = row;
    if (!row.agent.empty()) {
      auto& agent = agent_named(world, row.agent);
      party.agent = agent.id;
      agent.part_in.push_back(&callback);
    }
    call.parties.push_back(std::move(party));
  }
}

// Counts the posts of the last day again, under the limits that are in force now. Posts of a site
// that is not in the definition any more are skipped, because this site can send no requests.
void restore_limits(World& world, std::vector<RecentPost> const& posts) {
  Instant last = Instant::min();
  for (auto const& post : posts) {
    auto const* site = world.site->find_site(post.site);
    last = std::max(last, post.at);
    if (!site) continue;
    auto const key = post.publishable ? KeyKind::kPublishable : KeyKind::kSecret;
    world.request_limits.take(
        *site, {world.names.sites.intern(post.site), post.phone, key, std::nullopt}, last);
  }
}

// Rebuilds what the core remembers about numbers: the last agent of each number, how often each
// number was dialled, and how many legs each agent and all agents dialled. The legs come from two
// lists: the legs to agents' phones (recent_agent_rings) and the calls (recent_calls). DialRates
// must get the legs in the order of time, so the two lists are merged by time.
void restore_memory(World& world, Restored const& restored) {
  for (auto const& talk : restored.recent_talks) {
    world.last_agents.use(talk.phone) = agent_id(world, talk.agent);
  }
  auto ring = restored.recent_agent_rings.begin();
  auto const count_rings = [&](Instant until) {
    for (; ring != restored.recent_agent_rings.end() && ring->at <= until; ++ring) {
      if (!outside_phone(agent_named(world, ring->agent))) continue;
      world.dial_rates.add_to_all(ring->at);
      if (!ring->asked_by.empty())
        world.dial_rates.add_to_agent(agent_id(world, ring->asked_by), ring->at);
    }
  };
  for (auto const& call : restored.recent_calls) {
    count_rings(call.started_at);
    world.dialled.begin(call.phone, call.started_at, DialledNumbers::Stage::kDialled);
    world.dial_rates.add(agent_id(world, call.agent), call.started_at);
  }
  count_rings(kNever);
}

// Sets `for_opening` (the callback waits for the opening of its queue), which is not stored. It is
// set if the callback is scheduled, has no slot, and its queue is closed and opens next exactly at
// `due_at`. It is also set if a customer asked for exactly that time, because the rows do not show
// the difference.
void list_for_opening(World& world, Instant now) {
  std::vector<std::optional<Instant>> openings;
  for (auto const& queue : world.queues) {
    openings.push_back(queue.offerable(now) ? std::nullopt : queue.next_opening(now));
  }
  bool const all_open = std::none_of(openings.begin(), openings.end(),
                                     [](auto const& opening) { return opening.has_value(); });
  if (all_open) return;
  for (auto& [id, callback] : world.callbacks) {
    bool const waits = callback.state == CallbackState::kScheduled && callback.slot_at == kNever;
    if (!waits || openings[static_cast<std::size_t>(callback.queue)] != callback.due_at) continue;
    world.reposition(callback, [&, &it = callback] { it.for_opening = true; });
  }
}

}  // namespace

// Builds the world from the rows that storage read back. The order matters. Queues and agents must
// exist before callbacks refer to them, callbacks before offers, interactions and attempts, and
// attempts before parties.
void restore_world(World& world, SitePtr site, Restored const& restored) {
  CALLBACKD_CHECK(site);
  compile_site(world, std::move(site));
  for (auto const& row : restored.agents) restore_agent(world, row);
  world.callbacks.reserve(restored.callbacks.size());
  for (auto const& [row, phone] : restored.callbacks) restore_callback(world, row, phone);
  restore_work(world, restored);
  restore_attempts(world, restored.attempts);
  restore_parties(world, restored.parties);
  for (auto const& row : restored.notes) world.find(row.callback)->extras().note = row.text;
  for (auto const& row : restored.exclusions) {
    auto& exclusions = world.find(row.callback)->extras().exclusions;
    exclusions.push_back({agent_id(world, row.agent), row.until});
  }
  for (auto const& one : restored.left_out) {
    auto& agents = world.left_out[one.callback];
    for (auto const& login : one.agents) {
      if (!login.empty()) agents.push_back(agent_id(world, login));
    }
  }
  restore_limits(world, restored.recent_posts);
  restore_memory(world, restored);
  restore_zone_moves(world, restored);
}

AnswerBody handle(Step& step, StartUp const&) {
  auto& world = step.world;
  // A callback is left out if the server could not understand its rows. The core cannot know
  // whether the agents of such a callback are busy with it, or even talk on the phone. So these
  // agents get no offers until they become Ready again themselves.
  for (auto const& [id, agents] : world.left_out) {
    for (auto const agent : agents)
      become_not_ready(step, *world.roster.find(agent), BuiltInReason::kDisconnected);
  }
  for (auto& agent : world.roster.agents()) {
    auto const work = agent.work;
    for (auto* callback : work) {
      if (callback->offer) rescind(step, *callback);
    }
    if (agent.logged_in || !agent.work.empty()) start_grace(step, agent);
  }
  list_for_opening(world, step.now);
  // Timers are not stored, so each is computed again. A callback that this step has touched gets
  // its timer in Step::finish(). Usually the timers that are due run in this same step. But if
  // windows must be moved for a new zone database, no timer runs until all of them are moved.
  for (auto& [id, callback] : world.callbacks) {
    if (callback.draft_index == 0) {
      world.timers.set(callback, next_instant(world, callback, step.now));
    }
  }
  order_snapshot(step);
  return Nothing{};
}

}  // namespace callbackd::core
