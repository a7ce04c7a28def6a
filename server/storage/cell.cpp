#include "storage/cell.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "storage/loader.hpp"
#include "storage/migrate.hpp"
#include "storage/row_values.hpp"

namespace callbackd::storage {
namespace {

using namespace std::chrono_literals;
constexpr auto kLongestWait = 500ms;  // between two looks at a foreign lease
constexpr auto kConfirmPause = 200ms;

constexpr char kTake[] =
    "UPDATE cell SET epoch = epoch + 1, instance = $1, host = $2, "
    "lease_until = clock_timestamp() + $3 * interval '1 millisecond' "
    "WHERE id = 1 AND (lease_until <= clock_timestamp() OR (instance = $1 AND host = $2)) "
    "RETURNING epoch";
constexpr char kHolder[] =
    "SELECT instance || ' on ' || host, "
    "greatest(0, ceil(extract(epoch FROM lease_until - clock_timestamp()) * 1000))::bigint "
    "FROM cell WHERE id = 1";

bool wait(std::stop_token const& stop, std::chrono::milliseconds time) {  // false: told to stop
  std::mutex mutex;
  std::condition_variable_any changed;
  std::unique_lock lock{mutex};
  changed.wait_for(lock, stop, time, [] { return false; });
  return !stop.stop_requested();
}

class Taking {
 public:
  Taking(CellOptions const& options, std::stop_token stop)
      : options_{options}, stop_{std::move(stop)} {}

  Result<Taken> take_and_load(DefinitionParser const& parse) {
    while (!stop_.stop_requested()) {
      try {
        Connection connection{options_.place, Use::kLoad};
        auto const epoch = take(connection);
        if (!epoch) return epoch.error();
        auto recovered = load(connection, parse);
        if (!recovered) return recovered.error();
        spdlog::info("cell.taken epoch={} callbacks={}", *epoch, recovered->state.callbacks.size());
        return Taken{*epoch, std::move(*recovered)};
      } catch (pqxx::failure const& e) {
        auto const sorted = sort_error(std::current_exception());
        if (sorted.trouble == Trouble::kBug) return Failure{"taking the cell: " + first_line(e)};
        spdlog::warn("cell.database_unreachable reason=\"{}\"", first_line(e));
        wait(stop_, kLongestWait);
      } catch (std::exception const& e) {
        return Failure{std::string{"taking the cell: "} + e.what()};
      }
    }
    return Failure{"told to stop"};
  }

 private:
  Result<std::int64_t> take(Connection& connection) {
    {
      pqxx::nontransaction transaction{*connection};
      if (auto const checked = check_schema(transaction); !checked) return checked.error();
    }
    for (;;) {
      if (auto const epoch = try_take(connection); epoch != 0) return epoch;
      if (!wait_for_holder(connection)) return Failure{"told to stop"};
    }
  }

  // 0: another server has it. Not confirmed by a standby counts as not taken: the same instance
  // takes it once more.
  std::int64_t try_take(Connection& connection) {
    for (;;) {
      connection.take_warning();
      pqxx::nontransaction transaction{*connection};
      auto const rows = transaction.exec_params(
          kTake, options_.instance, options_.host,
          std::chrono::duration_cast<std::chrono::milliseconds>(options_.lease).count());
      if (rows.empty()) return 0;
      if (!connection.take_warning()) return number_of(rows[0][0]);
      if (!wait(stop_, kConfirmPause)) return 0;
    }
  }

  bool wait_for_holder(Connection& connection) {
    std::chrono::milliseconds left{};
    {
      pqxx::nontransaction transaction{*connection};
      auto const row = transaction.exec1(kHolder);
      tell(std::string{text_of(row[0])});
      left = std::chrono::milliseconds{number_of(row[1])};
    }
    return wait(stop_, std::clamp<std::chrono::milliseconds>(left, 1ms, kLongestWait));
  }

  void tell(std::string const& holder) {
    if (holder == told_) return;
    told_ = holder;
    spdlog::info("cell.waiting holder=\"{}\"", holder);
    if (options_.on_waiting) options_.on_waiting(holder);
  }

  CellOptions const& options_;
  std::stop_token stop_;
  std::string told_;
};

}  // namespace

Result<Taken> take_cell_and_load(CellOptions const& options, DefinitionParser const& parse,
                                 std::stop_token stop) {
  return Taking{options, std::move(stop)}.take_and_load(parse);
}

}  // namespace callbackd::storage
