// Brings a schema to this program's version. First come the numbered SQL files, which only go
// forward; each has a transaction of its own and is recorded with its checksum. Then come the
// stored functions, then the privileges. Two runs at the same time do no harm. Any thread; blocks.
// A serving process calls only check_schema and maintain.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.hpp"
#include "storage/connection.hpp"
#include "storage/migrations.hpp"

namespace callbackd::storage {

// The begin of a line that a migration or a function file must have if it takes away something that
// a running server of the previous version uses. `migrate` refuses such a file while a server runs.
// Tests check that no file without the line takes such things away. A changed signature of a
// function needs no such line, because `migrate` finds it by itself.
constexpr std::string_view kNeedsStop = "-- Needs every server stopped";

// The content that a schema must have after `migrate`.
struct Wanted {
  std::vector<Migration> migrations = embedded_migrations();
  std::vector<FunctionFile> functions = embedded_functions();
  int generation = embedded_generation();  // of the functions
  // The role that `serve` connects as, if it is not the owner of the schema. It is granted only
  // what it needs. An empty text means that there is no such role.
  std::string runtime_role = {};
};

// Makes or updates the schema, and makes the partitions around `now`. Returns the names of the
// files that were applied now. Fails if a newer program made the schema: the schema then has a
// migration that this program does not know, or functions of a later generation.
Result<std::vector<std::string>> migrate(DatabaseLocation const& location, base::Instant now,
                                         Wanted const& wanted = {});

// Checks that the schema fits this program. Fails if it is older or newer, or has other stored
// functions. Throws what libpqxx throws.
Result<bool> check_schema(pqxx::transaction_base& transaction);

// Does the regular maintenance, which `serve` calls every hour: makes partitions for the next
// month, and deletes rows that need not be kept any longer. Calling it more often does no harm.
Result<bool> maintain(DatabaseLocation const& location, base::Instant now);

}  // namespace callbackd::storage
