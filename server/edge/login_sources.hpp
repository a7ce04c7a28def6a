// LoginSources remembers the sources from which each login succeeded in the last 30 days, as keyed
// hashes of login and source: neither the table login_source nor this object holds an address.
// Bounded: the latest records::kSourcesOfLogin of each login. A value, one thread at a time; it
// reads no clock and writes nothing.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.hpp"
#include "base/source.hpp"
#include "base/uuid.hpp"
#include "edge/secrets.hpp"
#include "records/records.hpp"

namespace callbackd::edge {

// The hash of a login and a source. Any thread.
class LoginSourceHash {
 public:
  LoginSourceHash() = default;  // with a random key, for this process alone
  explicit LoginSourceHash(std::string const& server_key);
  base::Uuid operator()(std::string_view login, base::Source source) const;

 private:
  KeyedHash hash_;
};

class LoginSources {
 public:
  void add(records::LoginSource const& succeeded);
  bool knows(std::string const& login, base::Uuid source, base::Instant now) const;
  // Whether the row should be stored: it is not there, or is a day old. So not every login writes
  // one.
  bool is_due(std::string const& login, base::Uuid source, base::Instant now) const;

 private:
  struct Known {
    base::Uuid source;
    base::Instant at;
  };
  Known const* find(std::string const& login, base::Uuid source) const;
  std::map<std::string, std::vector<Known>> of_login_;
};

}  // namespace callbackd::edge
