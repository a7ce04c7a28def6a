#include "storage/replay.hpp"

#include "storage/row_values.hpp"

namespace callbackd::storage {

Result<std::vector<Mismatch>> compare_replay(DatabaseLocation const& location) {
  try {
    Connection connection{location, Use::kLoad};
    pqxx::nontransaction transaction{*connection};
    std::vector<Mismatch> mismatches;
    for (auto const& row : transaction.exec("SELECT callback_id, field, replayed, stored FROM "
                                            "replay_mismatches() ORDER BY callback_id, field")) {
      mismatches.push_back({callback_of(row[0]), std::string{text_of(row[1])},
                            std::string{text_of(row[2])}, std::string{text_of(row[3])}});
    }
    return mismatches;
  } catch (std::exception const& e) {
    return Failure{"replay: " + first_line(e)};
  }
}

}  // namespace callbackd::storage
