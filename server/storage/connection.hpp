// Connection is a connection to PostgreSQL with the options that its use needs (search path,
// time-outs). It notes the warnings of the database. If a call throws, classify_error() says what
// the exception means. Whoever makes a Connection owns it. One thread at a time uses it; only
// interrupt() and cancel_query() may be called on another thread meanwhile.
#pragma once
#include <cstdint>
#include <exception>
#include <memory>
#include <string>

#include <pqxx/pqxx>

#include "storage/failure.hpp"

namespace callbackd::storage {

// The database and the schema that hold the tables of a cell.
struct DatabaseLocation {
  // postgresql://…, or libpq's keywords. If the URL names several hosts, the host that takes writes
  // is used. For Use::kQuery any of the hosts may be used.
  std::string url;
  std::string schema = "callbackd";
};

enum class Use : std::uint8_t {
  kJournal,  // waits for a lock only briefly
  kLoad,     // large reads by index, no statement_timeout
  kQuery,    // statement_timeout
  kMigrate   // waits long for locks
};

// One connection to the database. The constructor throws pqxx::failure when the database cannot be
// reached, and std::invalid_argument for a URL or a schema name that is not valid. A Connection
// never reconnects silently, and its errors never quote rows.
class Connection {
 public:
  Connection(DatabaseLocation const& location, Use use);
  ~Connection();
  Connection(Connection const&) = delete;
  Connection& operator=(Connection const&) = delete;

  pqxx::connection& operator*() { return connection_; }
  pqxx::connection* operator->() { return &connection_; }
  // Returns whether the database has sent a WARNING since the last call. After a commit, a warning
  // means that the commit is durable in this database, but perhaps not in its standby.
  bool take_warned();
  // Breaks the connection. A call that waits for an answer of the database fails immediately, even
  // if the database never answers. May be called on any thread, while the Connection exists.
  void interrupt() noexcept;

 private:
  class Warnings : public pqxx::errorhandler {
   public:
    using errorhandler::errorhandler;
    bool operator()(char const text[]) noexcept override;
    bool seen = false;
  };
  pqxx::connection connection_;
  Warnings warnings_;
  int socket_ = -1;  // our own descriptor: libpq may close its descriptor at any time
};

enum class ErrorClass : std::uint8_t {
  kRolledBack,  // certainly not committed; another try can succeed
  kInDoubt,     // not known whether it is committed: the connection broke
  kFenced,      // the epoch moved: another server has the cell
  kSequence,    // journal_seq of the batch does not follow the one in the cell's row
  kBug          // any other error, for example a refused value
};
struct ClassifiedError {
  ErrorClass error_class{};
  std::string code;  // SQLSTATE or the kind of error; never the message, which may quote a value
};
ClassifiedError classify_error(std::exception_ptr error);
std::string state_of(pqxx::sql_error const& error);   // its SQLSTATE
std::string first_line(std::exception const& error);  // the first line of its message

bool is_schema_name(std::string const& name);

}  // namespace callbackd::storage
