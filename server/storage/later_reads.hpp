// Checks site keys, session tokens, login sources and callbacks that ended, for `callbackd check
// --database`. The Loader (loader.cpp) does not read these rows; only later requests do. Rows that
// cannot be understood are noted. Changes nothing. Runs on the main thread; throws what libpqxx
// throws.
#pragma once
#include "storage/unreadable_rows.hpp"

namespace callbackd::storage {

// Reads all site keys, all session tokens, and all sources from which logins succeeded. Of the
// callbacks that ended it reads the newest kEndedMost. It stops when kEndedListed of these
// callbacks could not be understood.
constexpr std::size_t kEndedMost = 1'000'000;
constexpr std::size_t kEndedListed = 1'000;
void check_later_reads(pqxx::transaction_base& transaction, UnreadableRows& unreadable);

}  // namespace callbackd::storage
