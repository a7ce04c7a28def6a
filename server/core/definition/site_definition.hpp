// Everything an administrator decides (queues, agents, codes, layouts, hours …) as one immutable
// value with names, not ids. Made by site_decoder.hpp only, so it is consistent: every name in it
// exists. Shared between threads as shared_ptr<const>.
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

// No limit of calls to one number is higher: so many of each number are remembered.
inline constexpr std::size_t kCallsPerNumberMost = 100;

struct Company {
  std::string name;
  std::string time_zone = "UTC";
  std::string default_region;
  seconds grace{30};
  int calls_per_number_per_day = 0;  // over all callbacks of it; 0: any number
};

// What may be dialled, whichever site a callback is of: every leg to an outside number.
struct Dialling {
  std::vector<std::string> countries;  // ISO 3166 alpha-2; empty: the sites' own lists alone
  std::vector<NumberType> denied_types{NumberType::kPremiumRate, NumberType::kSharedCost,
                                       NumberType::kPersonalNumber, NumberType::kPager};
  // Beside those that cost most: what belongs to no country, and satellites.
  std::vector<std::string> denied_prefixes{
      "+1900",  "+1976", "+1700", "+4470", "+449", "+49137", "+49900", "+49118", "+43118", "+46118",
      "+48118", "+800",  "+808",  "+870",  "+878", "+881",   "+882",   "+883",   "+888",   "+979"};
  int max_call_minutes = 240;  // here and below 0: no limit
  int dials_per_agent_per_hour = 120;
  int dials_per_hour = 0;  // of all agents
};

struct Site {
  std::string name;
  std::vector<std::string> origins;
  std::vector<std::string> queues;  // and routing points; empty: all
  int requests_per_minute = 6000;   // of all limits here 0 switches it off
  int requests_per_address_per_minute = 30;
  int requests_per_number_per_hour = 5;
  int requests_per_number_per_day = 10;
  int requests_per_prefix_per_hour = 500;
  int prefix_digits = 7;
  int publishable_waiting = 2000;  // callbacks not final yet that publishable keys have made
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
  bool roles_written = false;  // else the row of the user says more: effective_roles
  std::string phone;
  // Of a phone that is an outside number, told by the edge and never written: its class, and which
  // number it is where it is written without a country code.
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
  std::vector<Code> codes;  // finer ones, which this one groups
  bool is_disposition() const { return codes.empty(); }
};

struct CodeList {
  std::string name;
  std::vector<Code> codes;
  Code const* find(std::string_view code) const;  // anywhere in the tree; nullptr: there is none
  std::vector<std::string> dispositions() const;  // those that can be set, in their order
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

// Where a callback goes next. kSame is "the queue it is in".
struct ReturnTarget {
  enum class Kind : std::uint8_t { kSame, kQueue, kRoutingPoint, kAgent };
  Kind kind = Kind::kSame;
  std::string name;
};

struct Ageing {
  int points = 0;  // 0: none
  seconds every{300};
};

struct SlotRule {
  int minutes = 0;  // 0: none
  int capacity = 0;
  int days_ahead = 0;
  int publishable_percent = 80;  // of a slot's capacity: what publishable keys may book
};

struct TargetStep {
  seconds after{0};
  std::vector<SkillLevel> skills;
};

struct RetryRule {
  int attempts = 0;
  seconds after{0};
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
  bool prefer_last_agent = false;               // who last talked with the number, for so long
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
  std::vector<RoutingRule> rules;  // the last one always matches
};

struct Response {
  std::string name;
  std::vector<std::string> category;
  std::string language;
  std::string text;
};

struct SiteDefinition {
  std::int64_t version = 0;  // of the row in PostgreSQL; 0: not stored yet
  // Not 0: the newest stored one, which this program cannot read; this older one is in force.
  std::int64_t unreadable_version = 0;
  std::int64_t newest_stored() const { return std::max(version, unreadable_version); }
  // Parts of a definition in force that rules of a later version refuse: kept, and not acted upon.
  std::size_t inert_parts = 0;
  // As the administrator wrote it, key by key: what is stored, shown, exported and compared, so
  // that a key that repeats its default stays, and no key is lost on the way.
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

  // Linear look-ups for edges and tests; the core compiles its own index. nullptr: no such name.
  Queue const* find_queue(std::string_view name) const;
  RoutingPoint const* find_routing_point(std::string_view name) const;
  Site const* find_site(std::string_view name) const;
  Agent const* find_agent(std::string_view login) const;
  Layout const* find_layout(std::string_view name) const;
  CodeList const* find_code_list(std::string_view name) const;
  // Attribute paths that rules mention ("attributes.topic", "contact.locale"), sorted: the core is
  // given only these.
  std::vector<std::string> mentioned_attributes() const;
};

using SitePtr = std::shared_ptr<SiteDefinition const>;

bool has_role(std::vector<Role> const& roles, Role role);
std::string roles_text(std::vector<Role> const& roles);  // agent,supervisor
// What a user may do: the roles of the user's row, narrowed by those that the definition has
// written for this login. The only place where the two meet.
std::vector<Role> effective_roles(SiteDefinition const& site, std::string_view login,
                                  std::vector<Role> const& of_row);

// Where the callbacks go that wait in queues which a definition takes out: old name, new name.
using QueueMoves = std::map<std::string, std::string, std::less<>>;

}  // namespace callbackd::core
