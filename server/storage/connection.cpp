#include "storage/connection.hpp"

#include <algorithm>
#include <map>
#include <stdexcept>
#include <string_view>

#include <fcntl.h>
#include <libpq-fe.h>
#include <sys/socket.h>
#include <unistd.h>

namespace callbackd::storage {
namespace {

constexpr std::size_t kSchemaChars = 63;
// Options that make PostgreSQL use indexes, even if its statistics say that the tables are empty.
// Otherwise it could read whole tables. journal_commit() sets the same options for itself
// (migrations/functions/journal_commit.sql).
constexpr char kIndexPlans[] =
    " -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c jit=off";

std::string server_options(std::string const& schema, Use use) {
  auto options = "-c search_path=" + schema +
                 " -c timezone=UTC -c datestyle=ISO -c client_min_messages=warning";
  switch (use) {
    case Use::kJournal:
      // idle_in_transaction_session_timeout ends the session of a server that is frozen in the
      // middle of JournalSession::settle(). Such a server must not keep the cell's row locked.
      return options +
             " -c lock_timeout=5s -c statement_timeout=0 -c synchronous_commit=on"
             " -c idle_in_transaction_session_timeout=1s";
    case Use::kLoad:
      // idle_in_transaction_session_timeout ends the session of a server that is frozen while it
      // loads. Such a server must not keep its locks, because the next server needs them.
      return options +
             " -c lock_timeout=5s -c statement_timeout=0 -c synchronous_commit=on"
             " -c idle_in_transaction_session_timeout=30s" +
             kIndexPlans;
    case Use::kQuery:
      return options + " -c lock_timeout=2s -c statement_timeout=5s -c jit=off";
    case Use::kMigrate:
      return options + " -c lock_timeout=60s -c statement_timeout=0";
  }
  return options;
}

std::string quoted(std::string_view value) {
  std::string text = "'";
  for (char const c : value) {
    if (c == '\'' || c == '\\') text += '\\';
    text += c;
  }
  return text + "'";
}

std::map<std::string, std::string> parse_settings(std::string const& url) {
  char* why = nullptr;
  std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)> const options{
      PQconninfoParse(url.c_str(), &why), PQconninfoFree};
  std::unique_ptr<char, void (*)(void*)> const why_owner{why, PQfreemem};
  if (!options)
    throw std::invalid_argument{
        "the database URL is not a valid one"};  // `why` may quote a password
  std::map<std::string, std::string> settings;
  for (auto const* option = options.get(); option->keyword != nullptr; ++option) {
    if (option->val != nullptr) settings[option->keyword] = option->val;
  }
  return settings;
}

std::string connection_string(DatabaseLocation const& location, Use use) {
  if (!is_schema_name(location.schema))
    throw std::invalid_argument{"the schema's name is not a valid one"};
  auto settings = parse_settings(location.url);
  settings.try_emplace("connect_timeout", "3");
  settings.try_emplace("tcp_user_timeout", "5000");
  settings.try_emplace("keepalives", "1");
  settings.try_emplace("keepalives_idle", "2");
  settings.try_emplace("keepalives_interval", "1");
  settings.try_emplace("keepalives_count", "3");
  settings.try_emplace("application_name", "callbackd");
  if (use != Use::kQuery) settings.try_emplace("target_session_attrs", "read-write");
  settings["client_encoding"] = "UTF8";
  settings["options"] += " " + server_options(location.schema, use);
  std::string text;
  for (auto const& [key, value] : settings) text += key + "=" + quoted(value) + " ";
  return text;
}

// Finds the class of an error by its SQLSTATE. The function journal_commit raises JF001 (another
// epoch), JF002 (a count is wrong, which is a bug) and JF003 (a batch out of sequence). All other
// codes are PostgreSQL's own.
ClassifiedError by_state(std::string const& state) {
  auto const of_class = [&](char const* two) { return state.starts_with(two); };
  if (state.empty()) return {ErrorClass::kInDoubt, "no SQLSTATE"};
  // 25P03: the connection was idle in a transaction for too long, so PostgreSQL has ended it.
  if (state == "25P03") return {ErrorClass::kInDoubt, state};
  if (state == "JF001") return {ErrorClass::kFenced, state};
  if (state == "JF003") return {ErrorClass::kSequence, state};
  if (of_class("08")) return {ErrorClass::kInDoubt, state};
  // These errors may be gone at the next try. Class 40: a rollback, for example after a deadlock.
  // Class 53: no resources, for example a full disk. Class 57: an operator's act, for example a
  // shutdown. 55P03: a lock was not free. 25006: the database has become a standby, and a new
  // connection finds the database that takes writes.
  bool const may_work_later =
      of_class("40") || of_class("53") || of_class("57") || state == "55P03" || state == "25006";
  return {may_work_later ? ErrorClass::kRolledBack : ErrorClass::kBug, state};
}

}  // namespace

// Whether `name` may be the name of a schema. It becomes part of SQL text and of the search path,
// so only simple names are allowed.
bool is_schema_name(std::string const& name) {
  auto const fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !name.empty() && name.size() <= kSchemaChars && !(name[0] >= '0' && name[0] <= '9') &&
         !name.starts_with("pg_") && std::all_of(name.begin(), name.end(), fits);
}

#pragma clang diagnostic push
#pragma clang diagnostic ignored \
    "-Wdeprecated-declarations"  // inhibit_reactivation is needed: a silent reconnect is worse
Connection::Connection(DatabaseLocation const& location, Use use)
    : connection_{connection_string(location, use)}, warnings_{connection_} {
  connection_.set_verbosity(pqxx::connection_base::terse);  // else a message may quote the row
  connection_.inhibit_reactivation(true);
  socket_ = ::fcntl(connection_.sock(), F_DUPFD_CLOEXEC, 0);
}
#pragma clang diagnostic pop

Connection::~Connection() {
  if (socket_ >= 0) ::close(socket_);
}

void Connection::interrupt() noexcept {
  if (socket_ >= 0) ::shutdown(socket_, SHUT_RDWR);
}

bool Connection::take_warned() {
  return std::exchange(warnings_.seen, false);
}

bool Connection::Warnings::operator()(char const text[]) noexcept {
  // The database is told to send only warnings and errors (client_min_messages). The word WARNING
  // may be in another language, so it is not looked for: every message counts as a warning. Only a
  // message that begins with NOTICE does not count, if one comes nevertheless.
  seen = seen || !std::string_view{text}.starts_with("NOTICE");
  return false;
}

std::string state_of(pqxx::sql_error const& error) {
  // libpqxx 6 loses the SQLSTATE of insufficient_privilege. Without a SQLSTATE, a refused commit
  // would count as ErrorClass::kInDoubt.
  if (dynamic_cast<pqxx::insufficient_privilege const*>(&error) != nullptr) return "42501";
  return error.sqlstate();
}

ClassifiedError classify_error(std::exception_ptr error) {
  try {
    std::rethrow_exception(error);
  } catch (pqxx::broken_connection const&) {
    return {ErrorClass::kInDoubt, "connection broken"};
  } catch (pqxx::in_doubt_error const&) {
    return {ErrorClass::kInDoubt, "in doubt"};
  } catch (pqxx::transaction_rollback const&) {  // carries no SQLSTATE
    return {ErrorClass::kRolledBack, "40"};
  } catch (pqxx::sql_error const& e) {
    return by_state(state_of(e));
  } catch (pqxx::failure const&) {  // libpqxx throws this base class when the connection is gone
    return {ErrorClass::kInDoubt, "connection failed"};
  } catch (std::exception const&) {
    return {ErrorClass::kBug, "exception"};
  }
}

std::string first_line(std::exception const& error) {
  std::string const text = error.what();
  return text.substr(0, text.find('\n'));
}

}  // namespace callbackd::storage
