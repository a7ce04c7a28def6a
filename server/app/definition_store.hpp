// A stored site definition back as a value: JSON decoded and checked again, as another version may
// have written it. Blocks on the database; one thread.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include <boost/system/result.hpp>

#include "core/definition/site_definition.hpp"
#include "storage/admin_store.hpp"

namespace callbackd::app {

struct StoredSite {
  core::SitePtr site;      // nullptr: none is stored, or one of these says why it cannot be had
  std::string failure;     // the database's
  std::string unreadable;  // what this version finds wrong with it
  std::int64_t version = 0;
};

StoredSite site_from_json(std::string const& json, std::int64_t version);
// The same for the loader, whose error says only that, not where.
boost::system::result<core::SitePtr> parse_stored_site(std::string const& json,
                                                       std::int64_t version);
// How many of the users are admins under a definition; empty: none is stored yet.
std::size_t count_admins(std::vector<records::User> const& users, std::string const& definition);
// What is in force; before the first start of a server nothing is.
StoredSite site_in_force(storage::Place const& place);
// That, or what was proposed since.
StoredSite newest_site(storage::Place const& place);

}  // namespace callbackd::app
