// Names: gives small numbers to the names of queues, agents, skills, sites and codes, because
// numbers are faster to compare and to index. A number keeps its meaning for the life of the
// process, through all site definitions: names are never forgotten and numbers never reused.
// NeedsTable does the same for sets of needs. World owns both. Engine thread.
#pragma once
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/check.hpp"
#include "base/ids.hpp"

namespace callbackd::core {

using base::AgentId;
using base::QueueId;
using base::SkillId;
enum class SiteId : std::uint32_t {};
enum class CodeId : std::uint32_t {};

inline constexpr AgentId kNobody{0xFFFF'FFFF};
inline constexpr QueueId kNoQueue{0xFFFF'FFFF};
inline constexpr CodeId kNoCode{0xFFFF'FFFF};

template <typename Id>
class Interner {
 public:
  Id intern(std::string_view name) {
    if (auto const known = find(name)) return *known;
    auto const id = static_cast<Id>(names_.size());
    names_.emplace_back(name);
    by_name_.emplace(names_.back(), id);
    return id;
  }
  std::optional<Id> find(std::string_view name) const {
    auto const at = by_name_.find(name);
    if (at == by_name_.end()) return std::nullopt;
    return at->second;
  }
  bool knows(Id id) const { return static_cast<std::size_t>(id) < names_.size(); }
  std::string const& name(Id id) const {
    CALLBACKD_CHECK(knows(id));
    return names_[static_cast<std::size_t>(id)];
  }

 private:
  std::deque<std::string> names_;  // a deque: the views in by_name_ stay valid
  std::map<std::string_view, Id> by_name_;
};

struct Names {
  Interner<QueueId> queues;
  Interner<AgentId> agents;
  Interner<SkillId> skills;
  Interner<SiteId> sites;
  Interner<CodeId> codes;
};

// A skill with a level: a need of a callback, or what an agent has.
struct SkillNeed {
  SkillId skill{};
  int level = 1;
  auto operator<=>(SkillNeed const&) const = default;
};
using Needs = std::vector<SkillNeed>;  // sorted; all of them are asked for

// The number that stands for a set of needs, so that a callback has one number instead of a list.
// 0: the callback needs no skill.
enum class NeedsId : std::uint32_t { kNothing = 0 };
class NeedsTable {
 public:
  NeedsId intern(Needs const& needs) {
    if (needs.empty()) return NeedsId::kNothing;
    auto const at = ids_.find(needs);
    if (at != ids_.end()) return at->second;
    sets_.push_back(needs);
    auto const id = static_cast<NeedsId>(sets_.size() - 1);
    ids_.emplace(needs, id);
    return id;
  }
  Needs const& needs(NeedsId id) const { return sets_[static_cast<std::size_t>(id)]; }

 private:
  std::deque<Needs> sets_{Needs{}};
  std::map<Needs, NeedsId> ids_;
};

}  // namespace callbackd::core
