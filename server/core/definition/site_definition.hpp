// SiteDefinition: everything that an administrator decides (queues, agents, codes, layouts, hours,
// …) as one value with a version. It has names, not ids. site_decoder.hpp makes it from what was
// written; other code only copies it or makes an empty one. So every name that it refers to exists.
// The keys, ranges and units of all settings are in site_keys.hpp. Immutable; shared between
// threads as shared_ptr<const>.
#pragma once
#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "base/instant.hpp"
#include "calendar/office_hours.hpp"
#include "core/definition/node.hpp"
#include "core/definition/number_class.hpp"
#include "core/definition/routing_condition.hpp"
#include "core/definition/setting_words.hpp"

namespace callbackd::core {

using std::chrono::seconds;

// The highest value that the setting calls_per_number_per_day may have. So the core remembers at
// most this many calls of each number.
inline constexpr std::size_t kCallsPerNumberMost = 100;

struct Company {
  std::string name;
  std::string time_zone = "UTC";
  std::string default_region;
  seconds grace{30};
  int calls_per_number_per_day = 0;  // over all callbacks of a number; 0: no limit
};

// The rules for every leg to an outside number, for the callbacks of all sites.
struct Dialling {
  std::vector<std::string> countries;  // ISO 3166 alpha-2; empty: the sites' own lists alone
  std::vector<NumberType> denied_types{NumberType::kPremiumRate, NumberType::kSharedCost,
                                       NumberType::kPersonalNumber, NumberType::kPager};
  // By default these are denied: the most expensive numbers, numbers that belong to no country, and
  // satellite phones.
  std::vector<std::string> denied_prefixes{
      "+1900",  "+1976", "+1700", "+4470", "+449", "+49137", "+49900", "+49118", "+43118", "+46118",
      "+48118", "+800",  "+808",  "+870",  "+878", "+881",   "+882",   "+883",   "+888",   "+979"};
  int max_call_minutes = 240;  // here and in the next two: 0 is no limit
  int dials_per_agent_per_hour = 120;
  int dials_per_hour = 0;  // of all agents
};

struct Site {
  std::string name;
  std::vector<std::string> origins;
  std::vector<std::string> queues;  // and routing points; empty: all
  int requests_per_minute = 6000;   // 0 switches it off, as for each limit below
  int requests_per_address_per_minute = 30;
  int requests_per_number_per_hour = 5;
  int requests_per_number_per_day = 10;
  int requests_per_prefix_per_hour = 500;
  int prefix_digits = 7;
  int publishable_waiting = 2000;  // callbacks made with publishable keys that are not final yet
  int max_priority = 0;
  std::vector<std::string> countries;  // ISO 3166 alpha-2; empty: all
  std::vector<base::PhoneNumber> blocked_numbers;
};

struct NotReadyReason {
  std::string code;
  std::string label;
};

struct SkillLevel {
  std::string skill;
  int level = 1;  // 1 to 10
};

struct Agent {
  std::string login;
  std::string name;
  std::vector<Role> roles{Role::kAgent};
  bool roles_written = false;  // false: the roles of the user's row count; see effective_roles
  std::string phone;
  // Only the edge sets these two members, and only if `phone` is an outside number. They are never
  // part of the written definition. `phone_class` is the class of that number. `phone_number` is
  // the number itself, if `phone` is written without a country code.
  NumberClass phone_class;
  std::optional<base::PhoneNumber> phone_number;
  std::string email;
  std::vector<SkillLevel> skills;
  int capacity = 1;                 // of channel web_callback
  std::vector<std::string> queues;  // empty: every queue
};

struct Hours {
  std::string name;
  calendar::OfficeHours hours;
};

struct Code {
  std::string code;
  std::string label;
  std::vector<Code> codes;  // the finer codes that this one groups; then it is no disposition
  bool is_disposition() const { return codes.empty(); }
};

struct CodeList {
  std::string name;
  std::vector<Code> codes;
  Code const* find(std::string_view code) const;  // at any depth; nullptr: there is none
  std::vector<std::string> dispositions() const;  // the codes that can be set, in their order
};

struct LayoutField {
  std::string label;
  std::string
      from;  // attributes.<path>, contact.{name,phone,email,locale}, when, queue, created_at
};

struct Layout {
  std::string name;
  std::vector<LayoutField> notification;
  std::vector<LayoutField> case_information;
  std::vector<LayoutField> callback_information;
};

// Return target: where a callback goes when an offer ends without an accept, or when the agent who
// has it is lost. kSame: the callback stays in its queue.
struct ReturnTarget {
  enum class Kind : std::uint8_t { kSame, kQueue, kRoutingPoint, kAgent };
  Kind kind = Kind::kSame;
  std::string name;
};

// Ageing: the priority of a waiting callback grows evenly, by `points` for each `every` that it
// waits.
struct Ageing {
  int points = 0;  // 0: none
  seconds every{300};
};

struct SlotRule {
  int minutes = 0;  // the length of a slot; 0: the queue has no slots
  int capacity = 0;
  int days_ahead = 0;
  int publishable_percent = 80;  // the share of a slot's capacity that publishable keys may book
};

// Target step: when a callback has been in the queue for `after`, its agent must have these skills
// instead of those of the step before.
struct TargetStep {
  seconds after{0};
  std::vector<SkillLevel> skills;
};

// The retry policy for one outcome of a call.
struct RetryRule {
  int attempts = 0;  // how many calls of a callback may end with this outcome
  seconds after{0};  // from the end of one call to the next
};

struct Queue {
  std::string name;
  std::string title;
  int priority = 0;
  std::string hours;   // empty: always open
  std::string layout;  // empty: none
  std::string codes;   // empty: none
  bool disposition_required = false;
  seconds after_call_work_limit{0};  // 0: none
  std::string default_code;
  seconds offer_timeout{20};
  ReturnTarget on_reject;
  ReturnTarget on_timeout;
  ReturnTarget on_agent_lost;
  std::optional<ReturnTarget> on_exhausted;
  int max_offers = 10;
  seconds exclusion{300};
  bool not_ready_on_timeout = true;
  AgentChoice agent_choice = AgentChoice::kLongestIdle;
  DuplicatePolicy duplicates = DuplicatePolicy::kRefuse;
  seconds lifetime{86400};
  seconds service_level{0};
  int service_level_percent = 0;
  Ageing ageing;
  SlotRule slots;
  std::vector<TargetStep> targets;  // rising `after`
  seconds preferred_agent{0};
  bool prefer_last_agent = false;  // reserve for the agent who last talked with the number
  std::map<AttemptOutcome, RetryRule> retries;  // by outcome: busy, no_answer, machine, unreachable
  std::string caller_id;
  seconds ring_timeout{30};
  bool detect_machine = false;
  AbandonedPolicy abandoned = AbandonedPolicy::kFailed;
  bool log_dtmf = false;
  seconds closing_margin{60};
  RetryMode retry_mode = RetryMode::kAgent;
};

struct RoutingRule {
  RoutingCondition when;
  std::string queue;
  std::optional<int> priority;
  std::vector<SkillLevel> skills;
  std::string preferred_agent;  // empty: none
};

struct RoutingPoint {
  std::string name;
  std::vector<RoutingRule> rules;  // the condition of the last rule always holds
};

struct Response {
  std::string name;
  std::vector<std::string> category;
  std::string language;
  std::string text;
};

struct SiteDefinition {
  std::int64_t version = 0;  // of the row in PostgreSQL; 0: not stored yet
  // Not 0: the newest stored definition has this version, and this program cannot read it. Then the
  // present, older definition is in force.
  std::int64_t unreadable_version = 0;
  std::int64_t newest_stored_version() const { return std::max(version, unreadable_version); }
  // How many inert parts the definition has. An inert part breaks a rule that is stricter in this
  // version of the server than in the version that took the definition. It is kept, but not acted
  // upon.
  std::size_t inert_parts = 0;
  // The definition as the administrator wrote it, key by key. This tree is stored, shown, exported
  // and compared. So no key is lost, not even one that repeats its default.
  Node written{NodeTable{}, {}};
  Company company;
  Dialling dialling;
  std::vector<Site> sites;
  std::vector<NotReadyReason> reasons;
  std::vector<std::string> skills;
  std::vector<Agent> agents;
  std::vector<Hours> hours;
  std::vector<CodeList> code_lists;
  std::vector<Layout> layouts;
  std::vector<Queue> queues;
  std::vector<RoutingPoint> routing_points;
  std::vector<Response> responses;

  // Each find function looks at all elements; nullptr: there is no such name. For queues and agents
  // the core has an index of its own (World).
  Queue const* find_queue(std::string_view name) const;
  RoutingPoint const* find_routing_point(std::string_view name) const;
  Site const* find_site(std::string_view name) const;
  Agent const* find_agent(std::string_view login) const;
  Layout const* find_layout(std::string_view name) const;
  CodeList const* find_code_list(std::string_view name) const;
  // The attributes that routing rules mention ("attributes.topic", "contact.locale"), in
  // alphabetical order. Of all attributes of a request, the core gets only these.
  std::vector<std::string> mentioned_attributes() const;
};

using SitePtr = std::shared_ptr<SiteDefinition const>;

bool has_role(std::vector<Role> const& roles, Role role);
std::string roles_text(std::vector<Role> const& roles);  // agent,supervisor
// The roles that a user has. If the definition lists roles for this login, these are the roles that
// are both in the user's row and in the definition. Otherwise they are the roles of the row. No
// other function combines the row with the definition.
std::vector<Role> effective_roles(SiteDefinition const& site, std::string_view login,
                                  std::vector<Role> const& of_row);

// The queues that a definition removes, each with the queue to which its waiting callbacks move.
// Old name → new name.
using QueueMoves = std::map<std::string, std::string, std::less<>>;

}  // namespace callbackd::core
