// Reads a database URL as libpq does: postgresql://… or keywords. Any thread. Never repeats the
// text, which may hold a password.
#pragma once
#include <string>

namespace callbackd::storage {

bool is_database_url(std::string const& text);
bool has_password(std::string const& url);
// True if a host is another machine and libpq would not verify that it is the right one (sslmode
// verify-full): data could be read or changed on the way. PGHOST, PGHOSTADDR and PGSSLMODE count
// where the URL does not say it; a service file is not read.
bool trusts_the_network(std::string const& url);

}  // namespace callbackd::storage
