// Reads a database URL as libpq does: postgresql://…, or libpq's keywords. Never repeats the text,
// because it may hold a password. Any thread.
#pragma once
#include <string>

namespace callbackd::storage {

bool is_database_url(std::string const& text);
bool has_password(std::string const& url);
// Whether the URL names a host on another machine, and libpq would not verify that it is the right
// one. Others could then read or change what goes over the network. The environment variables
// PGHOST, PGHOSTADDR and PGSSLMODE count where the URL has no value; a service file is not read.
bool trusts_the_network(std::string const& url);

}  // namespace callbackd::storage
