// UnreadableRows notes and logs the rows that this program cannot understand while it reads rows
// back. Such a row is left out, and never keeps a server from starting. The Loader (loader.cpp) and
// the class Taking (cell.cpp) each own one. It is used on the thread that starts the server, or on
// the main thread of `check`.
#pragma once
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <pqxx/pqxx>

#include "engine/ports.hpp"

namespace callbackd::storage {

class UnreadableRows {
 public:
  // Calls `read`. If `read` throws std::runtime_error, the row cannot be understood: it is noted,
  // and false is returned. Errors of the database are passed on to the caller.
  template <typename Read>
  bool read(char const* table, pqxx::field const& key, Read read) {
    try {
      read();
      return true;
    } catch (pqxx::failure const&) {
      throw;
    } catch (std::runtime_error const& error) {
      note(table, {key.c_str(), key.size()}, error.what());
      return false;
    }
  }
  // Notes a row that cannot be understood. `why` must not hold personal data, because it is logged.
  void note(std::string_view table, std::string_view row, std::string_view why);
  std::vector<engine::UnreadableRow> take() { return std::move(rows_); }

 private:
  std::vector<engine::UnreadableRow> rows_;
};

}  // namespace callbackd::storage
