#include "storage/live_callbacks.hpp"

#include <stdexcept>

#include "storage/json_text.hpp"
#include "storage/row_values.hpp"

namespace callbackd::storage {

char const kLiveCallbacks[] =
    "DECLARE live_callback NO SCROLL CURSOR FOR SELECT c.id, c.serial, c.site, c.created_at, "
    "c.state, c.queue, c.priority, c.due_at, "
    "c.expires_at, "
    "c.queued_since, c.queue_entered_at, c.agent, c.offer_number, c.offers_counted, "
    "c.interaction_number, "
    "c.attempt_number, c.event_number, c.person_version, c.note_version, c.disposition, "
    "c.reserved_agent, "
    "c.reserved_until, c.cancel_requested, c.not_after_given, c.required_skills, p.phone, "
    "c.routing_values <> '{}', c.slot_at, jsonb_typeof(c.routing_values) AS routing_values, "
    "p.version, c.publishable, c.token_version, c.ended_at, "
    "c.token_changes, c.token_number_changes, c.token_paced_until, "
    "c.key_changes, c.key_number_changes, c.key_paced_until, p.extension, p.created_at, "
    "json_typeof(p.attributes) AS attributes "
    "FROM callback c LEFT JOIN callback_person p ON p.callback_id = c.id AND p.version = "
    "c.person_version "
    "WHERE c.live ORDER BY c.serial";

core::CallbackRow live_callback_of(pqxx::row const& row) {
  if (row[29].is_null()) {
    throw std::runtime_error{"person_version names no row of callback_person"};
  }
  if (text_of(row[28]) != "object") not_understood(row[28], "is not an object");
  // What a later commit reads of the person, and merges with: there it would end the server.
  static_cast<void>(instant_of(row[40]));
  if (text_of(row[41]) != "object") not_understood(row[41], "is not an object");
  if (text_of(row[kPhoneColumn]).empty()) not_understood(row[kPhoneColumn], "is missing");
  core::CallbackRow callback;
  callback.id = callback_of(row[0]);
  callback.serial = static_cast<base::Serial>(number_of(row[1]));
  callback.site = name_of(row[2]);
  callback.created_at = instant_of(row[3]);
  callback.state = given_word_of(row[4], core::CallbackState::kFailed);
  callback.queue = name_of(row[5]);
  callback.priority = static_cast<int>(number_of(row[6]));
  callback.due_at = instant_of(row[7]);
  callback.expires_at = instant_of(row[8]);
  callback.queued_since = optional_instant_of(row[9]);
  callback.queue_entered_at = optional_instant_of(row[10]);
  callback.agent = name_of(row[11]);
  callback.offer_number = count_of(row[12]);
  callback.offers_counted = count_of(row[13]);
  callback.interaction_number = count_of(row[14]);
  callback.attempt_number = count_of(row[15]);
  callback.event_number = count_of(row[16]);
  callback.person_version = count_of(row[17]);
  callback.note_version = count_of(row[18]);
  callback.disposition = name_of(row[19]);
  callback.reserved_agent = name_of(row[20]);
  callback.reserved_until = optional_instant_of(row[21]);
  callback.cancel_requested = flag_of(row[22]);
  callback.not_after_given = flag_of(row[23]);
  callback.required_skills = skills_from_text(text_of(row[24]));
  callback.slot_at = optional_instant_of(row[27]);
  callback.publishable = flag_of(row[30]);
  callback.token_version = count_of(row[31]);
  callback.ended_at = optional_instant_of(row[32]);
  callback.token_changes = {count_of(row[33]), count_of(row[34]), optional_instant_of(row[35])};
  callback.key_changes = {count_of(row[36]), count_of(row[37]), optional_instant_of(row[38])};
  return callback;
}

}  // namespace callbackd::storage
