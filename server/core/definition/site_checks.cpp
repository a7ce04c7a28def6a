// The checks that need the whole definition. Names that are referred to must exist. Notices warn of
// things that are allowed but are probably mistakes.
#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/definition/site_decoding.hpp"

namespace callbackd::core {
namespace {

using NameSet = std::set<std::string, std::less<>>;

template <typename T, typename Member>
NameSet names_of(std::vector<T> const& items, Member member) {
  NameSet names;
  for (auto const& item : items) names.insert(item.*member);
  return names;
}

std::string_view word_of(NameOf kind) {
  switch (kind) {
    case NameOf::kQueue:
      return "queue";
    case NameOf::kRoutingPoint:
      return "routing point";
    case NameOf::kQueueOrPoint:
      return "queue or routing point";
    case NameOf::kAgent:
      return "agent";
    case NameOf::kSkill:
      return "skill";
    case NameOf::kHours:
      return "table of hours";
    case NameOf::kLayout:
      return "layout";
    case NameOf::kCodeList:
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

  bool has(NameOf kind, std::string const& name) const {
    switch (kind) {
      case NameOf::kQueue:
        return queues_.contains(name);
      case NameOf::kRoutingPoint:
        return points_.contains(name);
      case NameOf::kQueueOrPoint:
        return queues_.contains(name) || points_.contains(name);
      case NameOf::kAgent:
        return agents_.contains(name);
      case NameOf::kSkill:
        return skills_.contains(name);
      case NameOf::kHours:
        return hours_.contains(name);
      case NameOf::kLayout:
        return layouts_.contains(name);
      case NameOf::kCodeList:
        return code_lists_.contains(name);
    }
    return false;
  }

 private:
  NameSet queues_, points_, agents_, skills_, hours_, layouts_, code_lists_;
};

// The graph of on_exhausted, the setting that says where the callbacks of a queue go when nobody
// takes them. For each queue, by its index, the graph has the indexes of the queues to which its
// callbacks may go, directly or by a routing point. Each name is looked up once, so that a large
// definition is read fast.
class ExhaustedWays {
 public:
  explicit ExhaustedWays(SiteDefinition const& site) : site_(site), next_(site.queues.size()) {
    std::map<std::string_view, std::size_t> places;
    for (std::size_t at = 0; at < site.queues.size(); ++at)
      places.emplace(site.queues[at].name, at);
    std::map<std::string_view, std::vector<std::size_t>> points;
    auto const add = [&](std::vector<std::size_t>& to, std::string const& name) {
      auto const found = places.find(name);
      if (found != places.end()) to.push_back(found->second);
    };
    for (auto const& point : site.routing_points) {
      std::set<std::string_view> seen;
      auto& to = points[point.name];
      for (auto const& rule : point.rules) {
        if (seen.insert(rule.queue).second) add(to, rule.queue);
      }
    }
    for (std::size_t at = 0; at < site.queues.size(); ++at) {
      auto const& target = site.queues[at].on_exhausted;
      if (!target) continue;
      if (target->kind == ReturnTarget::Kind::kQueue) add(next_[at], target->name);
      if (target->kind == ReturnTarget::Kind::kRoutingPoint) next_[at] = points[target->name];
    }
  }

  // A path from a queue back to itself, as names: "sales -> billing -> sales"; empty: there is no
  // such path. A depth-first search; from[q] is the queue from which q was reached.
  std::string circle_of(std::size_t queue) const {
    std::vector<std::size_t> from(site_.queues.size(), kNowhere);
    std::vector<std::size_t> open{queue};
    while (!open.empty()) {
      auto const at = open.back();
      open.pop_back();
      for (auto const next : next_[at]) {
        if (next == queue) return text_of(queue, at, from);
        if (from[next] != kNowhere) continue;
        from[next] = at;
        open.push_back(next);
      }
    }
    return {};
  }

 private:
  static constexpr std::size_t kNowhere = std::numeric_limits<std::size_t>::max();
  static constexpr std::size_t kShown = 8;  // names of a long circle

  std::string text_of(std::size_t queue, std::size_t last,
                      std::vector<std::size_t> const& from) const {
    std::vector<std::size_t> way{queue};
    for (auto at = last; at != queue; at = from[at]) way.push_back(at);
    way.push_back(queue);
    std::string text = site_.queues[queue].name;
    for (std::size_t i = 1; i < way.size(); ++i) {
      if (i == kShown && way.size() > kShown + 2) {
        text += " -> (" + std::to_string(way.size() - i) + " more)";
        break;
      }
      text += " -> " + site_.queues[way[way.size() - 1 - i]].name;
    }
    return text;
  }

  SiteDefinition const& site_;
  std::vector<std::vector<std::size_t>> next_;
};

// Gives a notice if the on_exhausted settings of some queues form a circle. Callbacks that nobody
// takes would go from queue to queue in such a circle. An administrator rarely means this, but it
// is allowed, because the count of offers starts anew in each queue. So it is not an error.
void check_exhausted(SiteDecoding& decoding) {
  ExhaustedWays const ways(decoding.site);
  auto place = decoding.exhausted.begin();
  for (std::size_t at = 0; at < decoding.site.queues.size(); ++at) {
    if (!decoding.site.queues[at].on_exhausted) continue;
    NodeAt const& here = *place++;
    auto const circle = ways.circle_of(at);
    if (circle.empty()) continue;
    decoding.notices.push_back({here.path, "cycle",
                                "Callbacks that nobody takes go round in a circle: " + circle + ".",
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
    NodeAt const& here = *place++;
    auto const& agents = decoding.site.agents;
    if (std::any_of(agents.begin(), agents.end(),
                    [&](Agent const& agent) { return serves(agent, queue.name); })) {
      continue;
    }
    decoding.notices.push_back(
        {here.path, "no_agents",
         "No agent serves the queue " + queue.name + ": its callbacks wait until they expire.",
         here.node.position});
  }
}

void notice_no_countries(SiteDecoding& decoding) {
  if (!decoding.site.dialling.countries.empty() || decoding.site.sites.empty()) return;
  decoding.notices.push_back(
      {"dialling.countries",
       "recommended",
       "Should be given: a site without countries of its own calls the whole world.",
       {}});
}

// Warns of a site that has countries of its own, none of which is in [dialling] countries. Only
// countries in both lists may be called, so this site can call nobody.
void notice_no_country(SiteDecoding& decoding) {
  auto const& all = decoding.site.dialling.countries;
  auto place = decoding.sites.begin();
  for (auto const& site : decoding.site.sites) {
    NodeAt const& here = *place++;
    auto const in_all = [&](std::string const& country) {
      return std::find(all.begin(), all.end(), country) != all.end();
    };
    bool const any = all.empty() || site.countries.empty() ||
                     std::any_of(site.countries.begin(), site.countries.end(), in_all);
    if (any) continue;
    decoding.notices.push_back({here.path, "no_country",
                                "None of its countries is in [dialling] countries: the site " +
                                    site.name + " can call nobody.",
                                here.node.position});
  }
}

}  // namespace

void check_site(SiteDecoding& decoding) {
  KnownNames const known{decoding.site};
  for (auto const& reference : decoding.references) {
    if (known.has(reference.kind, reference.name)) continue;
    decoding.errors.push_back(
        {reference.field, "unknown",
         "There is no " + std::string(word_of(reference.kind)) + " called " + reference.name + ".",
         reference.position});
  }
  check_exhausted(decoding);
  notice_unserved(decoding);
  notice_no_country(decoding);
  notice_no_countries(decoding);
}

}  // namespace callbackd::core
