// Facts is everything that the Checker knows. It is made from the committed records alone. It also
// has the rules by which the Checker judges the next event. These rules were written apart from the
// core. They use the core's types and the calendar, but none of the core's rules. Checker owns it.
// Main thread.
#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/definition/site_definition.hpp"
#include "core/messages/record.hpp"

namespace callbackd::simulation {

using base::CallbackId;
using base::Duration;
using base::Instant;
using core::CallbackRow;
using core::CallbackState;

struct OfferFacts {
  std::uint32_t number = 0;
  std::string agent;
  Instant opened_at{};
  Instant deadline{};
  core::SitePtr site;    // as it was when the offer was made
  bool in_force = true;  // that definition had the offer's queue
};

struct InteractionFacts {
  std::uint32_t number = 0;
  std::string agent;
  Instant opened_at{};
  core::SitePtr site;
  bool called = false;  // a call of this interaction has ended
};

struct PartyFacts {  // somebody beside contact and owner, by the events
  std::string role;
  std::string agent;  // empty: somebody outside
  bool joined = false;
};

// Only the client of this agent asks to end a conference for everyone (EndCall with `everyone`).
// When the client of another agent ends its call, only its agent leaves the conference. The people
// who stay talk on.
inline constexpr std::string_view kEndsForEveryone = "alice";

struct ChangesFacts {  // the changes by one kind of asker
  std::vector<Instant> at;
  std::uint32_t numbers = 0;  // changes to another phone number
};

struct CallbackFacts {
  CallbackRow row;
  std::vector<CallbackRow> history;  // the row after each event
  std::size_t told = 0;              // index in `history`: nothing older may be sent any more
  std::set<base::PhoneNumber> phones;
  std::optional<OfferFacts> offer;
  std::optional<InteractionFacts> interaction;
  bool in_call = false;    // an attempt is open; without an interaction its contact waits on hold
  bool abandoned = false;  // the contact hung up while waiting; the next event says what follows
  std::map<std::int64_t, PartyFacts> parties;  // by leg
  struct EndForAll {
    Instant at{};
    std::string heir;
  };
  std::optional<EndForAll> ended_for_all;
  std::map<std::string, Instant> exclusions;  // by login: the end of each exclusion
  Instant changed_at{};                       // the instant of its last event
  bool acknowledged = false;
  ChangesFacts by_token, by_key;
  std::uint32_t judged_version = 1;  // of the person: changes of the number are counted up to it
  // Whether the callback's queue had slots when the callback was created. nullopt: this is not
  // known.
  std::optional<bool> queue_had_slots;
};

struct AgentFacts {
  core::AgentRow row;
  int in_hand = 0;  // offers and interactions
  int part_in = 0;  // calls of others in which the agent is asked, consulted or a member
};

// What the agents' clients have asked the server for, and which agents are connected. The journal
// gets a copy with each batch, so that the Checker can judge the batch by it.
struct Asked {
  std::map<std::string, bool> connected;   // by login, as stepped
  std::map<std::string, Instant> lost_at;  // of those not connected; in core time
  std::set<std::string> uncertain;         // agents whose logout is on its way
  std::set<std::string> ready, not_ready, opened, logged_out;  // since the batch before
  bool started = false;  // StartUp was asked since the batch before
};

struct Facts {
  std::map<CallbackId, CallbackFacts> callbacks;
  std::map<std::string, AgentFacts> agents;
  std::map<base::OfferId, core::OfferRow> offers;
  std::map<base::InteractionId, core::InteractionRow> interactions;
  std::map<base::AttemptId, core::AttemptRow> attempts;
  std::map<core::LegId, core::PartyRow> parties;
  std::set<base::AttemptId> open_calls;  // without calls that ended in an earlier batch
  std::map<base::InteractionId, std::set<std::string>> owners;  // all owners so far
  std::map<std::int64_t, core::SitePtr> sites;                  // all versions of the definition
  core::SitePtr site;                                           // the definition in force
  // For each queue the last definition that had this queue. Only definitions that the present
  // server knows are looked at. For a queue that none of them had, settings_of() adds a definition
  // with default settings.
  std::map<std::string, core::SitePtr> last_with;
  Instant at{};  // the time of the last batch
  base::Serial serial{};

  CallbackFacts* find(CallbackId id) {
    auto const found = callbacks.find(id);
    return found == callbacks.end() ? nullptr : &found->second;
  }
  // The parties who are in the open call of this attempt, in the order in which they were asked.
  // The contact and the owner are not among them.
  std::vector<core::PartyRow const*> others_in(base::AttemptId attempt) const;
  // Whether the agent owns a call. Agents who take part in a call of another agent are counted in
  // AgentFacts::part_in.
  bool in_own_call(std::string const& login) const;
  void adopt(core::SitePtr adopted);
  // Forgets the queues that the definition in force does not have. Called for a new server, because
  // it knows only the definition in force.
  void forget_queues();
  // The definition whose settings count for callbacks in this queue. This is the definition in
  // force, if it has the queue. If not, it is the last definition that had the queue. If no
  // definition had it, the queue has the default settings.
  core::SitePtr settings_of(std::string const& queue);
};

std::string name(CallbackId id);
// Returns the name of the first column in which the rows differ. Empty: the rows are equal.
std::string difference(CallbackRow const& a, CallbackRow const& b);
std::string_view text_in(core::EventRow const& event, std::string_view key);

// These functions apply the rules of a definition, without the core's code.
core::Queue const* queue_in(core::SitePtr const& site, std::string const& name);
calendar::OfficeHours const* hours_of(core::SitePtr const& site, core::Queue const& queue);
bool serves(core::SitePtr const& site, core::Agent const& agent, std::string const& queue);
bool open_at(core::SitePtr const& site, core::Queue const& queue, Instant at);
// Whether the queue is open, and stays open long enough. The time must be enough for an offer until
// its deadline, and for the call that follows.
bool offerable_at(core::SitePtr const& site, core::Queue const& queue, Instant at);
// Returns why this agent may not have this callback now. An empty text means that the agent may
// have it.
std::string unfit(core::SitePtr const& site, CallbackFacts const& callback,
                  core::Agent const& agent, Instant at);
// Whether the first callback comes before the second one, for an agent who serves the queues of
// both.
bool comes_before(core::SitePtr const& site, CallbackFacts const& first,
                  CallbackFacts const& second, Instant at);

}  // namespace callbackd::simulation
