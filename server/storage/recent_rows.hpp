// Reads rows of the recent past at a start, for limits and for the agent whom a queue asks first:
// of callbacks in any state. A row that cannot be understood is left out. Every list begins with
// the oldest. Called by the loader, on its thread; throws what libpqxx throws.
#pragma once
#include <string>
#include <vector>

#include "core/messages/record.hpp"
#include "storage/unreadable_rows.hpp"

namespace callbackd::storage {

struct RecentRows {
  pqxx::transaction_base& transaction;
  base::Instant now{};                // time of the last commit
  std::string const& left_out_array;  // callbacks that are left out, as an array of PostgreSQL
};

// Callbacks that were posted in the last 24 hours.
std::vector<core::RecentPost> recent_posts(RecentRows const& recent, UnreadableRows& unreadable);
// Numbers that were called in the last day, and by which agent.
std::vector<core::RecentCall> recent_calls(RecentRows const& recent, UnreadableRows& unreadable);
// Agents' phones that rang in the last hour.
std::vector<core::RecentPhone> recent_phones(RecentRows const& recent, UnreadableRows& unreadable);
// Talks: agent, number and time, from the latest 100,000 interactions.
std::vector<core::RecentTalk> recent_talks(RecentRows const& recent, UnreadableRows& unreadable);

}  // namespace callbackd::storage
