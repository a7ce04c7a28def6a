// Whether a text is what libpq takes for a database: postgresql://… or keywords. Pure; any thread.
// Never repeats the text: it may hold a password.
#pragma once
#include <string>

namespace callbackd::storage {

bool is_database_url(std::string const& text);

}  // namespace callbackd::storage
