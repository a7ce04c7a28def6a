// What can be checked only when the whole definition is read.
#include <algorithm>

#include "core/definition/site_decoding.hpp"

namespace callbackd::core {
namespace {

using Kind = NameReference::Kind;

using NameSet = std::set<std::string, std::less<>>;

template <typename T, typename Member>
NameSet names_of(std::vector<T> const& items, Member member) {
  NameSet names;
  for (auto const& item : items) names.insert(item.*member);
  return names;
}

std::string_view word_of(Kind kind) {
  switch (kind) {
    case Kind::kQueue:
      return "queue";
    case Kind::kRoutingPoint:
      return "routing point";
    case Kind::kQueueOrPoint:
      return "queue or routing point";
    case Kind::kAgent:
      return "agent";
    case Kind::kSkill:
      return "skill";
    case Kind::kHours:
      return "table of hours";
    case Kind::kLayout:
      return "layout";
    case Kind::kCodeList:
      return "code list";
  }
  return "";
}

class KnownNames {
 public:
  explicit KnownNames(SiteDefinition const& site)
      : queues_(names_of(site.queues, &Queue::name)),
        points_(names_of(site.routing_points, &RoutingPoint::name)),
        agents_(names_of(site.agents, &Agent::login)),
        skills_(site.skills.begin(), site.skills.end()),
        hours_(names_of(site.hours, &Hours::name)),
        layouts_(names_of(site.layouts, &Layout::name)),
        code_lists_(names_of(site.code_lists, &CodeList::name)) {}

  bool has(Kind kind, std::string const& name) const {
    switch (kind) {
      case Kind::kQueue:
        return queues_.contains(name);
      case Kind::kRoutingPoint:
        return points_.contains(name);
      case Kind::kQueueOrPoint:
        return queues_.contains(name) || points_.contains(name);
      case Kind::kAgent:
        return agents_.contains(name);
      case Kind::kSkill:
        return skills_.contains(name);
      case Kind::kHours:
        return hours_.contains(name);
      case Kind::kLayout:
        return layouts_.contains(name);
      case Kind::kCodeList:
        return code_lists_.contains(name);
    }
    return false;
  }

 private:
  NameSet queues_, points_, agents_, skills_, hours_, layouts_, code_lists_;
};

// The queues that a callback of this queue may come to when nobody takes it.
std::vector<Queue const*> next_when_exhausted(SiteDefinition const& site, Queue const& queue) {
  if (!queue.on_exhausted) return {};
  std::vector<Queue const*> next;
  if (queue.on_exhausted->kind == ReturnTarget::Kind::kQueue)
    next.push_back(site.find_queue(queue.on_exhausted->name));
  auto const* point = queue.on_exhausted->kind == ReturnTarget::Kind::kRoutingPoint
                          ? site.find_routing_point(queue.on_exhausted->name)
                          : nullptr;
  if (point != nullptr) {
    for (auto const& rule : point->rules) next.push_back(site.find_queue(rule.queue));
  }
  std::erase(next, nullptr);
  return next;
}

// The way from `from` to `to`, empty: none. Each queue is entered once.
std::string way_to(SiteDefinition const& site, Queue const& from, Queue const& to,
                   std::set<Queue const*>& entered) {
  for (auto const* next : next_when_exhausted(site, from)) {
    if (next == &to) return " -> " + next->name;
    if (!entered.insert(next).second) continue;
    auto const rest = way_to(site, *next, to, entered);
    if (!rest.empty()) return " -> " + next->name + rest;
  }
  return {};
}

// A circle is legal (the count of offers starts anew in each queue) but seldom meant: told as a
// notice.
void check_exhausted(SiteDecoding& decoding) {
  auto place = decoding.exhausted.begin();
  for (auto const& queue : decoding.site.queues) {
    if (!queue.on_exhausted) continue;
    Place const& here = *place++;
    std::set<Queue const*> entered;
    auto const way = way_to(decoding.site, queue, queue, entered);
    if (way.empty()) continue;
    decoding.notices.push_back({here.path, "cycle",
                                "callbacks that nobody takes go in a circle: " + queue.name + way,
                                here.node.position});
  }
}

bool serves(Agent const& agent, std::string const& queue) {
  bool const works = has_role(agent.roles, Role::kAgent);
  return works && (agent.queues.empty() || std::find(agent.queues.begin(), agent.queues.end(),
                                                     queue) != agent.queues.end());
}

void notice_unserved(SiteDecoding& decoding) {
  auto place = decoding.queues.begin();
  for (auto const& queue : decoding.site.queues) {
    Place const& here = *place++;
    auto const& agents = decoding.site.agents;
    if (std::any_of(agents.begin(), agents.end(),
                    [&](Agent const& agent) { return serves(agent, queue.name); })) {
      continue;
    }
    decoding.notices.push_back(
        {here.path, "no_agents",
         "no agent serves queue " + queue.name + ": its callbacks wait until they expire",
         here.node.position});
  }
}

// Each number of such a site would be refused by one list or the other.
void notice_no_country(SiteDecoding& decoding) {
  auto const& all = decoding.site.dialling.countries;
  auto place = decoding.sites.begin();
  for (auto const& site : decoding.site.sites) {
    Place const& here = *place++;
    auto const in_all = [&](std::string const& country) {
      return std::find(all.begin(), all.end(), country) != all.end();
    };
    bool const any = all.empty() || site.countries.empty() ||
                     std::any_of(site.countries.begin(), site.countries.end(), in_all);
    if (any) continue;
    decoding.notices.push_back(
        {here.path, "no_country",
         "none of its countries is in [dialling] countries: site " + site.name + " can call nobody",
         here.node.position});
  }
}

}  // namespace

void check_site(SiteDecoding& decoding) {
  KnownNames const known{decoding.site};
  for (auto const& reference : decoding.references) {
    if (known.has(reference.kind, reference.name)) continue;
    decoding.errors.push_back(
        {reference.field, "unknown_name",
         "no " + std::string(word_of(reference.kind)) + " is called " + reference.name,
         reference.position});
  }
  check_exhausted(decoding);
  notice_unserved(decoding);
  notice_no_country(decoding);
}

}  // namespace callbackd::core
