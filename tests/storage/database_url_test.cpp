#include "storage/database_url.hpp"

#include <cstdlib>

#include <catch2/catch.hpp>

using namespace callbackd;

TEST_CASE("a database on another machine wants sslmode=verify-full, one on this machine does not") {
  ::unsetenv("PGSSLMODE");
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
  ::setenv("PGSSLMODE", "verify-full", 1);
  CHECK_FALSE(storage::trusts_the_network("postgresql://u@db/x"));
  CHECK(storage::trusts_the_network("postgresql://u@db/x?sslmode=prefer"));
  ::unsetenv("PGSSLMODE");
}

TEST_CASE("whether a URL holds a password is known without saying it") {
  CHECK(storage::has_password("postgresql://u:word@db/x"));
  CHECK(storage::has_password("dbname=x password=word"));
  CHECK_FALSE(storage::has_password("postgresql://u@db/x"));
}
