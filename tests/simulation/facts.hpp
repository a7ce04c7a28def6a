// Facts: what the checker knows, folded from the committed event log alone, with the rules that it
// needs to judge the next event. Written apart from the core; shares none of its code but the types
// of rows and the names of their columns. One thread.
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
  bool in_force = true;  // its queue was in that definition
};

struct InteractionFacts {
  std::uint32_t number = 0;
  std::string agent;
  Instant opened_at{};
  core::SitePtr site;
  bool called = false;  // a call of this interaction has ended
};

struct PartyFacts {  // beside contact and owner, by the events
  std::string role;
  std::string agent;  // empty: somebody outside
  bool joined = false;
};

// The only agent who ends a conference for everyone; all others leave and let the rest talk on.
inline constexpr std::string_view kEndsForEveryone = "alice";

struct ChangesFacts {  // by one kind of asker
  std::vector<Instant> at;
  std::uint32_t numbers = 0;  // those that gave another number
};

struct CallbackFacts {
  CallbackRow row;
  std::vector<CallbackRow> history;  // after each event
  std::size_t told = 0;              // index in history: nothing older may be sent any more
  std::set<base::PhoneNumber> phones;
  std::optional<OfferFacts> offer;
  std::optional<InteractionFacts> interaction;
  bool in_call = false;    // an attempt is open; without an interaction it waits on hold
  bool abandoned = false;  // the contact hung up while it waited; the next event says what follows
  std::map<std::int64_t, PartyFacts> parties;  // by leg
  struct EndForAll {
    Instant at{};
    std::string heir;
  };
  std::optional<EndForAll> ended_for_all;
  std::map<std::string, Instant> exclusions;  // by login: until
  Instant changed_at{};                       // of its last event
  bool acknowledged = false;
  ChangesFacts by_token, by_key;
  std::uint32_t judged_version = 1;  // of the person: number changes up to it are counted
  std::optional<bool> bound;         // its queue had slots when it was created; none: not known
};

struct AgentFacts {
  core::AgentRow row;
  int open = 0;     // offers and interactions
  int part_in = 0;  // others' calls: asked, consulted or in the conference
};

// The requests to the server so far, as of the moment at which a batch is handed to the journal.
struct Asked {
  std::map<std::string, bool> connected;                       // by login, as stepped
  std::map<std::string, Instant> lost_at;                      // core time; of those not connected
  std::set<std::string> uncertain;                             // a logout is on its way
  std::set<std::string> ready, not_ready, opened, logged_out;  // since the batch before
  bool started = false;                                        // StartUp was among it
};

struct Facts {
  std::map<CallbackId, CallbackFacts> callbacks;
  std::map<std::string, AgentFacts> agents;
  std::map<base::OfferId, core::OfferRow> offers;
  std::map<base::InteractionId, core::InteractionRow> interactions;
  std::map<base::AttemptId, core::AttemptRow> attempts;
  std::map<core::LegId, core::PartyRow> parties;
  std::set<base::AttemptId> open_calls;  // what ends leaves after the events of its batch
  std::map<base::InteractionId, std::set<std::string>> owners;  // all that it had
  std::map<std::int64_t, core::SitePtr> sites;                  // all versions
  core::SitePtr site;                                           // in force
  // By queue: the last definition that had it, as far as the present server knows.
  std::map<std::string, core::SitePtr> last_with;
  Instant at{};  // of the last batch
  base::Serial serial{};

  CallbackFacts* find(CallbackId id) {
    auto const found = callbacks.find(id);
    return found == callbacks.end() ? nullptr : &found->second;
  }
  // Those beside contact and owner who are in the open call of this attempt, as they were asked.
  std::vector<core::PartyRow const*> others_in(base::AttemptId attempt) const;
  // True: the agent has a call of its own. Agents in another's call are counted in
  // AgentFacts::part_in.
  bool in_own_call(std::string const& login) const;
  void adopt(core::SitePtr adopted);
  // A new server knows only what the definition in force says.
  void forget_queues();
  // The definition whose settings count for callbacks in this queue: the one in force, else the
  // last that had it, else the defaults.
  core::SitePtr settings_of(std::string const& queue);
};

std::string name(CallbackId id);
// Empty: they say the same. Else the column that differs.
std::string difference(CallbackRow const& a, CallbackRow const& b);
std::string_view text_in(core::EventRow const& event, std::string_view key);

// The rules of the definition, read anew.
core::Queue const* queue_in(core::SitePtr const& site, std::string const& name);
calendar::OfficeHours const* hours_of(core::SitePtr const& site, core::Queue const& queue);
bool serves(core::SitePtr const& site, core::Agent const& agent, std::string const& queue);
bool open_at(core::SitePtr const& site, core::Queue const& queue, Instant at);
// Open, and for long enough that an offer can run out and a call begin.
bool offerable_at(core::SitePtr const& site, core::Queue const& queue, Instant at);
// Why this agent may not have this callback now; empty: may.
std::string unfit(core::SitePtr const& site, CallbackFacts const& callback,
                  core::Agent const& agent, Instant at);
// Whether the first callback comes before the second one for an agent who serves both.
bool comes_before(core::SitePtr const& site, CallbackFacts const& first,
                  CallbackFacts const& second, Instant at);

}  // namespace callbackd::simulation
