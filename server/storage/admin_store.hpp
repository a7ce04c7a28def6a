// What the subcommands key, user, apply and export ask of the database: one connection per call,
// blocking. Never used by a serving process. Failures are sentences for the operator.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/read/queue_moves.hpp"
#include "storage/record_queries.hpp"

namespace callbackd::storage {

// Who does something, and when: it stands in the table admin_act.
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
Result<std::string> add_site_key(Place const& place, NewKey const& key, Admin const& by);  // its id
Result<std::vector<StoredKey>> list_site_keys(Place const& place);
Result<bool> revoke_site_key(Place const& place, std::string const& id,
                             Admin const& by);  // false: none

// How many of the users are admins under a definition: its JSON; empty: none is stored yet.
using CountAdmins =
    std::function<std::size_t(std::vector<records::User> const&, std::string const& definition)>;

// Adds or changes; a changed user's session tokens end. An empty name and no roles stay as they
// were; of a new user they are the login and the role agent. What is stored now. This and the next
// two fail when the last admin would be none any more, under the definition in force or one that is
// proposed.
Result<records::User> put_user(Place const& place, records::User const& user, Admin const& by,
                               CountAdmins const& admins);
Result<std::vector<records::User>> list_users(Place const& place);  // by login
Result<bool> remove_user(Place const& place, std::string const& login, Admin const& by,
                         CountAdmins const& admins);  // false: none

// Its version, or kNotNewest. `source`: the text it was made from.
Result<std::int64_t> propose_definition(Place const& place,
                                        records::ProposeDefinition const& proposal,
                                        std::string const& source, CountAdmins const& admins);
// What would refuse a definition, and the moves that go with the next one, as far as it is known.
struct WaitingWork {
  core::WaitingByQueue callbacks;
  core::QueueMoves moves;
};
Result<WaitingWork> waiting_work(Place const& place);
struct Decision {
  records::DefinitionState state;
  bool server_active = false;  // someone holds the cell: it will decide. Else the next start does
};
// Waits while a server is active and has not decided, at most `patience`.
Result<Decision> wait_for_decision(Place const& place, std::int64_t version,
                                   base::Duration patience);
struct StoredDefinition {
  std::int64_t version = 0;
  std::string json;
  std::string source;
};
Result<std::optional<StoredDefinition>> definition_in_force(Place const& place);
// That one, or what was proposed since.
Result<std::optional<StoredDefinition>> newest_definition(Place const& place);

}  // namespace callbackd::storage
