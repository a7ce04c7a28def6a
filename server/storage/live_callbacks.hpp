// The callbacks that a start reads back: the cursor over them, and the reader of one row. A row
// that would fail later, in a commit, counts as not understood. Throws what row_values.hpp throws.
#pragma once
#include <string>

#include <pqxx/pqxx>

#include "base/ids.hpp"
#include "core/messages/record.hpp"

namespace callbackd::storage {

struct LiveCallback {
  core::CallbackRow row;  // without its routing values
  base::PhoneNumber phone;
  std::string extension;
  bool has_values = false;  // it has routing values, which are read by a query of their own
};

// DECLAREs the cursor live_callback, by serial.
std::string live_callbacks_cursor();
LiveCallback live_callback_of(pqxx::row const& row);

}  // namespace callbackd::storage
