// The migrations as they were when the program was built (embed_migrations.cmake makes the
// definition). Constant data.
#pragma once
#include <string>
#include <vector>

namespace callbackd::storage {

struct Migration {
  std::string name;  // 0001_state.sql: the number orders them
  std::string sql;
};

std::vector<Migration> const& embedded_migrations();

}  // namespace callbackd::storage
