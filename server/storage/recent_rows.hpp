// What a start reads back of the recent past, for limits and for who is asked first: of callbacks
// in any state. A row that cannot be understood is left out. Thread of the connection; throws what
// libpqxx throws.
#pragma once
#include <string>
#include <vector>

#include "core/messages/record.hpp"
#include "storage/unreadable_rows.hpp"

namespace callbackd::storage {

struct RecentQuestion {
  pqxx::transaction_base& transaction;
  base::Instant now{};        // of the last commit
  std::string const& but_of;  // callbacks that are left out, as an array of PostgreSQL
};

std::vector<core::RecentPost> recent_posts(RecentQuestion const& question,
                                           UnreadableRows& unreadable);
std::vector<core::RecentCall> recent_calls(RecentQuestion const& question,
                                           UnreadableRows& unreadable);
std::vector<core::RecentPhone> recent_phones(RecentQuestion const& question,
                                             UnreadableRows& unreadable);
std::vector<core::RecentTalk> recent_talks(RecentQuestion const& question,
                                           UnreadableRows& unreadable);

}  // namespace callbackd::storage
