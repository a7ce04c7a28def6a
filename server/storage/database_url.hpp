// Reads a database URL as libpq does: postgresql://… or keywords. Any thread. Never repeats the
// text, which may hold a password.
#pragma once
#include <string>

namespace callbackd::storage {

bool is_database_url(std::string const& text);
bool has_password(std::string const& url);
// Some host of it is another machine, and libpq would not make sure that it is the right one: what
// the network shows could be read or changed on the way. PGHOST, PGHOSTADDR and PGSSLMODE count
// where the URL is silent; a service file is not read.
bool trusts_the_network(std::string const& url);

}  // namespace callbackd::storage
