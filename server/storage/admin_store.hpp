// The questions of the subcommands key, user, apply and export to the database. Each call opens a
// connection and blocks; a serving process never calls them. A Failure is a sentence for the
// operator.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/read/queue_moves.hpp"
#include "storage/record_queries.hpp"

namespace callbackd::storage {

// The person who makes a change, and the time. Both are recorded in the table admin_act.
struct Admin {
  std::string name;
  base::Instant now{};
};

struct StoredKey {
  std::string id;  // the first 12 hexadecimal digits of the hash: enough to name it
  std::string site;
  core::KeyKind kind{};
  base::Instant created_at{};
  std::optional<base::Instant> revoked_at;
};
struct NewKey {
  records::Hash hash;
  std::string site;
  core::KeyKind kind{};
};
// Returns its id.
Result<std::string> add_site_key(DatabaseLocation const& location, NewKey const& key,
                                 Admin const& by);
Result<std::vector<StoredKey>> list_site_keys(DatabaseLocation const& location);
// False: there is no such key, or it was revoked before.
Result<bool> revoke_site_key(DatabaseLocation const& location, std::string const& id,
                             Admin const& by);

// Counts the admins among the users under a definition, which is given as JSON; empty text: there
// is no definition.
using CountAdmins =
    std::function<std::size_t(std::vector<records::User> const&, std::string const& definition)>;

// Adds a user or changes one; a changed user's session tokens end. An empty name and an empty list
// of roles change nothing; a new user then gets the login as name and the role agent. Returns what
// is stored now. put_user, remove_user and propose_definition fail if nobody would be an admin any
// more, under the definition in force or one that is proposed.
Result<records::User> put_user(DatabaseLocation const& location, records::User const& user,
                               Admin const& by, CountAdmins const& admins);
Result<std::vector<records::User>> list_users(DatabaseLocation const& location);  // by login
Result<bool> remove_user(DatabaseLocation const& location, std::string const& login,
                         Admin const& by,
                         CountAdmins const& admins);  // false: no such user

// Returns its version, or kNotNewest. `source`: the text that the definition was made from.
Result<std::int64_t> propose_definition(DatabaseLocation const& location,
                                        records::ProposeDefinition const& proposal,
                                        std::string const& source, CountAdmins const& admins);
// The work that waits in each queue (a definition without such a queue is refused unless a move
// names another), and the moves of undecided proposals, which go with the next one.
struct WaitingWork {
  core::WaitingByQueue callbacks;
  core::QueueMoves moves;
};
Result<WaitingWork> waiting_work(DatabaseLocation const& location);
struct Decision {
  records::DefinitionState state;
  bool server_active = false;  // a server holds the cell and will decide; else the next start does
};
// Waits while a server is active and has not decided, at most `patience`.
Result<Decision> wait_for_decision(DatabaseLocation const& location, std::int64_t version,
                                   base::Duration patience);
struct DefinitionWithSource {
  std::int64_t version = 0;
  std::string json;
  std::string source;
};
Result<std::optional<DefinitionWithSource>> definition_in_force(DatabaseLocation const& location);
// The definition in force, or a newer one that is proposed; never a refused one.
Result<std::optional<DefinitionWithSource>> newest_definition(DatabaseLocation const& location);

}  // namespace callbackd::storage
