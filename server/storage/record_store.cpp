#include "storage/record_store.hpp"

#include <functional>
#include <memory>
#include <stdexcept>
#include <utility>
#include <variant>

#include <spdlog/spdlog.h>

#include "base/quoted.hpp"
#include "storage/record_queries.hpp"

namespace callbackd::storage {
namespace {

namespace errc = boost::system::errc;

// Asks the question in a transaction of this type. Returns nullptr if the answer has a row that
// this program does not understand.
template <class Transaction>
std::function<void()> answer_in(Connection& connection, records::AnyPending const& pending) {
  Transaction transaction{*connection};
  std::function<void()> tell;
  try {
    tell = answer(transaction, pending);
  } catch (pqxx::failure const&) {
    throw;
  } catch (std::runtime_error const& error) {
    spdlog::error("records.row_unreadable reason={}", base::quoted(error.what()));
    return nullptr;
  }
  transaction.commit();
  return tell;
}

bool is_asked_once(records::AnyPending const& pending) {
  return std::visit(
      []<class Asked>(records::Pending<Asked> const&) { return records::kAtMostOnce<Asked>; },
      pending);
}

}  // namespace

RecordStore::RecordStore(RecordStoreOptions options)
    : pool_{std::move(options.location), {.threads = options.threads, .queued = options.queued}} {}

// Gives the question to the pool. Most questions run without a transaction around them, which saves
// two round trips. A question that must not be asked twice runs in a transaction. This transaction
// is committed only if the rows of the answer were understood.
void RecordStore::put(records::AnyPending pending) {
  auto const kept = std::make_shared<records::AnyPending const>(std::move(pending));
  // `ask` assigns *tell on a thread of the pool, and `done` calls it.
  auto const tell = std::make_shared<std::function<void()>>();
  QueryPool::Question question;
  question.once = is_asked_once(*kept);
  question.ask = [kept, tell, once = question.once](Connection& connection) {
    *tell = once ? answer_in<pqxx::work>(connection, *kept)
                 : answer_in<pqxx::nontransaction>(connection, *kept);
  };
  question.done = [kept, tell](bool asked) {
    if (asked && *tell) return (*tell)();
    records::fail(*kept, asked ? records::kUnreadable : errc::not_connected);
  };
  if (!pool_.submit(std::move(question))) records::fail(*kept, records::kTooManyAsk);
}

}  // namespace callbackd::storage
