#include "storage/live_callbacks.hpp"

#include <stdexcept>

#include "storage/row_reader.hpp"

namespace callbackd::storage {

std::string live_callbacks_cursor() {
  return "DECLARE live_callback NO SCROLL CURSOR FOR SELECT " + columns_of<core::CallbackRow>("c") +
         ", p.version, p.created_at, json_typeof(p.attributes) AS attributes, p.phone, "
         "p.extension, c.routing_values <> '{}' "
         "FROM callback c LEFT JOIN callback_person p ON p.callback_id = c.id AND p.version = "
         "c.person_version "
         "WHERE c.live ORDER BY c.serial";
}

LiveCallback live_callback_of(pqxx::row const& row) {
  LiveCallback callback;
  ColumnReader fields{row, Times::kAll};
  each_column(fields, callback.row);
  if (fields.next().is_null()) {
    throw std::runtime_error{"person_version names no row of callback_person"};
  }
  // A later commit reads the columns that follow, and merges the attributes. A bad value would end
  // the server then. So a bad value counts as not understood here, and the callback is left out.
  static_cast<void>(instant_of(fields.next()));
  auto const attributes = fields.next();
  if (text_of(attributes) != "object") not_understood(attributes, "is not an object");
  auto const phone = fields.next();
  if (text_of(phone).empty()) not_understood(phone, "is missing");
  callback.phone = phone_of(phone);
  callback.extension = extension_of(fields.next());
  callback.has_values = flag_of(fields.next());
  return callback;
}

}  // namespace callbackd::storage
