#include "app/admin.hpp"

#include <pwd.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <ostream>
#include <string>

namespace callbackd::app {

std::optional<storage::DatabaseLocation> database_location(Config const& config,
                                                           Terminal terminal) {
  std::string why;
  auto url = database_url(config, why);
  if (!url) {
    terminal.err << "database: " << why << '\n';
    return std::nullopt;
  }
  return storage::DatabaseLocation{std::move(*url), config.database.schema};
}

base::Instant wall_clock_now() {
  return std::chrono::floor<base::Duration>(std::chrono::system_clock::now());
}

std::string operator_name() {
  auto const* entry = ::getpwuid(::geteuid());
  std::array<char, 256> host{};
  static_cast<void>(::gethostname(host.data(), host.size() - 1));
  auto const user = entry == nullptr ? std::to_string(::geteuid()) : std::string(entry->pw_name);
  return user + '@' + host.data();
}

storage::ChangedBy administrator() {
  return {operator_name(), wall_clock_now()};
}

}  // namespace callbackd::app
