#include "storage/later_reads.hpp"

#include <fmt/format.h>

#include "storage/record_queries.hpp"
#include "storage/row_values.hpp"

namespace callbackd::storage {
namespace {

constexpr std::size_t kRowsOfOneCheck = 2'000;

void check_access(pqxx::transaction_base& transaction, UnreadableRows& unreadable) {
  for (auto const& row :
       transaction.exec("SELECT left(encode(hash, 'hex'), 12), created_at, revoked_at "
                        "FROM site_key ORDER BY 1")) {
    unreadable.read("site_key", row[0], [&] {
      static_cast<void>(instant_of(row[1]));
      static_cast<void>(optional_instant_of(row[2]));
    });
  }
  for (auto const& row : transaction.exec(
           "SELECT left(encode(hash, 'hex'), 12), expires_at FROM session_token ORDER BY 1")) {
    unreadable.read("session_token", row[0], [&] { static_cast<void>(instant_of(row[1])); });
  }
  for (auto const& row : transaction.exec("SELECT source, at FROM login_source ORDER BY 1")) {
    unreadable.read("login_source", row[0], [&] { static_cast<void>(instant_of(row[1])); });
  }
}

// Checks the callbacks that ended, the newest first. Their ids begin with the time at which they
// were made, so the primary key finds the newest.
void check_ended(pqxx::transaction_base& transaction, UnreadableRows& unreadable) {
  transaction.exec(fmt::format(
      "DECLARE ended_callback NO SCROLL CURSOR FOR {} WHERE NOT c.live ORDER BY c.id DESC LIMIT {}",
      callback_view_query(), kEndedMost));
  auto const fetch = fmt::format("FETCH {} FROM ended_callback", kRowsOfOneCheck);
  for (std::size_t listed = 0; listed < kEndedListed;) {
    auto const rows = transaction.exec(fetch);
    for (auto const& row : rows) {
      bool const understood =
          unreadable.read("callback", row[0], [&] { static_cast<void>(callback_view_of(row)); });
      if (!understood && ++listed == kEndedListed) return;
    }
    if (rows.size() < kRowsOfOneCheck) return;
  }
}

}  // namespace

void check_later_reads(pqxx::transaction_base& transaction, UnreadableRows& unreadable) {
  check_access(transaction, unreadable);
  check_ended(transaction, unreadable);
}

}  // namespace callbackd::storage
