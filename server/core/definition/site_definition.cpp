#include "core/definition/site_definition.hpp"

#include <algorithm>
#include <set>

namespace callbackd::core {
namespace {

template <typename T, typename Member>
T const* find_by(std::vector<T> const& items, Member member, std::string_view name) {
  auto const found =
      std::find_if(items.begin(), items.end(), [&](T const& item) { return item.*member == name; });
  return found == items.end() ? nullptr : &*found;
}

Code const* find_code(std::vector<Code> const& codes, std::string_view wanted) {
  for (auto const& code : codes) {
    if (code.code == wanted) return &code;
    if (auto const* const finer = find_code(code.codes, wanted)) return finer;
  }
  return nullptr;
}

void list_dispositions(std::vector<Code> const& codes, std::vector<std::string>& out) {
  for (auto const& code : codes) {
    if (code.is_disposition()) out.push_back(code.code);
    list_dispositions(code.codes, out);
  }
}

}  // namespace

Code const* CodeList::find(std::string_view code) const {
  return find_code(codes, code);
}
std::vector<std::string> CodeList::dispositions() const {
  std::vector<std::string> listed;
  list_dispositions(codes, listed);
  return listed;
}
Queue const* SiteDefinition::find_queue(std::string_view name) const {
  return find_by(queues, &Queue::name, name);
}
RoutingPoint const* SiteDefinition::find_routing_point(std::string_view name) const {
  return find_by(routing_points, &RoutingPoint::name, name);
}
Site const* SiteDefinition::find_site(std::string_view name) const {
  return find_by(sites, &Site::name, name);
}
Agent const* SiteDefinition::find_agent(std::string_view login) const {
  return find_by(agents, &Agent::login, login);
}
Layout const* SiteDefinition::find_layout(std::string_view name) const {
  return find_by(layouts, &Layout::name, name);
}
CodeList const* SiteDefinition::find_code_list(std::string_view name) const {
  return find_by(code_lists, &CodeList::name, name);
}

bool has_role(std::vector<Role> const& roles, Role role) {
  return std::find(roles.begin(), roles.end(), role) != roles.end();
}

std::string roles_text(std::vector<Role> const& roles) {
  std::vector<std::string_view> words;
  for (auto const& [word, role] : kWords<Role>) {
    if (has_role(roles, role)) words.push_back(word);
  }
  return base::joined(words, ",");
}

std::vector<Role> effective_roles(SiteDefinition const& site, std::string_view login,
                                  std::vector<Role> const& of_row) {
  auto const* const agent = site.find_agent(login);
  auto roles = of_row;
  if (agent != nullptr && agent->roles_written) {
    std::erase_if(roles, [&](Role role) { return !has_role(agent->roles, role); });
  }
  return roles;
}

std::vector<std::string> SiteDefinition::mentioned_attributes() const {
  std::set<std::string> mentioned;
  for (auto const& point : routing_points) {
    for (auto const& rule : point.rules) add_mentioned(rule.when, mentioned);
  }
  return {mentioned.begin(), mentioned.end()};
}

}  // namespace callbackd::core
