#include "core/script_settings.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <sstream>

#include "core/bench.hpp"

namespace callbackd::core::test {

Words words_of(std::string const& line) {
  std::istringstream in{line};
  Words words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

std::map<std::string, std::string> options_of(Words const& words, std::size_t from) {
  std::map<std::string, std::string> options;
  for (auto i = from; i < words.size(); ++i) {
    auto const equals = words[i].find('=');
    INFO(words[i]);
    REQUIRE(equals != std::string::npos);
    options[words[i].substr(0, equals)] = words[i].substr(equals + 1);
  }
  return options;
}

std::vector<std::string> split(std::string const& text, char at) {
  std::istringstream in{text};
  std::vector<std::string> parts;
  for (std::string part; std::getline(in, part, at);) parts.push_back(part);
  return parts;
}

seconds seconds_of(std::string const& text) {
  return seconds{std::stol(text)};
}

namespace {

ReturnTarget target_of(std::string const& text) {
  auto const parts = split(text, ':');
  if (parts[0] == "agent") return {ReturnTarget::Kind::kAgent, parts[1]};
  if (parts[0] == "point") return {ReturnTarget::Kind::kRoutingPoint, parts[1]};
  return {ReturnTarget::Kind::kQueue, parts.back()};
}

std::vector<SkillLevel> skills_of(std::string const& text) {
  std::vector<SkillLevel> skills;
  for (auto const& part : split(text, ',')) {
    auto const pair = split(part, ':');
    skills.push_back({pair[0], std::stoi(pair[1])});
  }
  return skills;
}

void set_hours(SiteDefinition& site, Queue& queue, std::string const& windows) {
  calendar::HoursRules rules;
  rules.zone = "UTC";
  for (auto& day : rules.weekly) {
    for (auto const& window : split(windows, ',')) {
      day.push_back(*calendar::day_window_from_text(window));
    }
  }
  queue.hours = "hours of " + queue.name;
  site.hours.push_back({queue.hours, calendar::OfficeHours::make(rules).value()});
}

// Reads the conditions of a rule: language:de, not:closed:sales, waiting:sales:3, wait:sales:60 or
// topic:billing. If there are several, separated by commas, all of them must hold.
RoutingCondition condition_of(std::string const& text) {
  using Kind = RoutingCondition::Kind;
  auto const parts = split(text, ':');
  if (parts[0] == "not")
    return {.kind = Kind::kNot, .parts = {condition_of(text.substr(parts[0].size() + 1))}};
  if (parts[0] == "language") return {.kind = Kind::kLanguage, .value = parts[1]};
  if (parts[0] == "topic")
    return {.kind = Kind::kEquals, .subject = "attributes.topic", .value = parts[1]};
  if (parts[0] == "closed") return {.kind = Kind::kClosed, .subject = parts[1]};
  if (parts[0] == "open") return {.kind = Kind::kOpen, .subject = parts[1]};
  bool const depth = parts[0] == "waiting";
  REQUIRE((depth || parts[0] == "wait"));
  return {.kind = depth ? Kind::kWaiting : Kind::kEstimate,
          .subject = parts[1],
          .least = std::stol(parts[2])};
}

// Adds the routing rule of a line such as `rule web to=german if=language:de,not:closed:german`.
void set_rule(SiteDefinition& site, Words const& words) {
  auto point = std::find_if(site.routing_points.begin(), site.routing_points.end(),
                            [&](auto const& each) { return each.name == words[1]; });
  if (point == site.routing_points.end()) point = site.routing_points.insert(point, {words[1], {}});
  RoutingRule rule;
  for (auto const& [key, value] : options_of(words, 2)) {
    INFO(key);
    if (key == "to")
      rule.queue = value;
    else if (key == "priority")
      rule.priority = std::stoi(value);
    else if (key == "skills")
      rule.skills = skills_of(value);
    else if (key == "preferred")
      rule.preferred_agent = value;
    else if (key == "if") {
      for (auto const& part : split(value, ',')) rule.when.parts.push_back(condition_of(part));
      rule.when.kind = RoutingCondition::Kind::kAll;
    } else
      FAIL("an unknown setting of a rule");
  }
  point->rules.push_back(std::move(rule));
}

void set_queue(SiteDefinition& site, Words const& words) {
  Queue& queue = queue_of(site, words[1]);
  queue.codes = "codes";
  for (auto const& [key, value] : options_of(words, 2)) {
    INFO(key);
    if (key == "max_offers")
      queue.max_offers = std::stoi(value);
    else if (key == "priority")
      queue.priority = std::stoi(value);
    else if (key == "offer_timeout")
      queue.offer_timeout = seconds_of(value);
    else if (key == "exclusion")
      queue.exclusion = seconds_of(value);
    else if (key == "lifetime")
      queue.lifetime = seconds_of(value);
    else if (key == "preferred_agent")
      queue.preferred_agent = seconds_of(value);
    else if (key == "after_call_work")
      queue.after_call_work_limit = seconds_of(value);
    else if (key == "default_code")
      queue.default_code = value;
    else if (key == "disposition")
      queue.disposition_required = value == "required";
    else if (key == "not_ready_on_timeout")
      queue.not_ready_on_timeout = value == "yes";
    else if (key == "duplicates")
      queue.duplicates = value == "allow" ? DuplicatePolicy::kAllow : DuplicatePolicy::kRefuse;
    else if (key == "on_reject")
      queue.on_reject = target_of(value);
    else if (key == "on_timeout")
      queue.on_timeout = target_of(value);
    else if (key == "abandoned")
      queue.abandoned = from_text<AbandonedPolicy>(value).value();
    else if (key == "on_agent_lost")
      queue.on_agent_lost = target_of(value);
    else if (key == "on_exhausted")
      queue.on_exhausted = target_of(value);
    else if (key == "ageing")
      queue.ageing = {std::stoi(split(value, ':')[0]), seconds_of(split(value, ':')[1])};
    else if (key == "target")
      queue.targets.push_back({seconds_of(split(value, '/')[0]), skills_of(split(value, '/')[1])});
    else if (key == "then")
      queue.targets.push_back({seconds_of(split(value, '/')[0]), skills_of(split(value, '/')[1])});
    else if (key == "slots")
      queue.slots = {std::stoi(split(value, '/')[0]), std::stoi(split(value, '/')[1]),
                     std::stoi(split(value, '/')[2])};
    else if (key == "retry_mode")
      queue.retry_mode = from_text<RetryMode>(value).value();
    else if (auto const outcome = from_text<AttemptOutcome>(key))
      queue.retries[*outcome] = {std::stoi(split(value, '/')[0]), seconds_of(split(value, '/')[1])};
    else if (key == "hours")
      set_hours(site, queue, value);
    else if (key == "prefer_last_agent")
      queue.prefer_last_agent = value == "yes";
    else if (key == "choice")
      queue.agent_choice = from_text<AgentChoice>(value).value();
    else
      FAIL("an unknown setting of a queue");
  }
}

void set_agent(SiteDefinition& site, Words const& words) {
  Agent& agent = agent_of(site, words[1]);
  for (auto const& [key, value] : options_of(words, 2)) {
    if (key == "capacity")
      agent.capacity = std::stoi(value);
    else if (key == "queues")
      agent.queues = split(value, ',');
    else if (key == "skills")
      agent.skills = skills_of(value);
    else
      FAIL("an unknown setting of an agent");
  }
}

}  // namespace

bool set(SiteDefinition& site, Words const& words) {
  if (words[0] == "queue")
    set_queue(site, words);
  else if (words[0] == "agent")
    set_agent(site, words);
  else if (words[0] == "rule")
    set_rule(site, words);
  else if (words[0] == "company")
    site.company.calls_per_number_per_day =
        std::stoi(options_of(words, 1).at("calls_per_number_per_day"));
  else
    return false;
  return true;
}

void leave_out(SiteDefinition& site, std::string const& what, std::string const& name) {
  if (what == "queue") {
    std::erase_if(site.queues, [&](auto const& queue) { return queue.name == name; });
  } else {
    REQUIRE(what == "agent");
    std::erase_if(site.agents, [&](auto const& agent) { return agent.login == name; });
  }
}

}  // namespace callbackd::core::test
