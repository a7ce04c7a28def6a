// UnreadableRows notes and logs the rows that this program cannot understand while state is read
// back. Each is left out, and none ends a start. The connection's thread.
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
  // False: `read` threw std::runtime_error because it does not understand the row, which was noted.
  // Errors of the database pass through.
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
  // `why` must not hold personal data: it is logged.
  void note(std::string_view table, std::string_view row, std::string_view why);
  std::vector<engine::UnreadableRow> take() { return std::move(rows_); }

 private:
  std::vector<engine::UnreadableRow> rows_;
};

}  // namespace callbackd::storage
