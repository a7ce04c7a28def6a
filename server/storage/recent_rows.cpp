#include "storage/recent_rows.hpp"

#include <algorithm>

#include "core/state/dial_rates.hpp"
#include "core/state/dialled_numbers.hpp"
#include "storage/json_text.hpp"
#include "storage/row_values.hpp"

namespace callbackd::storage {
namespace {

constexpr std::size_t kRecentPostsMost = 300'000;         // only the latest posts are read
constexpr std::size_t kRecentInteractionsMost = 100'000;  // only talks of the latest are read
constexpr std::size_t kRecentCallsMost = 1'000'000;

}  // namespace

// Reads the callbacks of the last day. An id begins with the time at which it was made, so the
// primary key finds them. The id is made earlier than created_at: usually a moment, but much more
// if nothing could be committed meanwhile. So the search begins an hour earlier.
std::vector<core::RecentPost> recent_posts(RecentRowsQuery const& recent,
                                           UnreadableRows& unreadable) {
  auto const since = recent.now - std::chrono::hours{24};
  auto const id = base::make_uuid7(since - std::chrono::hours{1}, 0, 0);
  auto const rows = recent.transaction.exec_params(
      "SELECT c.id, c.site, p.phone, c.created_at, c.publishable FROM callback c "
      "JOIN callback_person p ON p.callback_id = c.id AND p.version = 1 "
      "WHERE c.id >= $1 AND c.created_at > $2 AND c.created_at <= $5 AND p.phone <> '' AND c.id <> "
      "ALL ($4::uuid[]) "
      "ORDER BY c.id DESC LIMIT $3",
      base::to_text(id), database_text(since), kRecentPostsMost, recent.left_out_array,
      database_text(recent.now));
  std::vector<core::RecentPost> posts;
  posts.reserve(rows.size());
  for (auto const& row : rows) {
    unreadable.read("callback", row[0], [&] {
      posts.push_back(
          {std::string{text_of(row[1])}, phone_of(row[2]), time_of(row[3]), flag_of(row[4])});
    });
  }
  std::reverse(posts.begin(), posts.end());
  return posts;
}

std::vector<core::RecentCall> recent_calls(RecentRowsQuery const& recent,
                                           UnreadableRows& unreadable) {
  auto const since = recent.now - core::DialledNumbers::kDay;
  auto const rows = recent.transaction.exec_params(
      "SELECT c.callback_id, c.phone, c.at, i.agent FROM (SELECT callback_id, interaction_number, "
      "phone, started_at AS at FROM call_attempt WHERE started_at > $1 AND started_at <= $4 "
      "AND contact_dialled IS NOT FALSE AND phone <> '' "
      "UNION ALL SELECT p.callback_id, a.interaction_number, p.phone, p.asked_at "
      "FROM call_party p JOIN call_attempt a ON a.callback_id = p.callback_id "
      "AND a.number = p.attempt_number WHERE p.asked_at > $1 AND p.asked_at <= $4 AND p.phone <> "
      "'' "
      "ORDER BY at DESC LIMIT $2) c LEFT JOIN interaction i "
      "ON i.callback_id = c.callback_id AND i.number = c.interaction_number "
      "WHERE c.callback_id <> ALL ($3::uuid[]) ORDER BY c.at DESC",
      database_text(since), kRecentCallsMost, recent.left_out_array, database_text(recent.now));
  std::vector<core::RecentCall> calls;
  calls.reserve(rows.size());
  for (auto const& row : rows) {
    unreadable.read("call_attempt", row[0], [&] {
      calls.push_back({phone_of(row[1]), time_of(row[2]), std::string{text_of(row[3])}});
    });
  }
  std::reverse(calls.begin(), calls.end());
  return calls;
}

// Reads which agents' phones rang, when, and which other agent made the phone ring. That other
// agent is the owner of the interaction. It is left empty if no other agent made the phone ring:
// the phone rang for an interaction of its own agent, or its agent took over a call that another
// agent began (a row with the role owner).
std::vector<core::RecentAgentRing> recent_agent_rings(RecentRowsQuery const& recent,
                                                      UnreadableRows& unreadable) {
  auto const since = recent.now - core::DialRates::kHour;
  auto const rows = recent.transaction.exec_params(
      "SELECT c.callback_id, CASE WHEN c.agent = '' THEN i.agent ELSE c.agent END, c.at, "
      "CASE WHEN c.asked THEN i.agent ELSE '' END FROM (SELECT callback_id, interaction_number, "
      "'' AS agent, started_at AS at, false AS asked FROM call_attempt WHERE started_at > $1 "
      "UNION ALL SELECT p.callback_id, a.interaction_number, p.agent, p.asked_at, "
      "p.role <> 'owner' FROM call_party p JOIN call_attempt a ON a.callback_id = p.callback_id "
      "AND a.number = p.attempt_number WHERE p.asked_at > $1 AND p.agent <> '' "
      "ORDER BY at DESC LIMIT $2) c JOIN interaction i "
      "ON i.callback_id = c.callback_id AND i.number = c.interaction_number "
      "WHERE c.callback_id <> ALL ($3::uuid[]) ORDER BY c.at DESC",
      database_text(since), kRecentCallsMost, recent.left_out_array);
  std::vector<core::RecentAgentRing> rings;
  rings.reserve(rows.size());
  for (auto const& row : rows) {
    unreadable.read("call_attempt", row[0], [&] {
      rings.push_back(
          {std::string{text_of(row[1])}, instant_of(row[2]), std::string{text_of(row[3])}});
    });
  }
  std::reverse(rings.begin(), rings.end());
  return rings;
}

// Reads talks of the latest interactions. The latest are found by opened_at, which is near the time
// of their talks. All talks of an interaction count for its last owner. Mark Done counts as a talk,
// too: a talk with the phone number in the last version of the person. That version is still right,
// because nothing changes a callback after Mark Done.
std::vector<core::RecentTalk> recent_talks(RecentRowsQuery const& recent,
                                           UnreadableRows& unreadable) {
  auto const rows = recent.transaction.exec_params(
      "WITH recent AS MATERIALIZED (SELECT callback_id, number, agent, closed_at, outcome "
      "FROM interaction WHERE callback_id <> ALL ($2::uuid[]) ORDER BY opened_at DESC LIMIT $1) "
      "SELECT i.callback_id, i.agent, a.phone, a.answered_at AS at FROM recent i JOIN call_attempt "
      "a "
      "ON a.callback_id = i.callback_id AND a.interaction_number = i.number "
      "WHERE a.answered_at IS NOT NULL AND a.phone <> '' "
      "UNION ALL SELECT i.callback_id, i.agent, p.phone, i.closed_at FROM recent i CROSS JOIN "
      "LATERAL "
      "(SELECT phone FROM callback_person WHERE callback_id = i.callback_id "
      "ORDER BY version DESC LIMIT 1) p "
      "WHERE i.outcome = 'completed' AND p.phone <> '' ORDER BY at",
      kRecentInteractionsMost, recent.left_out_array);
  std::vector<core::RecentTalk> talks;
  talks.reserve(rows.size());
  for (auto const& row : rows) {
    unreadable.read("interaction", row[0], [&] {
      talks.push_back({std::string{text_of(row[1])}, phone_of(row[2]), time_of(row[3])});
    });
  }
  return talks;
}

}  // namespace callbackd::storage
