// Brings a schema to this program's version: numbered forward-only SQL files, each in a transaction
// of its own, recorded with its checksum, then the stored functions. Two at once are harmless.
// Blocks; called by `callbackd migrate` and by tests, never while serving.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.hpp"
#include "storage/connection.hpp"
#include "storage/migrations.hpp"

namespace callbackd::storage {

// A line that begins so, in a migration or a function that takes away what a running server of the
// version before uses: it is refused while one runs. Tests hold every other migration to it. A
// function whose signature goes needs no such line.
constexpr std::string_view kNeedsStop = "-- Needs every server stopped";

// What a schema is to have.
struct Wanted {
  std::vector<Migration> migrations = embedded_migrations();
  std::vector<FunctionFile> functions = embedded_functions();
  int generation = embedded_generation();  // of the functions
  // The role that `serve` connects as, when it is not the schema's owner: it is granted what it
  // needs and no more. Empty: none.
  std::string runtime_role = {};
};

// The names of the files that were applied now. Makes the schema, and the partitions around `now`.
// Refused for a schema of a newer program: one with a migration, or with functions of a generation,
// that this program does not know.
Result<std::vector<std::string>> migrate(Place const& place, base::Instant now,
                                         Wanted const& wanted = {});

// Fails when the schema is older or newer than this program, or its functions are others. Throws
// what libpqxx throws.
Result<bool> check_schema(pqxx::transaction_base& transaction);

// The daily round: partitions a month ahead; remembered things past their time are dropped. More
// often does no harm.
Result<bool> maintain(Place const& place, base::Instant now);

}  // namespace callbackd::storage
