#include "storage/database_url.hpp"

#include <cstdlib>
#include <map>
#include <string>

#include <catch2/catch.hpp>

using namespace callbackd;

namespace {

// Sets the environment variables of libpq as a test wants them. The destructor sets them back.
class Variables {
 public:
  explicit Variables(std::map<std::string, std::string> const& wanted) {
    for (auto const* name : {"PGHOST", "PGHOSTADDR", "PGSSLMODE"}) {
      auto const* const value = std::getenv(name);
      if (value != nullptr) before_[name] = value;
      ::unsetenv(name);
      if (wanted.contains(name)) ::setenv(name, wanted.at(name).c_str(), 1);
    }
  }
  Variables(Variables const&) = delete;
  Variables& operator=(Variables const&) = delete;
  ~Variables() {
    for (auto const* name : {"PGHOST", "PGHOSTADDR", "PGSSLMODE"}) {
      ::unsetenv(name);
      if (before_.contains(name)) ::setenv(name, before_.at(name).c_str(), 1);
    }
  }

 private:
  std::map<std::string, std::string> before_;
};

}  // namespace

TEST_CASE("a database on another machine wants sslmode=verify-full, one on this machine does not") {
  Variables const none({});
  for (auto const* url :
       {"postgresql://u@localhost/x", "postgresql:///x", "postgresql://u@127.0.0.1:5/x",
        "postgresql://u@[::1]/x", "host=/run/postgresql dbname=x", "dbname=x",
        "postgresql://u@db/x?sslmode=verify-full",
        "postgresql://u@db1,db2,db3/x?target_session_attrs=read-write&sslmode=verify-full"}) {
    INFO(url);
    CHECK_FALSE(storage::trusts_the_network(url));
  }
  for (auto const* url :
       {"postgresql://u@db/x", "postgresql://u@127.0.0.1.example.com/x",
        "postgresql://u@db/x?sslmode=require", "postgresql://u@db/x?sslmode=verify-ca",
        "postgresql://u@localhost,db2/x", "hostaddr=192.0.2.1 dbname=x",
        "host=localhost hostaddr=192.0.2.1 dbname=x"}) {
    INFO(url);
    CHECK(storage::trusts_the_network(url));
  }
}

TEST_CASE("libpq's variables count where the URL is silent") {
  {
    Variables const mode({{"PGSSLMODE", "verify-full"}});
    CHECK_FALSE(storage::trusts_the_network("postgresql://u@db/x"));
    CHECK(storage::trusts_the_network("postgresql://u@db/x?sslmode=prefer"));
  }
  for (auto const* name : {"PGHOST", "PGHOSTADDR"}) {
    INFO(name);
    Variables const host({{name, "192.0.2.1"}});
    CHECK(storage::trusts_the_network("dbname=x"));
    CHECK(storage::trusts_the_network("postgresql:///x"));
    CHECK_FALSE(storage::trusts_the_network("postgresql:///x?sslmode=verify-full"));
  }
  Variables const host({{"PGHOST", "192.0.2.1"}});
  CHECK_FALSE(storage::trusts_the_network("postgresql://u@localhost/x"));
}

TEST_CASE("whether a URL holds a password is known without saying it") {
  CHECK(storage::has_password("postgresql://u:word@db/x"));
  CHECK(storage::has_password("dbname=x password=word"));
  CHECK_FALSE(storage::has_password("postgresql://u@db/x"));
}
