// Makes rows and event data from the core's state; commands/restore.cpp makes the state from rows
// again. Pure; engine thread. Layer: read.
#pragma once
#include <string>

#include "core/messages/record.hpp"
#include "core/state/world.hpp"

namespace callbackd::core {

CallbackRow row_of(World const& world, Callback const& callback);
AgentRow row_of(AgentEntry const& agent);
// The data of an event: one field for each column that differs, with its value in `after`. The keys
// are column names.
EventData difference(World const& world, Columns const& before, Columns const& after);
std::string needs_text(World const& world, NeedsId needs);  // "billing:3 english:8"

}  // namespace callbackd::core
