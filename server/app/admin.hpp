// Shared by the subcommands: how they find the database, the time, and who runs them. One thread.
#pragma once
#include <optional>

#include "app/config.hpp"
#include "app/exit_status.hpp"
#include "base/instant.hpp"
#include "storage/admin_store.hpp"
#include "storage/connection.hpp"

namespace callbackd::app {

// Where the cell's tables are; nullopt: the reason was printed.
std::optional<storage::DatabaseLocation> database_location(Config const& config, Terminal terminal);

base::Instant wall_clock_now();
// The name of the person who runs the command, for the records: user@host.
std::string operator_name();
storage::Admin administrator();  // operator_name(), with the present time

}  // namespace callbackd::app
