// LoginSources remembers from which sources each login succeeded in the last 30 days. It has only
// keyed hashes of login and source. So neither this object nor the table login_source holds an
// address. It is bounded: of each login it keeps the latest records::kSourcesOfLogin. LoginPool
// owns it, and calls it on one thread at a time. It reads no clock and writes nothing.
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

// Makes the hash of a login and a source. Any thread.
class LoginSourceHasher {
 public:
  LoginSourceHasher() = default;  // with a random key, for this process alone
  explicit LoginSourceHasher(std::string const& server_key);
  base::Uuid operator()(std::string_view login, base::Source source) const;

 private:
  KeyedHash hash_;
};

class LoginSources {
 public:
  void add(records::LoginSource const& succeeded);
  bool knows(std::string const& login, base::Uuid source, base::Instant now) const;
  // Whether a success of the login from this source should be stored. It should if no row is
  // stored, or if the stored row is at least a day old. So most logins write no row.
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
