// The texts of the migrations and the stored functions, as they were when the program was built.
// migrations.cmake writes the source file with these texts. Constant data; any thread.
#pragma once
#include <string>
#include <vector>

namespace callbackd::storage {

struct Migration {
  std::string name;  // 0001_state.sql: the number orders them
  std::string sql;
};

struct FunctionFile {
  std::string name;  // journal_commit.sql: it defines the function journal_commit
  std::string sql;
  std::string checksum;
};

std::vector<Migration> const& embedded_migrations();
std::vector<FunctionFile> const& embedded_functions();
// The generation of the stored functions: a number that rises with each version of them
// (migrations/functions/generation.txt).
int embedded_generation();

}  // namespace callbackd::storage
