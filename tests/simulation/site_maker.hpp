// Makes random site definitions. All have the same queues and agents, but with different settings,
// so that each definition can follow any other. Pure; any thread.
#pragma once
#include "core/definition/site_definition.hpp"
#include "simulation/random.hpp"
#include "simulation/timeline.hpp"

namespace callbackd::simulation {

inline constexpr char const* kQueues[] = {"sales", "support", "third", "rest"};
inline constexpr char const* kAgents[] = {"alice", "bob", "carol", "dave", "erin", "frank"};

core::SitePtr make_site(Random& random, std::int64_t version);

}  // namespace callbackd::simulation
