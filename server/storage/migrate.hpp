// Brings a schema to this program's version: numbered SQL files that only go forward, each in a
// transaction of its own and recorded with its checksum, then the stored functions, then the
// grants. Two runs at once do no harm. Blocks. A serving process calls check_schema and maintain
// only.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.hpp"
#include "storage/connection.hpp"
#include "storage/migrations.hpp"

namespace callbackd::storage {

// How a line begins in a migration or a function file that takes away what a running server of the
// version before uses: `migrate` refuses it while a server runs. Tests check that no other
// migration takes such things away. A function whose signature goes needs no such line.
constexpr std::string_view kNeedsStop = "-- Needs every server stopped";

// The content that a schema must have after `migrate`.
struct Wanted {
  std::vector<Migration> migrations = embedded_migrations();
  std::vector<FunctionFile> functions = embedded_functions();
  int generation = embedded_generation();  // of the functions
  // The role that `serve` connects as, when it is not the schema's owner: it is granted what it
  // needs and no more. Empty: none.
  std::string runtime_role = {};
};

// Makes the schema, and the partitions around `now`; returns the names of the files applied now.
// Fails if a newer program made the schema: it has a migration that this program does not know, or
// its functions are of a later generation.
Result<std::vector<std::string>> migrate(DatabaseLocation const& location, base::Instant now,
                                         Wanted const& wanted = {});

// Fails when the schema is older or newer than this program, or its functions are others. Throws
// what libpqxx throws.
Result<bool> check_schema(pqxx::transaction_base& transaction);

// The daily maintenance: makes partitions a month ahead and drops remembered things whose time is
// over. Running it more often does no harm.
Result<bool> maintain(DatabaseLocation const& location, base::Instant now);

}  // namespace callbackd::storage
