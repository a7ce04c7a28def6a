// Turns a stored site definition into a value. Its JSON is decoded and checked again, as another
// version may have written it. Blocks on the database; one thread.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include <boost/system/result.hpp>

#include "core/definition/site_definition.hpp"
#include "storage/admin_store.hpp"

namespace callbackd::app {

struct StoredSite {
  core::SitePtr site;      // nullptr: none is stored, or `failure` or `unreadable` says why not
  std::string failure;     // what the database said
  std::string unreadable;  // what this version finds wrong with it
  std::int64_t version = 0;
};

// Parts that break a rule of this version but not of the one that adopted them are inert: they are
// logged and counted in the site.
StoredSite site_from_json(std::string const& json, std::int64_t version);
// The same for the loader, whose error does not say where the mistake is.
boost::system::result<core::SitePtr> parse_stored_site(std::string const& json,
                                                       std::int64_t version);
// How many of the users are admins under a definition; empty: none is stored yet.
std::size_t count_admins(std::vector<records::User> const& users, std::string const& definition);
// The definition in force; before the first start of a server there is none.
StoredSite site_in_force(storage::DatabaseLocation const& location);
// The definition in force, or a newer one that is proposed.
StoredSite newest_site(storage::DatabaseLocation const& location);

}  // namespace callbackd::app
