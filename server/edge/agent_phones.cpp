#include "edge/agent_phones.hpp"

#include "core/dial_string.hpp"
#include "core/dialling_rules.hpp"
#include "edge/phone_numbers.hpp"

namespace callbackd::edge {
namespace {

std::optional<base::PhoneNumber> outside_number(core::Agent const& agent) {
  return core::is_outside(agent.phone) ? base::phone_from_e164(agent.phone) : std::nullopt;
}

// Agents stand in the definition in the order of the tree.
core::Position position_of(core::Node const& root, std::size_t at) {
  auto const* const agents = root.find("agents");
  auto const* const list =
      agents == nullptr ? nullptr : std::get_if<core::NodeList>(&agents->value);
  if (list == nullptr || at >= list->size()) return {};
  auto const* const phone = (*list)[at].find("phone");
  return phone == nullptr ? core::Position{} : phone->position;
}

}  // namespace

void classify_phones(core::SiteDefinition& definition) {
  for (auto& agent : definition.agents) {
    if (auto const number = outside_number(agent)) agent.phone_class = classify(*number);
  }
}

std::vector<core::SiteProblem> phone_problems(core::SiteDefinition const& definition,
                                              core::Node const& root) {
  std::vector<core::SiteProblem> problems;
  for (std::size_t at = 0; at < definition.agents.size(); ++at) {
    auto const number = outside_number(definition.agents[at]);
    if (!number) continue;
    auto problem = core::dialling_problem(definition, {}, {*number, classify(*number), {}});
    if (!problem) continue;
    problems.push_back({"agents[" + std::to_string(at) + "].phone", std::move(problem->rule),
                        std::move(problem->message), position_of(root, at)});
  }
  return problems;
}

}  // namespace callbackd::edge
