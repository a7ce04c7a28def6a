#include "storage/unreadable_rows.hpp"

#include <spdlog/spdlog.h>

#include "base/quoted.hpp"

namespace callbackd::storage {
namespace {

constexpr std::size_t kLoggedMost = 100;  // `callbackd check --database` lists all rows

}  // namespace

void UnreadableRows::note(std::string_view table, std::string_view row, std::string_view why) {
  rows_.push_back({std::string{table}, std::string{row}, std::string{why}});
  if (rows_.size() <= kLoggedMost) {
    spdlog::error("row.left_out table={} row={} reason={}", table, base::quoted(row),
                  base::quoted(why));
  } else if (rows_.size() == kLoggedMost + 1) {
    spdlog::error("row.left_out more=true hint={}",
                  base::quoted("callbackd check --database lists all of them"));
  }
}

}  // namespace callbackd::storage
