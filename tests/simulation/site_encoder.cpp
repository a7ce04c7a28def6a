#include "simulation/site_encoder.hpp"

#include <array>
#include <map>

#include "calendar/local_time.hpp"

namespace callbackd::simulation {
namespace {

using namespace core;

Node node_of(bool flag) {
  return {flag, {}};
}
Node node_of(int number) {
  return {std::int64_t{number}, {}};
}
Node node_of(std::int64_t number) {
  return {number, {}};
}
Node node_of(seconds duration) {
  return {std::int64_t{duration.count()}, {}};
}
Node node_of(std::string text) {
  return {std::move(text), {}};
}
Node node_of(std::vector<std::string> const& texts) {
  NodeList list;
  for (auto const& text : texts) list.push_back(node_of(text));
  return {std::move(list), {}};
}

class TableWriter {
 public:
  template <typename T>
  TableWriter& always(std::string key, T const& value) {
    table_.emplace_back(std::move(key), node_of(value));
    return *this;
  }
  template <typename T>
  TableWriter& unless(std::string key, T const& value, T const& default_value) {
    if (value != default_value) always(std::move(key), value);
    return *this;
  }
  TableWriter& texts(std::string key, std::vector<std::string> const& values) {
    if (!values.empty()) always(std::move(key), values);
    return *this;
  }
  TableWriter& node(std::string key, Node value) {
    table_.emplace_back(std::move(key), std::move(value));
    return *this;
  }
  TableWriter& unless_empty(std::string key, Node value) {
    auto const* table = std::get_if<NodeTable>(&value.value);
    auto const* list = std::get_if<NodeList>(&value.value);
    bool const empty = (table != nullptr && table->empty()) || (list != nullptr && list->empty());
    return empty ? *this : node(std::move(key), std::move(value));
  }
  Node done() { return {std::move(table_), {}}; }

 private:
  NodeTable table_;
};

template <typename T, typename Encode>
Node encode_list(std::vector<T> const& items, Encode encode) {
  NodeList list;
  for (auto const& item : items) list.push_back(encode(item));
  return {std::move(list), {}};
}

Node encode_skills(std::vector<SkillLevel> const& skills) {
  TableWriter out;
  for (auto const& skill : skills) out.always(skill.skill, skill.level);
  return out.done();
}

Node encode_company(Company const& company) {
  if (company.name.empty()) return {NodeTable{}, {}};  // a definition without [company]
  Company const usual;
  return TableWriter{}
      .always("name", company.name)
      .unless("time_zone", company.time_zone, usual.time_zone)
      .unless("default_region", company.default_region, usual.default_region)
      .unless("grace_seconds", company.grace, usual.grace)
      .unless("calls_per_number_per_day", company.calls_per_number_per_day,
              usual.calls_per_number_per_day)
      .done();
}

Node encode_dialling(Dialling const& dialling) {
  Dialling const usual;
  std::vector<std::string> types;
  for (auto const type : dialling.denied_types) types.emplace_back(to_text(type));
  TableWriter out;
  out.texts("countries", dialling.countries);
  if (dialling.denied_types != usual.denied_types) out.always("denied_types", types);
  return out.unless("denied_prefixes", dialling.denied_prefixes, usual.denied_prefixes)
      .unless("max_call_minutes", dialling.max_call_minutes, usual.max_call_minutes)
      .unless("dials_per_agent_per_hour", dialling.dials_per_agent_per_hour,
              usual.dials_per_agent_per_hour)
      .unless("dials_per_hour", dialling.dials_per_hour, usual.dials_per_hour)
      .done();
}

Node encode_one_site(Site const& site) {
  Site const usual;
  TableWriter out;
  out.always("name", site.name)
      .texts("origins", site.origins)
      .texts("queues", site.queues)
      .unless("requests_per_minute", site.requests_per_minute, usual.requests_per_minute)
      .unless("requests_per_address_per_minute", site.requests_per_address_per_minute,
              usual.requests_per_address_per_minute)
      .unless("requests_per_number_per_hour", site.requests_per_number_per_hour,
              usual.requests_per_number_per_hour)
      .unless("requests_per_number_per_day", site.requests_per_number_per_day,
              usual.requests_per_number_per_day)
      .unless("requests_per_prefix_per_hour", site.requests_per_prefix_per_hour,
              usual.requests_per_prefix_per_hour)
      .unless("prefix_digits", site.prefix_digits, usual.prefix_digits)
      .unless("publishable_waiting", site.publishable_waiting, usual.publishable_waiting)
      .unless("max_priority", site.max_priority, usual.max_priority)
      .texts("countries", site.countries);
  std::vector<std::string> blocked;
  for (auto const phone : site.blocked_numbers) blocked.push_back(base::to_text(phone));
  return out.texts("blocked_numbers", blocked).done();
}

Node encode_reason(NotReadyReason const& reason) {
  return TableWriter{}
      .always("code", reason.code)
      .unless("label", reason.label, reason.code)
      .done();
}

Node encode_agent(Agent const& agent) {
  constexpr std::array<std::string_view, 3> kRoles{"agent", "supervisor", "admin"};
  Agent const usual;
  std::vector<std::string> roles;
  if (agent.roles != usual.roles) {
    for (auto const role : agent.roles) roles.emplace_back(kRoles[static_cast<std::size_t>(role)]);
  }
  TableWriter out;
  out.always("login", agent.login)
      .unless("name", agent.name, agent.login)
      .texts("roles", roles)
      .unless("phone", agent.phone, usual.phone)
      .unless("email", agent.email, usual.email)
      .unless_empty("skills", encode_skills(agent.skills));
  if (agent.capacity != usual.capacity) {
    out.node("capacity", TableWriter{}.always("web_callback", agent.capacity).done());
  }
  return out.texts("queues", agent.queues).done();
}

Node encode_windows(std::vector<calendar::DayWindow> const& windows) {
  std::vector<std::string> texts;
  for (auto const window : windows) texts.push_back(calendar::to_text(window));
  return node_of(texts);
}

Node encode_hours(Hours const& hours, Company const& company) {
  constexpr std::array<char const*, 7> kDays{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
  auto const& rules = hours.hours.rules();
  TableWriter weekly;
  for (std::size_t day = 0; day < kDays.size(); ++day) {
    weekly.unless_empty(kDays[day], encode_windows(rules.weekly[day]));
  }
  std::vector<std::string> closed;
  for (auto const date : rules.closed) closed.push_back(calendar::to_text(date));
  TableWriter special;
  for (auto const& [date, windows] : rules.special) {
    special.node(calendar::to_text(date), encode_windows(windows));
  }
  return TableWriter{}
      .always("name", hours.name)
      .unless("time_zone", rules.zone, company.time_zone)
      .unless_empty("weekly", weekly.done())
      .texts("closed", closed)
      .unless_empty("special", special.done())
      .done();
}

Node encode_code(Code const& code) {
  return TableWriter{}
      .always("code", code.code)
      .unless("label", code.label, code.code)
      .unless_empty("codes", encode_list(code.codes, encode_code))
      .done();
}

Node encode_code_list(CodeList const& list) {
  return TableWriter{}
      .always("name", list.name)
      .unless_empty("codes", encode_list(list.codes, encode_code))
      .done();
}

Node encode_field(LayoutField const& field) {
  return TableWriter{}.unless("label", field.label, field.from).always("from", field.from).done();
}

Node encode_layout(Layout const& layout) {
  return TableWriter{}
      .always("name", layout.name)
      .unless_empty("notification", encode_list(layout.notification, encode_field))
      .unless_empty("case_information", encode_list(layout.case_information, encode_field))
      .unless_empty("callback_information", encode_list(layout.callback_information, encode_field))
      .done();
}

Node encode_target(ReturnTarget const& target) {
  switch (target.kind) {
    case ReturnTarget::Kind::kSame:
      return {NodeTable{}, {}};
    case ReturnTarget::Kind::kQueue:
      return TableWriter{}.always("queue", target.name).done();
    case ReturnTarget::Kind::kRoutingPoint:
      return TableWriter{}.always("routing_point", target.name).done();
    case ReturnTarget::Kind::kAgent:
      return TableWriter{}.always("agent", target.name).done();
  }
  return {NodeTable{}, {}};
}

Node encode_step(TargetStep const& step) {
  return TableWriter{}
      .always("after_seconds", step.after)
      .unless_empty("skills", encode_skills(step.skills))
      .done();
}

Node encode_retries(std::map<std::string, RetryRule> const& retries) {
  TableWriter out;
  for (auto const* outcome : {"busy", "no_answer", "machine", "unreachable"}) {
    auto const found = retries.find(outcome);
    if (found == retries.end()) continue;
    out.node(outcome, TableWriter{}
                          .always("attempts", found->second.attempts)
                          .unless("after_seconds", found->second.after, seconds{0})
                          .done());
  }
  return out.done();
}

void encode_offering(TableWriter& out, Queue const& queue, Queue const& usual) {
  constexpr std::array<char const*, 4> kChoices{"longest_idle", "least_occupied", "highest_skill",
                                                "round_robin"};
  out.unless("offer_timeout_seconds", queue.offer_timeout, usual.offer_timeout)
      .unless_empty("on_reject", encode_target(queue.on_reject))
      .unless_empty("on_timeout", encode_target(queue.on_timeout))
      .unless_empty("on_agent_lost", encode_target(queue.on_agent_lost));
  if (queue.on_exhausted) out.node("on_exhausted", encode_target(*queue.on_exhausted));
  out.unless("max_offers", queue.max_offers, usual.max_offers)
      .unless("exclusion_seconds", queue.exclusion, usual.exclusion)
      .unless("not_ready_on_timeout", queue.not_ready_on_timeout, usual.not_ready_on_timeout);
  if (queue.agent_choice != usual.agent_choice) {
    out.always("agent_choice", std::string(kChoices[static_cast<std::size_t>(queue.agent_choice)]));
  }
}

void encode_waiting(TableWriter& out, Queue const& queue, Queue const& usual) {
  if (queue.duplicates == DuplicatePolicy::kAllow) out.always("duplicates", std::string("allow"));
  out.unless("lifetime_seconds", queue.lifetime, usual.lifetime);
  if (queue.service_level_percent != 0) {
    out.node("service_level", TableWriter{}
                                  .always("seconds", queue.service_level)
                                  .always("percent", queue.service_level_percent)
                                  .done());
  }
  if (queue.ageing.points != 0) {
    out.node("ageing", TableWriter{}
                           .always("points", queue.ageing.points)
                           .unless("every_seconds", queue.ageing.every, usual.ageing.every)
                           .done());
  }
  if (queue.slots.minutes != 0) {
    out.node("slots", TableWriter{}
                          .always("minutes", queue.slots.minutes)
                          .always("capacity", queue.slots.capacity)
                          .always("days_ahead", queue.slots.days_ahead)
                          .unless("publishable_percent", queue.slots.publishable_percent,
                                  usual.slots.publishable_percent)
                          .done());
  }
  out.unless_empty("targets", encode_list(queue.targets, encode_step))
      .unless("preferred_agent_seconds", queue.preferred_agent, usual.preferred_agent)
      .unless("prefer_last_agent", queue.prefer_last_agent, usual.prefer_last_agent);
}

void encode_calling(TableWriter& out, Queue const& queue, Queue const& usual) {
  out.unless_empty("retries", encode_retries(queue.retries))
      .unless("caller_id", queue.caller_id, usual.caller_id)
      .unless("ring_timeout_seconds", queue.ring_timeout, usual.ring_timeout)
      .unless("detect_machine", queue.detect_machine, usual.detect_machine);
  if (queue.abandoned == AbandonedPolicy::kRetry) out.always("abandoned", std::string("retry"));
  out.unless("log_dtmf", queue.log_dtmf, usual.log_dtmf)
      .unless("closing_margin_seconds", queue.closing_margin, usual.closing_margin);
  if (queue.retry_mode == RetryMode::kAutomatic) {
    out.always("retry_mode", std::string("automatic"));
  }
}

Node encode_queue(Queue const& queue) {
  Queue const usual;
  TableWriter out;
  out.always("name", queue.name)
      .unless("title", queue.title, queue.name)
      .unless("priority", queue.priority, usual.priority)
      .unless("hours", queue.hours, usual.hours)
      .unless("layout", queue.layout, usual.layout)
      .unless("codes", queue.codes, usual.codes)
      .unless("disposition_required", queue.disposition_required, usual.disposition_required)
      .unless("after_call_work_limit_seconds", queue.after_call_work_limit,
              usual.after_call_work_limit)
      .unless("default_code", queue.default_code, usual.default_code);
  encode_offering(out, queue, usual);
  encode_waiting(out, queue, usual);
  encode_calling(out, queue, usual);
  return out.done();
}

Node encode_condition(RoutingCondition const& when) {
  using Kind = RoutingCondition::Kind;
  TableWriter out;
  switch (when.kind) {
    case Kind::kAlways:
      break;
    case Kind::kEquals:
      return out.always("attribute", when.subject).always("equals", when.value).done();
    case Kind::kPrefix:
      return out.always("attribute", when.subject).always("prefix", when.value).done();
    case Kind::kLanguage:
      return out.always("language", when.value).done();
    case Kind::kClosed:
      return out.always("closed", when.subject).done();
    case Kind::kOpen:
      return out.always("open", when.subject).done();
    case Kind::kHours:
      return out.always("hours", when.subject).done();
    case Kind::kWaiting:
      return out.always("queue", when.subject).always("waiting_at_least", when.least).done();
    case Kind::kEstimate:
      return out.always("queue", when.subject).always("wait_at_least_seconds", when.least).done();
    case Kind::kAll:
      return out.node("all", encode_list(when.parts, encode_condition)).done();
    case Kind::kAny:
      return out.node("any", encode_list(when.parts, encode_condition)).done();
    case Kind::kNot:
      return out.node("not", encode_condition(when.parts.at(0))).done();
  }
  return out.done();
}

Node encode_rule(RoutingRule const& rule) {
  TableWriter out;
  out.unless_empty("when", encode_condition(rule.when)).always("queue", rule.queue);
  if (rule.priority) out.always("priority", *rule.priority);
  return out.unless_empty("skills", encode_skills(rule.skills))
      .unless("preferred_agent", rule.preferred_agent, std::string{})
      .done();
}

Node encode_routing_point(RoutingPoint const& point) {
  return TableWriter{}
      .always("name", point.name)
      .node("rules", encode_list(point.rules, encode_rule))
      .done();
}

Node encode_response(Response const& response) {
  return TableWriter{}
      .always("name", response.name)
      .texts("category", response.category)
      .unless("language", response.language, std::string{})
      .unless("text", response.text, std::string{})
      .done();
}

Node encode_skill_name(std::string const& name) {
  return TableWriter{}.always("name", name).done();
}

}  // namespace

Node encode_site(SiteDefinition const& site) {
  return TableWriter{}
      .unless_empty("company", encode_company(site.company))
      .unless_empty("dialling", encode_dialling(site.dialling))
      .unless_empty("sites", encode_list(site.sites, encode_one_site))
      .unless_empty("not_ready_reasons", encode_list(site.reasons, encode_reason))
      .unless_empty("skills", encode_list(site.skills, encode_skill_name))
      .unless_empty("agents", encode_list(site.agents, encode_agent))
      .unless_empty("hours", encode_list(site.hours,
                                         [&](Hours const& hours) {
                                           return encode_hours(hours, site.company);
                                         }))
      .unless_empty("code_lists", encode_list(site.code_lists, encode_code_list))
      .unless_empty("layouts", encode_list(site.layouts, encode_layout))
      .unless_empty("queues", encode_list(site.queues, encode_queue))
      .unless_empty("routing_points", encode_list(site.routing_points, encode_routing_point))
      .unless_empty("responses", encode_list(site.responses, encode_response))
      .done();
}

}  // namespace callbackd::simulation
