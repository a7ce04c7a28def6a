#include "storage/database_url.hpp"

#include <cstdlib>
#include <memory>
#include <string_view>

#include <libpq-fe.h>

namespace callbackd::storage {
namespace {

using Options = std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)>;

Options parse_options(std::string const& text) {
  char* why = nullptr;
  Options options{PQconninfoParse(text.c_str(), &why), PQconninfoFree};
  PQfreemem(why);
  return options;
}

std::string value_of(Options const& options, std::string_view keyword) {
  for (auto const* option = options.get(); option != nullptr && option->keyword != nullptr;
       ++option) {
    if (option->keyword == keyword && option->val != nullptr) return option->val;
  }
  return {};
}

// Returns the value of `keyword` in the URL. If the URL has none, returns the environment variable,
// as libpq does.
std::string value_or_variable(Options const& options, std::string_view keyword,
                              char const* variable) {
  auto value = value_of(options, keyword);
  if (auto const* const given = std::getenv(variable); value.empty() && given != nullptr) {
    value = given;
  }
  return value;
}

// Whether `host` is this machine: an empty text (libpq's default), the folder of a Unix socket,
// localhost, or a loopback address. A name such as 127.example.com is not local.
bool is_local(std::string_view host) {
  bool const is_ipv4 = host.find_first_not_of("0123456789.") == std::string_view::npos;
  return host.empty() || host.starts_with('/') || host.starts_with('@') || host == "localhost" ||
         (is_ipv4 && host.starts_with("127.")) || host == "::1";
}

bool all_local(std::string_view hosts) {
  for (;;) {
    auto const comma = hosts.find(',');
    if (!is_local(hosts.substr(0, comma))) return false;
    if (comma == std::string_view::npos) return true;
    hosts.remove_prefix(comma + 1);
  }
}

}  // namespace

bool is_database_url(std::string const& text) {
  return parse_options(text) != nullptr;
}

bool has_password(std::string const& url) {
  return !value_of(parse_options(url), "password").empty();
}

bool trusts_the_network(std::string const& url) {
  auto const options = parse_options(url);
  auto const host = value_or_variable(options, "host", "PGHOST");
  auto const address = value_or_variable(options, "hostaddr", "PGHOSTADDR");
  if (all_local(host) && all_local(address)) return false;
  return value_or_variable(options, "sslmode", "PGSSLMODE") != "verify-full";
}

}  // namespace callbackd::storage
