// Turns a stored site definition (JSON) into a value. The JSON is decoded and checked again,
// because another version of the program may have stored it. Some functions read the database and
// block. Any thread; no state is kept.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include <boost/system/result.hpp>

#include "core/definition/site_definition.hpp"
#include "storage/admin_store.hpp"

namespace callbackd::app {

struct StoredSite {
  core::SitePtr site;      // nullptr: nothing is stored, or see `failure` and `unreadable`
  std::string failure;     // why the database could not be read; empty: it was read
  std::string unreadable;  // why this program cannot use the stored definition
  std::int64_t version = 0;
};

// Decodes a stored definition. An older version of the program may have adopted it. A part that
// breaks only a rule that is stricter in this version is inert: it is logged, and counted in
// SiteDefinition::inert_parts. A part that breaks any other rule makes the definition unreadable.
StoredSite site_from_json(std::string const& json, std::int64_t version);
// Does the same for the loader (storage/loader.hpp). Its error does not say where in the definition
// the mistake is.
boost::system::result<core::SitePtr> parse_stored_site(std::string const& json,
                                                       std::int64_t version);
// Counts how many of the users are admins under a definition. An empty text means that no
// definition is stored yet. A definition that cannot be read counts as an empty definition.
std::size_t count_admins(std::vector<records::User> const& users, std::string const& definition);
// Reads the definition that is in force. Before the first start of a server there is none.
StoredSite site_in_force(storage::DatabaseLocation const& location);
// Reads the newest definition: the one in force, or a newer one that is proposed.
StoredSite newest_site(storage::DatabaseLocation const& location);

}  // namespace callbackd::app
