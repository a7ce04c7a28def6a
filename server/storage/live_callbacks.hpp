// The callbacks that a start reads back: the cursor over them, and one row of it. What could not be
// worked with later is not understood here. Throws what row_values.hpp throws.
#pragma once
#include <pqxx/pqxx>

#include "core/messages/record.hpp"

namespace callbackd::storage {

// DECLAREs the cursor live_callback, by serial.
extern char const kLiveCallbacks[];
constexpr int kPhoneColumn = 25;
constexpr int kHasValuesColumn = 26;  // to be routed by
constexpr int kExtensionColumn = 39;

core::CallbackRow live_callback_of(pqxx::row const& row);

}  // namespace callbackd::storage
