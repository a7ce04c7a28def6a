// From the core's own state to rows and event data. Pure.
#pragma once
#include <string>

#include "core/messages/record.hpp"
#include "core/state/world.hpp"

namespace callbackd::core {

CallbackRow row_of(World const& world, Callback const& callback);
AgentRow row_of(AgentEntry const& agent);
// One field for each column that differs; the keys are column names.
EventData difference(World const& world, Columns const& before, Columns const& after);
std::string needs_text(World const& world, NeedsId needs);  // "billing:3 english:8"

}  // namespace callbackd::core
