// Reads the rows that no start reads but later requests do, for `callbackd check --database`.
// Changes nothing. The connection's thread. Throws what libpqxx throws.
#pragma once
#include "storage/unreadable_rows.hpp"

namespace callbackd::storage {

// Reads keys, tokens and sources of logins. Of the callbacks that ended it reads the latest
// kEndedMost, and stops when kEndedListed of them could not be understood.
constexpr std::size_t kEndedMost = 1'000'000;
constexpr std::size_t kEndedListed = 1'000;
void check_later_reads(pqxx::transaction_base& transaction, UnreadableRows& unreadable);

}  // namespace callbackd::storage
