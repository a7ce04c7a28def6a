// The list of the keys that an administrator may write, with the rule for each value. There is no
// other list of them. visit_keys() shows a visitor the keys of one table. It calls visitor(key,
// member, rule) for a value, visitor.table() for a table inside, and visitor.require() for keys
// that must not be left out. Mistakes are found in the order of these calls. In the server, the
// visitors are the decoder and the comparison of definitions, and only their files include this
// file. Tests have more visitors, for example the encoder and the schema. Pure; any thread.
#pragma once
#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

#include "core/definition/key_rules.hpp"
#include "core/definition/site_definition.hpp"
#include "core/definition/table_reader.hpp"

namespace callbackd::core {

// True if `Given` is T, or T const. A visitor that only reads gets T const.
template <typename Given, typename T>
concept Either = std::same_as<std::remove_const_t<Given>, T>;

// Skills and hours as an administrator writes them. SiteDefinition has other types for them.
struct WrittenSkill {
  std::string name;
};
struct WrittenHours {
  std::string name;
  calendar::HoursRules rules;
};

inline constexpr std::int64_t kDaySeconds = 86'400;
inline constexpr std::int64_t kMonthSeconds = 31 * kDaySeconds;
inline constexpr std::int64_t kYearSeconds = 366 * kDaySeconds;
inline constexpr Range kPriority{-100, 100};
inline constexpr Range kPercent{1, 100};
inline constexpr Range kRequestLimit{0, 1'000'000'000};
inline constexpr Range kDials{0, 1'000'000};
inline constexpr Range kSkillLevel{1, 10};
inline constexpr std::size_t kEmailChars = 254;
inline constexpr std::size_t kPhoneChars = 64;
inline constexpr std::size_t kValueChars = 1'000;
inline constexpr std::size_t kResponseChars = 16'384;
inline constexpr int kCodeDepth = 8;
inline constexpr int kConditionDepth = 4;

inline constexpr std::array<std::string_view, 7> kWeekDays{"mon", "tue", "wed", "thu",
                                                           "fri", "sat", "sun"};
inline constexpr std::array kRetryOutcomes{AttemptOutcome::kBusy, AttemptOutcome::kNoAnswer,
                                           AttemptOutcome::kMachine, AttemptOutcome::kUnreachable};

// The keys that a return target may have, each with the kind of target that it makes.
struct TargetKey {
  std::string_view key;
  ReturnTarget::Kind target;
  NameOf reference;
};
inline constexpr std::array kTargets{
    TargetKey{"queue", ReturnTarget::Kind::kQueue, NameOf::kQueue},
    TargetKey{"routing_point", ReturnTarget::Kind::kRoutingPoint, NameOf::kRoutingPoint},
    TargetKey{"agent", ReturnTarget::Kind::kAgent, NameOf::kAgent},
};

template <typename V, Either<Company> T>
void visit_keys(V& v, T& company) {
  v.require({"name"});
  v("name", company.name, ShownName{});
  v("time_zone", company.time_zone, Name{TextFormat::kTimeZone});
  v("default_region", company.default_region, Name{TextFormat::kRegion});
  v("grace_seconds", company.grace, Range{0, kDaySeconds});
  v("calls_per_number_per_day", company.calls_per_number_per_day, Range{0, kCallsPerNumberMost});
}

template <typename V, Either<Dialling> T>
void visit_keys(V& v, T& dialling) {
  v("countries", dialling.countries, EachText{TextFormat::kCountry});
  v("denied_types", dialling.denied_types, EachOneOf{});
  v("denied_prefixes", dialling.denied_prefixes, EachText{TextFormat::kNumberPrefix});
  v("max_call_minutes", dialling.max_call_minutes, Range{0, 1'440});
  v("dials_per_agent_per_hour", dialling.dials_per_agent_per_hour, kDials);
  v("dials_per_hour", dialling.dials_per_hour, kDials);
}

template <typename V, Either<Site> T>
void visit_keys(V& v, T& site) {
  v("name", site.name, OwnName{});
  v("origins", site.origins, EachText{TextFormat::kOrigin, true});
  v("queues", site.queues, EachRefersTo{NameOf::kQueueOrPoint, true});
  v("requests_per_minute", site.requests_per_minute, kRequestLimit);
  v("requests_per_address_per_minute", site.requests_per_address_per_minute, kRequestLimit);
  v("requests_per_number_per_hour", site.requests_per_number_per_hour, kRequestLimit);
  v("requests_per_number_per_day", site.requests_per_number_per_day, kRequestLimit);
  v("requests_per_prefix_per_hour", site.requests_per_prefix_per_hour, kRequestLimit);
  v("publishable_waiting", site.publishable_waiting, kRequestLimit);
  v("prefix_digits", site.prefix_digits, Range{1, 15});
  v("max_priority", site.max_priority, kPriority);
  v("countries", site.countries, EachText{TextFormat::kCountry, true});
  v("blocked_numbers", site.blocked_numbers, EachText{TextFormat::kE164, true});
}

template <typename V, Either<NotReadyReason> T>
void visit_keys(V& v, T& reason) {
  v("code", reason.code, OwnName{TextFormat::kReasonCode});
  v("label", reason.label, ShownText{&reason.code});
}

template <typename V, Either<WrittenSkill> T>
void visit_keys(V& v, T& skill) {
  v("name", skill.name, OwnName{});
}

template <typename V, Either<Agent> T>
void visit_keys(V& v, T& agent) {
  v("login", agent.login, OwnName{});
  v("name", agent.name, ShownName{&agent.login});
  v("roles", agent.roles, EachOneOf{"role"});
  v("phone", agent.phone, Text{kPhoneChars, TextFormat::kAgentPhone});
  v("email", agent.email, Text{kEmailChars, TextFormat::kEmail});
  v("skills", agent.skills, SkillLevels{});
  v.table("capacity",
          [&](V& t) { t(to_text(Channel::kWebCallback), agent.capacity, Range{1, 100}); });
  v("queues", agent.queues, EachRefersTo{NameOf::kQueue});
}

template <typename V, Either<WrittenHours> T>
void visit_keys(V& v, T& hours) {
  v("name", hours.name, OwnName{});
  v("time_zone", hours.rules.zone, Name{TextFormat::kTimeZone});
  v.table("weekly", [&](V& t) {
    for (std::size_t day = 0; day < kWeekDays.size(); ++day)
      t(kWeekDays[day], hours.rules.weekly[day], DayWindows{});
  });
  v("closed", hours.rules.closed, EachText{TextFormat::kDate});
  v("special", hours.rules.special, SpecialDays{&hours.rules.closed});
}

template <typename V, Either<Code> T>
void visit_keys(V& v, T& code) {
  v("code", code.code, OwnName{});
  v("label", code.label, ShownText{&code.code});
  v("codes", code.codes, Tables{});
}

template <typename V, Either<CodeList> T>
void visit_keys(V& v, T& list) {
  v("name", list.name, OwnName{});
  v("codes", list.codes, Tables{});
}

template <typename V, Either<LayoutField> T>
void visit_keys(V& v, T& field) {
  v.require({"from"});
  v("from", field.from, Name{TextFormat::kFieldSource});
  v("label", field.label, ShownText{&field.from});
}

template <typename V, Either<Layout> T>
void visit_keys(V& v, T& layout) {
  v("name", layout.name, OwnName{});
  v("notification", layout.notification, Tables{});
  v("case_information", layout.case_information, Tables{});
  v("callback_information", layout.callback_information, Tables{});
}

template <typename V, Either<RetryRule> T>
void visit_keys(V& v, T& rule) {
  v.require({"attempts"});
  v("attempts", rule.attempts, Range{0, 100});
  v("after_seconds", rule.after, Range{0, kMonthSeconds});
}

template <typename V, Either<TargetStep> T>
void visit_keys(V& v, T& step) {
  v("after_seconds", step.after, Range{0, kMonthSeconds});
  v("skills", step.skills, SkillLevels{});
}

template <typename V, Either<Queue> T>
void visit_keys_of_tables(V& v, T& queue) {
  v.table("service_level", [&](V& t) {
    t.require({"seconds", "percent"});
    t("seconds", queue.service_level, Range{1, kDaySeconds});
    t("percent", queue.service_level_percent, kPercent);
  });
  v.table("ageing", [&](V& t) {
    t.require({"points"});
    t("points", queue.ageing.points, Range{0, 100});
    t("every_seconds", queue.ageing.every, Range{1, kDaySeconds});
  });
  v.table("slots", [&](V& t) {
    t.require({"minutes", "capacity", "days_ahead"});
    t("minutes", queue.slots.minutes, Range{1, 1'440});
    t("capacity", queue.slots.capacity, Range{1, 100'000});
    t("days_ahead", queue.slots.days_ahead, Range{1, 366});
    t("publishable_percent", queue.slots.publishable_percent, kPercent);
  });
  v("targets", queue.targets, Tables{});
  v.table("retries", [&](V& t) {
    for (auto const outcome : kRetryOutcomes) t(to_text(outcome), queue.retries, Retry{outcome});
  });
}

template <typename V, Either<Queue> T>
void visit_keys(V& v, T& queue) {
  v("name", queue.name, OwnName{});
  v("title", queue.title, ShownText{&queue.name});
  v("priority", queue.priority, kPriority);
  v("hours", queue.hours, RefersTo{NameOf::kHours});
  v("layout", queue.layout, RefersTo{NameOf::kLayout});
  v("codes", queue.codes, RefersTo{NameOf::kCodeList});
  v("default_code", queue.default_code, Name{});
  v("after_call_work_limit_seconds", queue.after_call_work_limit, Range{0, kDaySeconds});
  v("offer_timeout_seconds", queue.offer_timeout, Range{1, 600});
  v("exclusion_seconds", queue.exclusion, Range{0, kMonthSeconds});
  v("lifetime_seconds", queue.lifetime, Range{1, kYearSeconds});
  v("preferred_agent_seconds", queue.preferred_agent, Range{0, kMonthSeconds});
  v("ring_timeout_seconds", queue.ring_timeout, Range{1, 300});
  v("closing_margin_seconds", queue.closing_margin, Range{0, kDaySeconds});
  v("on_reject", queue.on_reject, Target{&queue.name});
  v("on_timeout", queue.on_timeout, Target{&queue.name});
  v("on_agent_lost", queue.on_agent_lost, Target{&queue.name});
  v("on_exhausted", queue.on_exhausted, Target{});
  v("max_offers", queue.max_offers, Range{1, 1'000});
  v("disposition_required", queue.disposition_required, Flag{});
  v("not_ready_on_timeout", queue.not_ready_on_timeout, Flag{});
  v("detect_machine", queue.detect_machine, Flag{});
  v("log_dtmf", queue.log_dtmf, Flag{});
  v("prefer_last_agent", queue.prefer_last_agent, Flag{});
  v("agent_choice", queue.agent_choice, OneOf{});
  v("duplicates", queue.duplicates, OneOf{});
  v("abandoned", queue.abandoned, OneOf{});
  v("retry_mode", queue.retry_mode, OneOf{});
  visit_keys_of_tables(v, queue);
  v("caller_id", queue.caller_id, Name{TextFormat::kE164});
}

// Only some combinations of these keys are allowed: see kSubjects in site_decode_routing.cpp.
template <typename V, Either<RoutingCondition> T>
void visit_keys(V& v, T& condition) {
  v("attribute", condition.subject, Name{TextFormat::kAttributeSource});
  v("equals", condition.value, Text{kValueChars});
  v("prefix", condition.value, Text{kValueChars});
  v("language", condition.value, Name{TextFormat::kLanguage});
  v("closed", condition.subject, RefersTo{NameOf::kQueue});
  v("open", condition.subject, RefersTo{NameOf::kQueue});
  v("hours", condition.subject, RefersTo{NameOf::kHours});
  v("queue", condition.subject, RefersTo{NameOf::kQueue});
  v("waiting_at_least", condition.least, Range{1, 1'000'000});
  v("wait_at_least_seconds", condition.least, Range{0, kMonthSeconds});
  v("all", condition.parts, Conditions{});
  v("any", condition.parts, Conditions{});
  v("not", condition.parts, OneCondition{});
}

template <typename V, Either<RoutingRule> T>
void visit_keys(V& v, T& rule) {
  v("when", rule.when, OneCondition{});
  v.require({"queue"});
  v("queue", rule.queue, RefersTo{NameOf::kQueue});
  v("priority", rule.priority, kPriority);
  v("skills", rule.skills, SkillLevels{});
  v("preferred_agent", rule.preferred_agent, RefersTo{NameOf::kAgent});
}

template <typename V, Either<RoutingPoint> T>
void visit_keys(V& v, T& point) {
  v("name", point.name, OwnName{});
  v.require({"rules"});
  v("rules", point.rules, Tables{});
}

template <typename V, Either<Response> T>
void visit_keys(V& v, T& response) {
  v("name", response.name, OwnName{});
  v("category", response.category, EachText{});
  v("language", response.language, Name{});
  v("text", response.text, Text{kResponseChars});
}

// The order of the sections matters. While the decoder reads a section, it looks names up in some
// of the sections before it. Example: queues name code lists, so queues come after code lists.
template <typename V, Either<SiteDefinition> T>
void visit_keys(V& v, T& site) {
  v("company", site.company, OneTable{});
  v("dialling", site.dialling, OneTable{});
  v("sites", site.sites, Section{"site"});
  v("not_ready_reasons", site.reasons, Section{"reason"});
  v("skills", site.skills, Section{"skill"});  // each a WrittenSkill
  v("agents", site.agents, Section{"agent"});
  v("hours", site.hours, Section{"table of hours"});  // each WrittenHours
  v("code_lists", site.code_lists, Section{"code list"});
  v("layouts", site.layouts, Section{"layout"});
  v("queues", site.queues, Section{"queue"});
  v("routing_points", site.routing_points, Section{"routing point"});
  v("responses", site.responses, Section{"response"});
}

}  // namespace callbackd::core
