#include "edge/agent_phones.hpp"

#include "core/definition/dial_string.hpp"
#include "core/definition/dialling_rules.hpp"
#include "edge/phone_numbers.hpp"

namespace callbackd::edge {
namespace {

// Returns the outside number of an agent's phone, or nullopt if it is a phone of the house (an
// internal phone). A phone of seven or more digits is read as somebody in the company's country
// would dial it. The country matters because the prefix for calls abroad differs: 00 in most
// countries, 011 in North America.
std::optional<base::PhoneNumber> outside_number(core::SiteDefinition const& definition,
                                                core::Agent const& agent) {
  auto const digits = core::long_digits(agent.phone);
  auto const& region = definition.company.default_region;
  if (!digits.empty() && !region.empty()) {
    auto const parsed = parse_phone(digits, region);
    if (auto const* const number = std::get_if<core::ClassedNumber>(&parsed)) return number->number;
  }
  return core::number_outside(agent.phone);
}

// Returns where an agent's phone stands in the text of the definition. `root` is the parsed text.
// `at` is the agent's index in SiteDefinition::agents, which has the same order as the list in
// `root`.
core::Position position_of(core::Node const& root, std::size_t at) {
  auto const* const agents = root.find("agents");
  auto const* const list =
      agents == nullptr ? nullptr : std::get_if<core::NodeList>(&agents->value);
  if (list == nullptr || at >= list->size()) return {};
  auto const* const phone = (*list)[at].find("phone");
  return phone == nullptr ? core::Position{} : phone->position;
}

std::string field_of(std::size_t at) {
  return "agents[" + std::to_string(at) + "].phone";
}

}  // namespace

void classify_phones(core::SiteDefinition& definition) {
  for (auto& agent : definition.agents) {
    agent.phone_number = outside_number(definition, agent);
    if (agent.phone_number) agent.phone_class = classify(*agent.phone_number);
  }
}

std::vector<core::SiteProblem> phone_problems(core::SiteDefinition const& definition,
                                              core::Node const& root) {
  std::vector<core::SiteProblem> problems;
  for (std::size_t at = 0; at < definition.agents.size(); ++at) {
    auto const number = outside_number(definition, definition.agents[at]);
    if (!number) continue;
    auto const problem = core::dialling_problem(definition, {}, {*number, classify(*number), {}});
    if (!problem) continue;
    problems.push_back({field_of(at), problem->rule, problem->about(), position_of(root, at)});
  }
  return problems;
}

std::vector<core::SiteProblem> phone_notices(core::SiteDefinition const& definition,
                                             core::Node const& root) {
  std::vector<core::SiteProblem> notices;
  for (std::size_t at = 0; at < definition.agents.size(); ++at) {
    auto const& agent = definition.agents[at];
    if (agent.phone.starts_with('+') || core::long_digits(agent.phone).empty()) continue;
    auto const number = outside_number(definition, agent);
    auto message = number ? "This is taken for the outside number " + base::to_text(*number) +
                                ": write it like that."
                          : std::string{
                                "This is taken for a phone of the house: write an outside number "
                                "with + and its country code."};
    notices.push_back({field_of(at), "recommended", std::move(message), position_of(root, at)});
  }
  return notices;
}

}  // namespace callbackd::edge
