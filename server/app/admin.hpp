// Functions that the subcommands share: where the database is, what time it is, and who runs the
// command. Main thread.
#pragma once
#include <optional>

#include "app/config.hpp"
#include "app/exit_status.hpp"
#include "base/instant.hpp"
#include "storage/admin_store.hpp"
#include "storage/connection.hpp"

namespace callbackd::app {

// Returns the database and schema of the cell from the configuration. If it cannot, it prints the
// reason and returns nullopt.
std::optional<storage::DatabaseLocation> database_location(Config const& config, Terminal terminal);

base::Instant wall_clock_now();
// The name of the person who runs the command, as it is stored with a change: user@host.
std::string operator_name();
storage::ChangedBy administrator();  // operator_name(), with the present time

}  // namespace callbackd::app
