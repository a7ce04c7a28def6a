// Subcommands, for example `key`, `user` and `apply`, read and change the database with these
// functions. Each call opens a connection and blocks. Main thread; a serving process never makes
// these calls. A Failure is a sentence for the operator.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/read/queue_moves.hpp"
#include "storage/record_queries.hpp"

namespace callbackd::storage {

// The person who makes a change, and the time. Both are recorded in the table admin_act.
struct ChangedBy {
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
// Stores a new key. Returns its id (StoredKey::id).
Result<std::string> add_site_key(DatabaseLocation const& location, NewKey const& key,
                                 ChangedBy const& by);
Result<std::vector<StoredKey>> list_site_keys(DatabaseLocation const& location);
// Returns false if there is no key with this id, or if the key was revoked before.
Result<bool> revoke_site_key(DatabaseLocation const& location, std::string const& id,
                             ChangedBy const& by);

// Counts how many of the users are admins under a definition. `definition` is its JSON; an empty
// text means that there is no definition.
using CountAdmins =
    std::function<std::size_t(std::vector<records::User> const&, std::string const& definition)>;

// Adds a user, or changes the user with this login and ends that user's session tokens. An empty
// name or an empty list of roles leaves the stored value as it is; a new user then gets the login
// as name, and the role agent. Returns what is stored now.
// put_user, remove_user and propose_definition fail if the definition in force, or a proposed one,
// would have no admin afterwards. But if none of these definitions had an admin before, that is no
// reason to fail.
Result<records::User> put_user(DatabaseLocation const& location, records::User const& user,
                               ChangedBy const& by, CountAdmins const& admins);
Result<std::vector<records::User>> list_users(DatabaseLocation const& location);  // by login
Result<bool> remove_user(DatabaseLocation const& location, std::string const& login,
                         ChangedBy const& by,
                         CountAdmins const& admins);  // false: no such user

// Stores a proposed definition and returns its version. Returns records::kNotNewest, and stores
// nothing, if the proposal was made from a version that is not the newest any more. `source` is
// the text that the definition was made from.
Result<std::int64_t> propose_definition(DatabaseLocation const& location,
                                        records::ProposeDefinition const& proposal,
                                        std::string const& source, CountAdmins const& admins);
// The stored work and moves that a new definition must respect. `callbacks` is how many callbacks
// wait in each queue. If a new definition lacks such a queue, a move must name another queue for
// these callbacks. Otherwise the definition is refused. `moves` are the moves of the undecided
// proposals, which are stored again with the next proposal.
struct WaitingWork {
  core::WaitingByQueue callbacks;
  core::QueueMoves moves;
};
Result<WaitingWork> waiting_work(DatabaseLocation const& location);
struct Decision {
  records::DefinitionState state;
  bool server_active = false;  // a server holds the cell and decides; false: the next start decides
};
// Waits until the proposed definition `version` is adopted or refused, at most for `patience`. Does
// not wait if no server is active, because then nobody decides it now.
Result<Decision> wait_for_decision(DatabaseLocation const& location, std::int64_t version,
                                   base::Duration patience);
struct DefinitionWithSource {
  std::int64_t version = 0;
  std::string json;
  std::string source;
};
Result<std::optional<DefinitionWithSource>> definition_in_force(DatabaseLocation const& location);
// The newest definition that was not refused: the one in force, or a newer one that is proposed.
Result<std::optional<DefinitionWithSource>> newest_definition(DatabaseLocation const& location);

}  // namespace callbackd::storage
