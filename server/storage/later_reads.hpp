// Checks the rows that no start reads but later requests do, for `callbackd check --database`. Rows
// that cannot be understood are noted. Changes nothing. Runs on the connection's thread; throws
// what libpqxx throws.
#pragma once
#include "storage/unreadable_rows.hpp"

namespace callbackd::storage {

// Reads all site keys, session tokens and sources of logins. Of the callbacks that ended it reads
// the newest kEndedMost. It stops when kEndedListed of these could not be understood.
constexpr std::size_t kEndedMost = 1'000'000;
constexpr std::size_t kEndedListed = 1'000;
void check_later_reads(pqxx::transaction_base& transaction, UnreadableRows& unreadable);

}  // namespace callbackd::storage
