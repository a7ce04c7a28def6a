// Reads rows of the recent past when a server starts. They are needed for limits, and to know the
// last agent who talked with a number. The rows are of callbacks in any state. A row that cannot be
// understood is left out. Every list begins with its oldest row. If there are too many rows, only
// the latest are read. Called by the Loader, on its thread (loader.hpp); throws what libpqxx
// throws.
#pragma once
#include <string>
#include <vector>

#include "core/messages/record.hpp"
#include "storage/unreadable_rows.hpp"

namespace callbackd::storage {

struct RecentRowsQuery {
  pqxx::transaction_base& transaction;
  base::Instant now{};                // time of the last commit
  std::string const& left_out_array;  // callbacks that are left out, as an array of PostgreSQL
};

// Reads the callbacks that were posted in the last 24 hours.
std::vector<core::RecentPost> recent_posts(RecentRowsQuery const& recent,
                                           UnreadableRows& unreadable);
// Reads which numbers were called in the last day, and for which agent.
std::vector<core::RecentCall> recent_calls(RecentRowsQuery const& recent,
                                           UnreadableRows& unreadable);
// Reads which agents' phones rang in the last hour.
std::vector<core::RecentAgentRing> recent_agent_rings(RecentRowsQuery const& recent,
                                                      UnreadableRows& unreadable);
// Reads talks (agent, number and time) from the latest 100,000 interactions.
std::vector<core::RecentTalk> recent_talks(RecentRowsQuery const& recent,
                                           UnreadableRows& unreadable);

}  // namespace callbackd::storage
