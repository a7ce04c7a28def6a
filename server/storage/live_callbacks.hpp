// The cursor over the callbacks that a server reads back when it starts, and the reader of one of
// its rows. A row that would make a later commit fail counts as not understood. Throws what
// row_values.hpp throws. Used by the Loader, on its thread (loader.hpp).
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

// The SQL that declares the cursor `live_callback`. Its rows are in the order of serials.
std::string live_callbacks_cursor();
LiveCallback live_callback_of(pqxx::row const& row);

}  // namespace callbackd::storage
