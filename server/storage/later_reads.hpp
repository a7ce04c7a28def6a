// What no start reads, but later requests do: `callbackd check --database` looks at it too. Reads
// only. Thread of the connection. Throws what libpqxx throws.
#pragma once
#include "storage/unreadable_rows.hpp"

namespace callbackd::storage {

// Keys, tokens, sources of logins; and of the callbacks that ended the latest kEndedMost, until
// kEndedListed of them cannot be understood.
constexpr std::size_t kEndedMost = 1'000'000;
constexpr std::size_t kEndedListed = 1'000;
void check_later_reads(pqxx::transaction_base& transaction, UnreadableRows& unreadable);

}  // namespace callbackd::storage
