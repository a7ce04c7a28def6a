// Instants as PostgreSQL reads and prints them, over the whole range that either side knows. Pure;
// any thread. Only instant_from_database throws.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/instant.hpp"

namespace callbackd::storage {

// The nearest instant that PostgreSQL can keep: its time begins in 4714 BC. The two ends of Instant
// are its infinities.
base::Instant kept_by_database(base::Instant at);
// The value in PostgreSQL's binary format: microseconds since 2000-01-01.
std::int64_t database_micros(base::Instant at);
// 2027-03-14T09:00:00.123456Z: microseconds, as a replay needs them; PostgreSQL reads it back.
std::string micros_text(base::Instant at);
// Reads PostgreSQL's ISO text in UTC: 2027-03-14 09:00:00.123456+00, perhaps with BC, infinity or
// -infinity. nullopt: not such a text, or later than an Instant can be.
std::optional<base::Instant> read_database_instant(std::string_view text);
base::Instant instant_from_database(std::string_view text);  // throws std::runtime_error

}  // namespace callbackd::storage
