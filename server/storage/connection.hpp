// How storage connects: options that survive a reconnect (search path, time-outs), warnings caught,
// errors sorted. A connection belongs to the thread that opened it; only interrupt() and
// cancel_query may be called from another one.
#pragma once
#include <cstdint>
#include <exception>
#include <memory>
#include <string>

#include <pqxx/pqxx>

#include "storage/failure.hpp"

namespace callbackd::storage {

// Where a cell's tables are.
struct Place {
  // postgresql://… or libpq's keywords; of several hosts the one that takes writes is found
  std::string url;
  std::string schema = "callbackd";
};

enum class Use : std::uint8_t {
  kJournal,  // waits for a lock only briefly
  kLoad,     // large reads by index, no statement_timeout
  kQuery,    // statement_timeout
  kMigrate   // waits long for locks
};

// Throws pqxx::failure when the database is not there, std::invalid_argument for a URL or schema
// name that is none.
// Never reconnects silently; never quotes rows in its errors.
class Connection {
 public:
  Connection(Place const& place, Use use);
  ~Connection();
  Connection(Connection const&) = delete;
  Connection& operator=(Connection const&) = delete;

  pqxx::connection& operator*() { return connection_; }
  pqxx::connection* operator->() { return &connection_; }
  // A WARNING came since the last call: durable here, perhaps not on the standby.
  bool take_warning();
  // Any thread, while the connection exists: what waits for an answer gets an error at once, even
  // when nothing at the other end is alive. The connection is broken afterwards.
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
  int socket_ = -1;  // our own name for it: libpq may close its own at any time
};

enum class Trouble : std::uint8_t {
  kRolledBack,  // certainly not in; the same may work later
  kInDoubt,     // the connection broke: it may be in
  kFenced,      // the epoch moved
  kSequence,    // journal_seq is not the one before
  kBug          // refused for what it says
};
struct Sorted {
  Trouble trouble{};
  std::string code;  // SQLSTATE or the kind of error; never the message, which may quote a value
};
Sorted sort_error(std::exception_ptr error);
std::string state_of(pqxx::sql_error const& error);   // its SQLSTATE
std::string first_line(std::exception const& error);  // for errors of connecting and migrating

bool is_schema_name(std::string const& name);

}  // namespace callbackd::storage
